import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { compileKernel } from './compileKernel.js'
import { KERNEL_SOURCE, kernelFile } from './loadKernel.js'

/** Writes the compiled kernel to a folder, as packaging does; without AssemblyScript it writes nothing. */
export const buildKernel = async (folder: string): Promise<void> => {
  const bytes = await compileKernel(KERNEL_SOURCE)
  if (bytes) writeFileSync(join(folder, kernelFile()), bytes)
}
