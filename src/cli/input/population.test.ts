import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { CROWD, OWNER } from '../../market/crowd.js'
import { AAVE } from '../../protocols/aave/addresses.js'
import { renderError } from '../output/renderError.js'
import { readPopulation } from './others.js'
import { readPopulationFile } from './population.js'

const folder = mkdtempSync(join(tmpdir(), 'plimsoll-population-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

const refusal = (name: string, text: string): string => {
  try {
    readPopulationFile(file(name, text))
  } catch (error) {
    return renderError(error, { stacks: false }).replaceAll(`${folder}/`, '')
  }
  return 'nothing wrong'
}

const HEAD = 'collateral,collateralAmount,debt,debtAmount,eMode'

describe('readPopulationFile', () => {
  test('CSV: comments and empty lines are passed over, amounts are whole tokens', () => {
    const { kind, borrowers } = readPopulationFile(
      file('a.csv', `# mine\n${HEAD}\n\nwstETH,1.5,WETH,1.25,1\nWETH,2,USDC,1000.5,0\n`),
    )
    expect(kind).toBe('file')
    expect(borrowers.map(({ account: _, line: __, ...rest }) => rest)).toEqual([
      {
        collateral: 'wstETH',
        collateralAmount: 15n * 10n ** 17n,
        debt: 'WETH',
        debtAmount: 125n * 10n ** 16n,
        eMode: 1,
      },
      {
        collateral: 'WETH',
        collateralAmount: 2n * 10n ** 18n,
        debt: 'USDC',
        debtAmount: 1_000_500_000n,
        eMode: 0,
      },
    ])
    expect(new Set(borrowers.map(borrower => borrower.account)).size).toBe(2)
  })

  test('JSON: the same, with an account of its own and no e-mode', () => {
    const text = JSON.stringify([
      {
        collateral: 'WETH',
        collateralAmount: 2,
        debt: 'DAI',
        debtAmount: '10',
        account: `0x${'A'.repeat(40)}`,
      },
    ])
    expect(readPopulationFile(file('a.json', text)).borrowers).toEqual([
      {
        account: `0x${'a'.repeat(40)}`,
        line: 1,
        collateral: 'WETH',
        collateralAmount: 2n * 10n ** 18n,
        debt: 'DAI',
        debtAmount: 10n * 10n ** 18n,
        eMode: 0,
      },
    ])
  })

  test.each([
    ['an asset', `${HEAD}\nwstEHT,1,WETH,1,1`, 'line 2: collateral is "wstEHT"'],
    ['a debt', `${HEAD}\nwstETH,1,WETH,1,1\nwstETH,1,GHO,1,1`, 'line 3: debt is "GHO"'],
    ['an amount', `${HEAD}\nWETH,1,USDC,1.1234567,0`, 'line 2: debtAmount is "1.1234567"'],
    ['a missing value', `${HEAD}\nWETH,1,USDC,,0`, 'line 2: debtAmount is missing'],
    ['too few values', `${HEAD}\nWETH,1`, 'line 2: it has 2 values'],
    ['a strange column', `${HEAD},colour\nWETH,1,USDC,1,0,red`, 'line 2: there is no field "colour"'],
    ['an e-mode', `${HEAD}\nWETH,1,USDC,1,one`, 'line 2: eMode is "one"'],
    ['the watched account', `${HEAD},account\nWETH,1,USDC,1,0,${OWNER}`, 'is the account whose position'],
    ['the crowd', `${HEAD},account\nWETH,1,USDC,1,0,${CROWD.whale}`, 'line 2: account 0x'],
    ['a contract', `${HEAD},account\nWETH,1,USDC,1,0,${AAVE.pool}`, 'is a contract of the market'],
    ['nobody at all', `${HEAD},account\nWETH,1,USDC,1,0,0x${'0'.repeat(40)}`, 'no account of anybody'],
    ['one asset twice', `${HEAD}\nWETH,1,WETH,1,0`, 'line 2: collateral and debt are both WETH'],
    ['nobody', `${HEAD}\n`, 'line 1: nobody is in it'],
  ])('CSV, %s: the error names the line', (_, text, said) => expect(refusal('b.csv', text)).toContain(said))

  test('JSON: the error names the line of the entry, or of the fault', () => {
    const second =
      '[\n  {"collateral": "WETH", "collateralAmount": 1, "debt": "USDC", "debtAmount": 1},\n  {"collateral": "{"}\n]'
    expect(refusal('b.json', second)).toContain('line 3: collateralAmount is missing')
    expect(refusal('c.json', '[\n1]')).toContain('line 1: entry 1 is no object')
    expect(refusal('d.json', '[\n{,\n]')).toContain('it is no JSON')
  })

  test('an account that stands there twice is refused', () => {
    const row = `WETH,1,USDC,1,0,0x${'b'.repeat(40)}`
    expect(refusal('e.csv', `${HEAD},account\n${row}\n${row}`)).toContain('line 3: account')
  })
})

describe('readPopulation', () => {
  const start = { origin: { kind: 'embedded' }, market: undefined, worlds: 'both' } as const

  test('nothing said, and none: nobody', async () => {
    expect((await readPopulation({}, start)).kind).toBe('none')
    expect((await readPopulation({ population: 'none' }, start)).borrowers).toEqual([])
  })

  test('a number: as many accounts, and the same for the same seed', async () => {
    const first = await readPopulation({ population: '30' }, start)
    expect(first.borrowers).toHaveLength(30)
    expect(await readPopulation({ population: '30', populationSeed: '1' }, start)).toEqual(first)
    expect(await readPopulation({ population: '30', populationSeed: '2' }, start)).not.toEqual(first)
  })

  test('too many for the fork, a live fork, and no such file are refused', async () => {
    const refused = (who: string, where: object = {}) =>
      readPopulation({ population: who }, { ...start, ...where })
    await expect(refused('201')).rejects.toThrow('too many for the fork')
    expect((await refused('201', { worlds: 'model' })).borrowers).toHaveLength(201)
    await expect(
      refused('1', { origin: { kind: 'rpc', url: 'http://h', block: undefined } }),
    ).rejects.toThrow('A live fork takes no population')
    await expect(refused('fourty')).rejects.toThrow('is no population')
    await expect(refused('absent.csv')).rejects.toThrow('cannot be read')
  })
})
