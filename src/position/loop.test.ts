import { expect, test } from 'vitest'
import { leverageVectors } from '../protocols/published.fixture.js'
import { leverageAt } from './loop.js'

test.each(leverageVectors())('leverage at a health factor is the published one: $from', ({ vectors }) => {
  expect(vectors.values.length).toBeGreaterThan(0)
  for (const { liquidationThreshold, healthFactor, leverage } of vectors.values)
    expect(leverageAt(liquidationThreshold, healthFactor).toFixed(2)).toBe(leverage.toFixed(2))
})
