import { expect, test } from 'vitest'
import { byAssumption } from './assumptions.js'

test('each assumption once, the two modes of an event as one, one mode alone by its name', () => {
  const found = byAssumption([
    { name: 'depeg', assumed: ['no recovery'] },
    { name: 'june-2022', assumed: ['one sale a day', 'no recovery'] },
    { name: 'june-2022:then', assumed: ['one sale a day', 'the pool of mid 2023'] },
    { name: 'june-2022', assumed: ['one sale a day'] },
  ])
  expect(found).toEqual([
    { said: 'no recovery', scenarios: ['depeg', 'june-2022'] },
    { said: 'one sale a day', scenarios: ['june-2022 in both modes'] },
    { said: 'the pool of mid 2023', scenarios: ['june-2022:then'] },
  ])
})
