import type { Cell, Kernel } from './kernel/kernel.js'
import { TILE } from './runs.js'

/** Adds `shift` to standard normals and its likelihood ratio to the logarithm of the weights. */
export const tiltNormals = (kernel: Kernel, z: Cell, logWeight: Cell, shift: number): void => {
  const { cells } = kernel
  for (let i = 0; i < TILE; i++) {
    const moved = (cells[z + i] as number) + shift
    cells[z + i] = moved
    cells[logWeight + i] = (cells[logWeight + i] as number) - shift * moved + (shift * shift) / 2
  }
}
