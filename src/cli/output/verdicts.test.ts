import { expect, test } from 'vitest'
import { document, frame } from '../../report/render/markdown.fixture.js'
import { verdictsOf } from './verdicts.js'

const quantity = (name: string, compared: number, maxDifference = '0') => ({
  name,
  maxDifference,
  compared,
  where: null,
  atSeconds: null,
})

const told = (quantities: ReturnType<typeof quantity>[]): Promise<string> =>
  verdictsOf([{ document: document({ frames: [frame(0), frame(1)], reconciliation: { quantities } }) }])

test('numbers compared are those of all quantities together', async () => {
  const text = await told([quantity('health factor', 1_000), quantity('wallets', 234), quantity('debts', 5)])
  expect(text).toContain('Model and fork: 1,239 numbers compared, largest difference 0.')
})

test('every quantity that differs is named, and no other', async () => {
  const text = await told([
    quantity('health factor', 2),
    quantity('wallets', 3, '7'),
    quantity('debts', 1, '9'),
  ])
  expect(text).toContain(
    'Model and fork: 6 numbers compared, wallets differs by up to 7, debts differs by up to 9.',
  )
})

test('one world: nothing is said to be compared', async () => {
  expect(await told([])).not.toContain('compared')
})
