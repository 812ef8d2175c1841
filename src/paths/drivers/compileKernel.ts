import { readFileSync } from 'node:fs'

const OPTIONS = [
  ['--optimizeLevel', '3', '--shrinkLevel', '0', '--noAssert'],
  ['--enable', 'simd', '--runtime', 'stub', '--importMemory', '--initialMemory', '64'],
].flat()

/** kernel.as compiled by AssemblyScript; undefined where that package is not installed. */
export const compileKernel = async (source: string): Promise<Uint8Array<ArrayBuffer> | undefined> => {
  const compiler = await import('assemblyscript/asc').catch(() => undefined)
  if (!compiler) return undefined
  const made: { bytes?: Uint8Array<ArrayBuffer> } = {}
  const { error, stderr } = await compiler.main(['kernel.ts', '--outFile', 'kernel.wasm', ...OPTIONS], {
    readFile: name => (name === 'kernel.ts' ? readFileSync(source, 'utf8') : null),
    writeFile: (name, contents) => {
      if (name === 'kernel.wasm' && typeof contents !== 'string') made.bytes = Uint8Array.from(contents)
    },
    listFiles: () => [],
  })
  if (error) throw new Error(`kernel.as does not compile: ${error.message}\n${stderr.toString()}`)
  return made.bytes
}
