import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EnvironmentError } from './errors.js'
import { type Connection, connectIpc, type Rpc } from './ipc.js'

/** One running anvil, spoken to over IPC. */
export type Anvil = {
  readonly rpc: Rpc
  stop(): Promise<void>
}

export type AnvilOrigin =
  | { readonly kind: 'genesis'; readonly file: string; readonly number: bigint; readonly timestamp: number }
  | { readonly kind: 'fork'; readonly url: string; readonly block: bigint }

const SOCKETS = join(tmpdir(), 'plimsoll-anvil')
const running = new Set<() => Promise<void>>()
let started = 0

/** The binary that npm installed for this machine. */
const anvilBinary = (): string => {
  const require = createRequire(import.meta.url)
  const arch = process.arch === 'x64' ? 'amd64' : process.arch
  const suffix = process.platform === 'win32' ? '.exe' : ''
  try {
    return require.resolve(`@foundry-rs/anvil-${process.platform}-${arch}/bin/anvil${suffix}`)
  } catch {
    throw new EnvironmentError(`There is no anvil for ${process.platform} on ${process.arch}.`, {
      hint: 'Run `npm ci` with optional packages allowed; anvil comes from the package @foundry-rs/anvil.',
    })
  }
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** Ends anvils whose command was killed so hard that it could not: their socket's name tells whose they were. */
const sweepOrphans = (): void => {
  mkdirSync(SOCKETS, { recursive: true })
  const stale = readdirSync(SOCKETS).filter(name => !isAlive(Number(name.split('-')[0])))
  if (stale.length === 0) return
  const processes = execFileSync('ps', ['-axo', 'pid=,args='], { encoding: 'utf8' }).split('\n')
  for (const name of stale) {
    const orphan = processes.find(line => line.includes('anvil') && line.includes(join(SOCKETS, name)))
    if (orphan) process.kill(Number.parseInt(orphan, 10), 'SIGKILL')
    rmSync(join(SOCKETS, name), { force: true })
  }
}

const originOptions = (origin: AnvilOrigin) =>
  origin.kind === 'genesis'
    ? { init: origin.file, chainId: 1, timestamp: origin.timestamp }
    : { forkUrl: origin.url, forkBlockNumber: origin.block, retries: 2, noStorageCaching: true }

const originArguments = (origin: AnvilOrigin): readonly string[] =>
  origin.kind === 'genesis' ? ['--number', String(origin.number)] : []

/**
 * Starts a fresh anvil that mines only when told, at zero fees, in the order sent.
 * Throws `EnvironmentError` when it cannot start; the fork URL never appears in the message.
 */
export const startAnvil = async (origin: AnvilOrigin): Promise<Anvil> => {
  const { createAnvil } = await import('@viem/anvil')
  sweepOrphans()
  started += 1
  const socket = join(SOCKETS, `${process.pid}-${started}`)
  const process_ = createAnvil({
    anvilBinary: anvilBinary(),
    ...originOptions(origin),
    autoImpersonate: true,
    noMining: true,
    order: 'fifo',
    blockBaseFeePerGas: 0,
    gasPrice: 0,
    gasLimit: 2_000_000_000,
    codeSizeLimit: 100_000,
    pruneHistory: true,
    port: 0,
    ipc: socket,
    accounts: 1,
    startTimeout: 60_000,
    execArgs: ([file, args, options]) => [
      file,
      [...args, '--disable-min-priority-fee', ...originArguments(origin)],
      options ?? {},
    ],
  })
  let connection: Connection | undefined
  const stop = async () => {
    running.delete(stop)
    connection?.close()
    await process_.stop()
    rmSync(socket, { force: true })
  }
  running.add(stop)
  try {
    await process_.start()
    connection = await connectIpc(socket)
  } catch (cause) {
    await stop().catch(() => undefined)
    throw new EnvironmentError('anvil did not start.', {
      facts: origin.kind === 'fork' ? { origin: 'the given fork URL', block: String(origin.block) } : {},
      hint:
        origin.kind === 'fork'
          ? 'Check that the URL answers, and that it serves state at that block.'
          : 'Delete the cache folder and try again.',
      cause: redact(cause, origin),
    })
  }
  return { rpc: connection.rpc, stop }
}

const redact = (cause: unknown, origin: AnvilOrigin): string => {
  const text = cause instanceof Error ? cause.message : String(cause)
  return origin.kind === 'fork' ? text.replaceAll(origin.url, '<fork URL>') : text
}

/** Stops every anvil that this process started. */
export const stopAllAnvils = async (): Promise<void> => {
  await Promise.allSettled([...running].map(stop => stop()))
}
