import { describe, expect, test } from 'vitest'
import { SAMPLES, sampleFiles } from '../reports/regenerate.js'
import { outputSchema } from '../src/report/document.js'
import { firstDifference } from './committed.js'

/** What a repository can carry and a reader can open. */
const LARGEST_BYTES = 1_500_000

describe.each(SAMPLES)('the committed reports of $name', sample => {
  test('the same bytes as made now, small enough, and of the schema', async () => {
    const files = await sampleFiles(sample)
    expect(files.map(file => file.name).sort()).toEqual(
      [...sample.formats, ...(sample.terminal ? ['txt'] : [])]
        .map(format => `${sample.name}.${format}`)
        .sort(),
    )
    for (const { name, text } of files) {
      expect(firstDifference(name, text)).toBeUndefined()
      expect(Buffer.byteLength(text), `bytes of ${name}`).toBeLessThan(LARGEST_BYTES)
      if (name === 'wsteth-usdc.json') expect(outputSchema.safeParse(JSON.parse(text)).success).toBe(true)
    }
  })
})
