import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { PACKAGE_ROOT } from '../../fork/packageRoot.js'
import { StrategyFileError } from '../errors.js'
import { noteCarried } from '../output/carried.js'
import type { Session } from '../session.js'
import { importsOf } from './ownImports.js'
import { loadStrategy } from './strategies.js'

const root = mkdtempSync(join(tmpdir(), 'plimsoll-imports-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const file = (name: string, text: string): string => {
  const path = join(root, name)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
  return path
}

file('secret.json', '{"key":"outside"}')
file('lib/deep.ts', 'export const deep = 1')
file('own/data.json', '{"key":"inside"}')
file('own/part/more.ts', "import data from '../data.json'\nexport const more = data.key")
symlinkSync(join(root, 'secret.json'), join(root, 'own/linked.json'))

const BODY = 'export const strategy = {}'

test('files of its folder are inside; packages and Plimsoll’s own code are neither', async () => {
  const ours = join(PACKAGE_ROOT, 'src/index.ts')
  const path = file(
    'own/good.ts',
    `import { more } from './part/more.js'\nimport { z } from 'zod'\nimport { size } from ${JSON.stringify(ours)}\nimport 'plimsoll'\n${BODY}\nexport const used = [more, z, size]`,
  )
  expect(await importsOf(path)).toEqual({ inside: ['data.json', 'part/more.ts'], outside: [] })
})

test.each([
  ['JSON above it', "import x from '../secret.json'", ['../secret.json']],
  ['code above it', "import { deep as x } from '../lib/deep.js'", ['../lib/deep.ts']],
  ['a link that leads out', "import x from './linked.json'", ['../secret.json']],
  ['an import while it runs', "const x = await import('../secret.json')", ['../secret.json']],
  ['an absolute path', `import x from ${JSON.stringify(join(root, 'secret.json'))}`, ['../secret.json']],
])('%s is refused before the file runs, unless it is allowed', async (name, line, outside) => {
  const path = file(`own/${name.replaceAll(' ', '-')}.ts`, `${line}\nglobalThis.plimsollRan = x\n${BODY}`)
  expect((await importsOf(path)).outside).toEqual(outside)
  const refused = await loadStrategy(path).catch((error: unknown) => error)
  expect(refused).toBeInstanceOf(StrategyFileError)
  expect((refused as StrategyFileError).details.facts).toMatchObject({ outside: outside.join(', ') })
  expect((refused as StrategyFileError).details.hint).toContain('--allow-imports')
  expect(globalThis).not.toHaveProperty('plimsollRan')
})

test('whoever writes a page is told whose code is in it', async () => {
  const notes: string[] = []
  const session = { note: (text: string) => notes.push(text) } as unknown as Session
  const alone = file('own/alone.ts', BODY)
  await noteCarried(
    [
      { file: join(PACKAGE_ROOT, 'strategies/wsteth-loop.ts') },
      { file: join(root, 'own/good.ts') },
      { file: alone },
      { file: alone },
    ],
    session,
  )
  expect(notes).toEqual([
    'The page carries the code of good.ts and of what it imports: data.json, part/more.ts.',
    'The page carries the code of alone.ts.',
  ])
})
