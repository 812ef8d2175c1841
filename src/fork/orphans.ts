import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'

/** EPERM: there is such a process, of somebody else. */
const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

type Listed = { readonly pid: number; readonly command: string }

/** Processes as the kernel lists them on Linux: images of containers have no `ps`. */
const fromProc = (): readonly Listed[] =>
  readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .flatMap(name => {
      try {
        return [{ pid: Number(name), command: readFileSync(`/proc/${name}/cmdline`, 'utf8') }]
      } catch {
        // It ended in between.
        return []
      }
    })

const fromPs = (): readonly Listed[] =>
  execFileSync('ps', ['-axo', 'pid=,args='], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
    .split('\n')
    .map(line => ({ pid: Number.parseInt(line, 10), command: line }))

const listed = (): readonly Listed[] => (process.platform === 'linux' ? fromProc() : fromPs())

/** A socket's name: the process that started anvil, and a count. */
const SOCKET = /^(\d+)-\d+$/

const sweep = (folder: string): void => {
  const stale = readdirSync(folder).filter(name => {
    const pid = SOCKET.exec(name)?.[1]
    return pid !== undefined && !isAlive(Number(pid))
  })
  if (stale.length === 0) return
  const processes = listed()
  for (const name of stale) {
    const socket = join(folder, name)
    const orphan = processes.find(({ command }) => command.includes('anvil') && command.includes(socket))
    if (orphan) process.kill(orphan.pid, 'SIGKILL')
    rmSync(socket, { force: true })
  }
}

/**
 * Ends anvils whose command was killed so hard that it could not: the socket's name tells whose they were. What cannot
 * be swept stays: it is no reason to refuse the work.
 */
export const sweepOrphans = (folder: string): void => {
  try {
    sweep(folder)
  } catch {
    // See above.
  }
}
