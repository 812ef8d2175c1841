import { expect, test } from 'vitest'
import { MODEL_SAMPLES, modelSampleFiles } from '../reports/regenerate.js'
import { firstDifference } from './committed.js'

test.each(MODEL_SAMPLES)('the committed sample $name: the same bytes as made now', async sample => {
  const files = await modelSampleFiles(sample)
  expect(files.map(({ name }) => name)).toEqual(
    [...sample.formats, ...(sample.terminal ? ['txt'] : [])].map(format => `${sample.name}.${format}`),
  )
  for (const { name, text } of files) expect(firstDifference(name, text)).toBeUndefined()
})
