import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Kernel } from '../kernel/kernel.js'
import { createTwin } from '../kernel/twin.js'
import { createWasmKernel } from '../kernel/wasm.js'

const SOURCE = fileURLToPath(new URL('../kernel/kernel.as', import.meta.url))
const PACKAGED = fileURLToPath(new URL('../kernel/kernel.wasm', import.meta.url))

const OPTIONS = [
  ['--optimizeLevel', '3', '--shrinkLevel', '0', '--noAssert'],
  ['--enable', 'simd', '--runtime', 'stub', '--importMemory', '--initialMemory', '64'],
].flat()

/** kernel.as compiled by AssemblyScript; undefined where that package is not installed. */
export const compileKernel = async (): Promise<Uint8Array<ArrayBuffer> | undefined> => {
  const compiler = await import('assemblyscript/asc').catch(() => undefined)
  if (!compiler) return undefined
  const made: { bytes?: Uint8Array<ArrayBuffer> } = {}
  const { error, stderr } = await compiler.main(['kernel.ts', '--outFile', 'kernel.wasm', ...OPTIONS], {
    readFile: name => (name === 'kernel.ts' ? readFileSync(SOURCE, 'utf8') : null),
    writeFile: (name, contents) => {
      if (name === 'kernel.wasm' && typeof contents !== 'string') made.bytes = Uint8Array.from(contents)
    },
    listFiles: () => [],
  })
  if (error) throw new Error(`kernel.as does not compile: ${error.message}\n${stderr.toString()}`)
  return made.bytes
}

const cacheFile = (): string => {
  const key = createHash('sha256').update(readFileSync(SOURCE)).update(OPTIONS.join(' ')).digest('hex')
  const root = process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache')
  return join(root, 'plimsoll', `kernel-${key.slice(0, 16)}.wasm`)
}

const store = (file: string, bytes: Uint8Array): void => {
  for (const target of [file, join(tmpdir(), 'plimsoll', file.split(/[\\/]/).at(-1) ?? 'kernel.wasm')])
    try {
      mkdirSync(join(target, '..'), { recursive: true })
      const temporary = `${target}.${process.pid}`
      writeFileSync(temporary, bytes)
      renameSync(temporary, target)
      return
    } catch {
      // A cache that cannot be written costs the next start some seconds, and nothing else.
    }
}

const fromFile = (file: string): Uint8Array<ArrayBuffer> | undefined =>
  existsSync(file) ? Uint8Array.from(readFileSync(file)) : undefined

/** The compiled kernel: as packaged, from the cache, or compiled now (5 s, once); undefined where none can be had. */
export const kernelBytes = async (): Promise<Uint8Array<ArrayBuffer> | undefined> => {
  const packaged = fromFile(PACKAGED)
  if (packaged) return packaged
  const file = cacheFile()
  const cached = fromFile(file)
  if (cached && WebAssembly.validate(cached)) return cached
  const compiled = await compileKernel()
  if (compiled) store(file, compiled)
  return compiled
}

/** The WASM kernel, or its twin, which gives the same bytes five to ten times slower. */
export const loadKernel = async (): Promise<Kernel> => {
  const bytes = await kernelBytes()
  return bytes ? createWasmKernel(bytes) : createTwin()
}
