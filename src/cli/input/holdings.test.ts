import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { HoldingsFileError, OptionError } from '../errors.js'
import { readHeld, readPortfolio } from './holdings.js'

const folder = mkdtempSync(join(tmpdir(), 'plimsoll-holdings-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

const EXAMPLE = '1200 wstETH and -800 WETH on aave e-mode 1; 300 stETH; 50 ETH in curve'

const YAML = `accounts:
  - holdings:
      - { where: aave, eMode: 1, supplied: { wstETH: 1200 }, borrowed: { WETH: 800 } }
      - { where: wallet, tokens: { stETH: 300 } }
      - { where: curve, worthEth: 50 }
`
const CSV = `account,where,asset,amount
,aave e-mode 1,wstETH,"1,200"
,aave e-mode 1,WETH,-800
,wallet,stETH,300
,curve,ETH,50
`

describe('one position in three ways', () => {
  test.each([
    ['--held', () => readHeld(EXAMPLE).then(ready => [ready])],
    ['YAML', () => readPortfolio(file('treasury.yaml', YAML))],
    ['CSV', () => readPortfolio(file('treasury.csv', CSV))],
  ])('%s', async (_, read) => {
    const [ready, ...others] = (await read()) ?? []
    expect(others).toEqual([])
    expect(ready?.params).toEqual({ holdings: EXAMPLE, size: 1 })
  })
})

test('several accounts are several positions; one is named behind a #', async () => {
  const path = file(
    'two.csv',
    'account,where,asset,amount\nops,wallet,ETH,1\nvault,curve,LP,2\nops,aave,wstETH,3\n',
  )
  const both = await readPortfolio(path)
  expect(both?.map(({ strategy, params }) => [strategy.name, params['holdings']])).toEqual([
    ['two:ops', '1 ETH; 3 wstETH on aave'],
    ['two:vault', 'lp 2 in curve'],
  ])
  expect((await readPortfolio(`${path}#vault`))?.map(({ strategy }) => strategy.name)).toEqual(['two:vault'])
})

test('amounts keep every digit', async () => {
  const text =
    'accounts:\n  - holdings:\n      - { where: wallet, tokens: { ETH: 1234567.123456789012345678 } }\n'
  const [ready] = (await readPortfolio(file('digits.yaml', text))) ?? []
  expect(ready?.params['holdings']).toBe('1234567.123456789012345678 ETH')
})

test('what is not modelled is said, and so is a missing e-mode', async () => {
  const { notes = [] } = await readHeld('1 wstETH on aave; 1000 LDO at 0.0004 ETH')
  expect(notes.join(' ')).toMatch(/e-mode 0.*LDO is not modelled/)
})

test('a strategy is no file', async () => expect(await readPortfolio('wsteth-loop')).toBeUndefined())

test('a wrong word: where it stands, and what may stand there', async () => {
  await expect(readHeld('300 stETTH')).rejects.toThrow(OptionError)
  await expect(readHeld('300 stETTH')).rejects.toMatchObject({ details: { facts: { at: '300 >>stETTH<<' } } })
})

describe('files that are wrong', () => {
  test.each([
    ['no file', 'none.yaml', undefined],
    ['empty', 'a.yaml', ''],
    ['no YAML', 'b.yaml', 'accounts: ['],
    ['an unknown place', 'c.yaml', 'accounts:\n  - holdings:\n      - { where: arve }\n'],
    ['an unknown field', 'd.yaml', 'accounts:\n  - holdings:\n      - { where: curve, lpp: 3 }\n'],
    ['neither lp nor worth', 'e.yaml', 'accounts:\n  - holdings:\n      - { where: curve }\n'],
    ['other columns', 'f.csv', 'where,asset,amount\nwallet,ETH,1\n'],
    ['a short row', 'g.csv', 'account,where,asset,amount\n,wallet,ETH\n'],
    ['no rows', 'h.csv', 'account,where,asset,amount\n'],
  ])('%s', async (_, name, text) => {
    const path = text === undefined ? join(folder, name) : file(name, text)
    await expect(readPortfolio(path)).rejects.toThrow(HoldingsFileError)
  })

  test('an account that is not there: those that are', async () =>
    await expect(readPortfolio(`${file('i.csv', CSV)}#ops`)).rejects.toThrow(HoldingsFileError))
})
