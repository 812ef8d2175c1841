import { rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { EnvironmentError } from './errors.js'
import { type Connection, connectIpc, type Rpc } from './ipc.js'
import { sweepOrphans } from './orphans.js'
import type { Line } from './relay/relay.js'
import { socketFolder } from './temporary.js'

/** One running anvil, spoken to over IPC. */
export type Anvil = {
  readonly rpc: Rpc
  /** Never rejects: what was computed is not lost because an anvil would not go. */
  stop(): Promise<void>
}

export type AnvilOrigin =
  | { readonly kind: 'genesis'; readonly file: string; readonly number: bigint; readonly timestamp: number }
  | { readonly kind: 'fork'; readonly line: Line; readonly block: bigint }

/** How long is waited for an anvil that was killed. */
const STOPPING_MS = 2_000

/** Where the relay decides how long is waited. */
const NO_LIMIT_MS = 86_400_000

const running = new Set<() => Promise<void>>()
let started = 0

/** Nobody else to wait for. */
const ALONE: Pick<Line, 'guard' | 'isWaiting'> = { guard: work => work, isWaiting: () => false }

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

const originOptions = (origin: AnvilOrigin) =>
  origin.kind === 'genesis'
    ? { init: origin.file, chainId: 1, timestamp: origin.timestamp }
    : {
        forkUrl: origin.line.url,
        forkBlockNumber: origin.block,
        // The relay waits, repeats and gives up.
        ...{ retries: 0, timeout: NO_LIMIT_MS, noRateLimit: true, noStorageCaching: true },
      }

const originArguments = (origin: AnvilOrigin): readonly string[] =>
  origin.kind === 'genesis' ? ['--number', String(origin.number)] : []

/**
 * Starts a fresh anvil that mines only when told, at zero fees, in the order sent.
 * Throws `EnvironmentError` when it cannot start. On a fork every call fails as soon as the relay has no answer, in its words.
 */
export const startAnvil = async (origin: AnvilOrigin): Promise<Anvil> => {
  const { createAnvil } = await import('@viem/anvil')
  const folder = socketFolder()
  sweepOrphans(folder)
  started += 1
  const socket = join(folder, `${process.pid}-${started}`)
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
    startTimeout: origin.kind === 'fork' ? NO_LIMIT_MS : 60_000,
    execArgs: ([file, args, options]) => [
      file,
      [...args, '--disable-min-priority-fee', ...originArguments(origin)],
      // It holds nothing that is worth saving, and is slow to go when asked politely under load.
      { ...options, killSignal: 'SIGKILL' },
    ],
  })
  const { guard, isWaiting } = origin.kind === 'fork' ? origin.line : ALONE
  let connection: Connection | undefined
  const stop = async () => {
    running.delete(stop)
    connection?.close()
    await Promise.race([process_.stop(), after(STOPPING_MS)]).catch(() => undefined)
    removeSocket(socket)
    if (origin.kind === 'fork') origin.line.close()
  }
  running.add(stop)
  try {
    await guard(process_.start())
    connection = await connectIpc(socket, isWaiting)
  } catch (cause) {
    await stop()
    if (cause instanceof EnvironmentError) throw cause
    throw new EnvironmentError('anvil did not start.', {
      hint: 'Try again; if it fails again, delete the cache folder.',
      cause: cause instanceof Error ? cause.message : String(cause),
    })
  }
  const { rpc } = connection
  return { rpc: (method, params) => guard(rpc(method, params)), stop }
}

const after = (milliseconds: number): Promise<void> =>
  new Promise(resolve => {
    setTimeout(resolve, milliseconds).unref()
  })

const removeSocket = (socket: string): void => {
  try {
    rmSync(socket, { force: true })
  } catch {
    // The next start sweeps it.
  }
}

/** Stops every anvil that this process started. */
export const stopAllAnvils = async (): Promise<void> => {
  await Promise.allSettled([...running].map(stop => stop()))
}
