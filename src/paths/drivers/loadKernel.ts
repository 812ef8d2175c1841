import { createHash } from 'node:crypto'
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cacheFolder, readableCaches } from '../../fork/cache.js'
import { PACKAGE_ROOT } from '../../fork/packageRoot.js'
import type { Basis } from '../engine.js'
import type { Parameters } from '../factors/parameters.js'
import type { PathRecord } from '../factors/record.js'
import type { Kernel } from '../kernel/kernel.js'
import { createTwin } from '../kernel/twin.js'
import { createWasmKernel } from '../kernel/wasm.js'
import { compileKernel } from './compileKernel.js'

/** The kernel's source in the package. */
export const KERNEL_SOURCE = join(PACKAGE_ROOT, 'src/paths/kernel/kernel.as')

/** A file name that changes with the source. */
export const kernelFile = (): string =>
  `kernel-${createHash('sha256').update(readFileSync(KERNEL_SOURCE)).digest('hex').slice(0, 16)}.wasm`

/** Writes to the cache; one that cannot be written costs the next start some seconds only. */
const store = (bytes: Uint8Array): void => {
  try {
    const file = join(cacheFolder(), kernelFile())
    const temporary = `${file}.${process.pid}`
    writeFileSync(temporary, bytes)
    renameSync(temporary, file)
  } catch {}
}

const valid = (file: string): Uint8Array<ArrayBuffer> | undefined => {
  if (!existsSync(file)) return undefined
  const bytes = Uint8Array.from(readFileSync(file))
  return WebAssembly.validate(bytes) ? bytes : undefined
}

/** The compiled kernel: as built, from the cache, or compiled now (5 s, once); undefined where none can be had. */
const kernelBytes = async (): Promise<Uint8Array<ArrayBuffer> | undefined> => {
  for (const folder of [join(PACKAGE_ROOT, 'dist'), ...readableCaches()]) {
    const found = valid(join(folder, kernelFile()))
    if (found) return found
  }
  const compiled = await compileKernel(KERNEL_SOURCE)
  if (compiled) store(compiled)
  return compiled
}

/** The WASM kernel, or its twin, which gives the same bytes some ten times slower. */
export const loadKernel = async (): Promise<Kernel> => {
  const bytes = await kernelBytes()
  return bytes ? createWasmKernel(bytes) : createTwin()
}

const readJson = <T>(file: string): T => JSON.parse(readFileSync(file, 'utf8')) as T

/** The shipped parameters and record, or those of a folder that `plimsoll calibrate` wrote. */
export const loadBasis = (folder = join(PACKAGE_ROOT, 'src/paths/factors')): Basis => ({
  parameters: readJson<Parameters>(join(folder, 'parameters.json')),
  record: readJson<PathRecord>(join(folder, 'record.json')),
})
