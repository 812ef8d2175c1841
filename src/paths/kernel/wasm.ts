import { CELLS, type DrawKey, type Kernel } from './kernel.js'

type Exports = Readonly<Record<string, (...args: readonly number[]) => number>>

const PAGE_BYTES = 65_536

const high = (value: number): number => Math.floor(value / 2 ** 32)

/** The kernel as WebAssembly. `bytes` is kernel.as, compiled. */
export const createWasmKernel = async (bytes: Uint8Array<ArrayBuffer>): Promise<Kernel> => {
  const memory = new WebAssembly.Memory({ initial: (CELLS * 8) / PAGE_BYTES })
  const { instance } = await WebAssembly.instantiate(bytes, { env: { memory } })
  const code = instance.exports as unknown as Exports & Omit<Kernel, 'draw' | 'health' | 'cells' | 'name'>
  const rawDraw = code['draw'] as Exports[string]
  const rawHealth = code['health'] as Exports[string]
  return {
    ...code,
    name: 'wasm',
    cells: new Float64Array(memory.buffer),
    draw: ({ seed, path, step, group }: DrawKey, normals, out, n) => {
      rawDraw(seed, high(seed), path, high(path), step, group, normals, out, n)
    },
    health: (out, weighted, debt, least, n) => rawHealth(out, weighted, debt, least, n) !== 0,
  }
}
