import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { expect, test } from 'vitest'
import { CROWD } from '../../market/crowd.js'
import type { AnyShock, ShockDef } from './define.js'

const GUIDE = new URL('../../../docs/adding/shock.md', import.meta.url)

/** The first TypeScript block of the guide, built as if it stood in this folder. */
const example = async (): Promise<ShockDef<AnyShock>> => {
  const [, code] = /```ts\n([\s\S]*?)```/.exec(readFileSync(GUIDE, 'utf8')) ?? []
  const { outputFiles } = await build({
    stdin: { contents: code ?? '', resolveDir: fileURLToPath(new URL('./', import.meta.url)), loader: 'ts' },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'neutral',
    logLevel: 'silent',
  })
  const text = outputFiles[0]?.text ?? ''
  const made = (await import(`data:text/javascript;base64,${Buffer.from(text).toString('base64')}`)) as {
    whaleRepays: ShockDef<AnyShock>
  }
  return made.whaleRepays
}

test('the example of docs/adding/shock.md compiles, scales and lowers', async () => {
  const def = await example()
  const shock = { kind: 'whaleRepays', amount: 2 }
  expect(def.scale(shock, 1.5)).toEqual({ kind: 'whaleRepays', amount: 3 })
  const market = {} as Parameters<typeof def.lower>[1]
  expect(def.lower(shock, market, market)).toEqual([
    { from: CROWD.whale, actions: [{ kind: 'aave.repay', asset: 'WETH', amount: 2n * 10n ** 18n }] },
  ])
})
