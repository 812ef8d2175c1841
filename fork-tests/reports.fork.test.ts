import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { SAMPLES, sampleFiles } from '../reports/regenerate.js'
import { outputSchema } from '../src/report/document.js'

/** What a repository can carry and a reader can open. */
const LARGEST_BYTES = 1_500_000

const committed = (name: string): string | undefined => {
  const file = new URL(`../reports/${name}`, import.meta.url)
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined
}

/** The first line that differs, or undefined where two texts are the same bytes. */
const firstDifference = (name: string, made: string): string | undefined => {
  const kept = committed(name)
  if (kept === made) return undefined
  if (kept === undefined) return `reports/${name} is not there: run \`npm run reports\` and commit it`
  const [ours, theirs] = [made.split('\n'), kept.split('\n')]
  const line = ours.findIndex((text, i) => text !== theirs[i])
  const at = line === -1 ? ours.length : line
  return [
    `reports/${name} is not what the code makes now; if that is meant, run \`npm run reports\` and commit it.`,
    `line ${at + 1} committed: ${(theirs[at] ?? '(end of file)').slice(0, 300)}`,
    `line ${at + 1} made now:  ${(ours[at] ?? '(end of file)').slice(0, 300)}`,
  ].join('\n')
}

describe.each(SAMPLES)('the committed reports of $name', sample => {
  test('the same bytes as made now, small enough, and of the schema', async () => {
    const files = await sampleFiles(sample)
    expect(files.map(file => file.name).sort()).toEqual(
      sample.formats.map(format => `${sample.name}.${format}`).sort(),
    )
    for (const { name, text } of files) {
      expect(firstDifference(name, text)).toBeUndefined()
      expect(Buffer.byteLength(text), `bytes of ${name}`).toBeLessThan(LARGEST_BYTES)
      if (name.endsWith('.json')) expect(outputSchema.safeParse(JSON.parse(text)).success).toBe(true)
    }
  })
})
