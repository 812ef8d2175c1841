import { afterEach, describe, expect, test } from 'vitest'
import { openForkWorld } from '../src/analysis/simulate.js'
import { tryAll } from '../src/exit/execute/dryRun.js'
import { sellAllInSteps } from '../src/exit/options/deleverage.js'
import { planExit } from '../src/exit/plan.js'
import { CROWD, OWNER } from '../src/market/crowd.js'
import type { Market } from '../src/market/market.js'
import type { Action } from '../src/position/action.js'
import { fairValueWei, layersOf } from '../src/position/holdings.js'
import { loansOf } from '../src/position/loan.js'
import { toWei } from '../src/position/parameters.js'
import type { Asset } from '../src/protocols/assets.js'
import { refusalWords } from '../src/report/words/refusals.js'
import type { Outcome, World } from '../src/simulation/world.js'
import { SECONDS_PER_SLOT, WAD } from '../src/units/fixed.js'

let open: World | undefined

afterEach(async () => {
  await open?.close()
  open = undefined
})

const refusals = (outcomes: readonly Outcome[]): readonly string[] =>
  outcomes.flatMap(outcome => (outcome.status === 'reverted' ? [outcome.reason] : []))

type Opening = {
  readonly asset: Asset
  readonly amount: bigint
  readonly actions: (market: Market) => readonly Action[]
}

/** The fork with a position that no strategy of the library makes. */
const opened = async ({ asset, amount, actions }: Opening): Promise<World> => {
  const world = (await openForkWorld({ kind: 'embedded' }, () => undefined)).world
  open = world
  const give: Action = { kind: 'transfer', asset, to: OWNER, amount }
  expect(refusals(await world.block(SECONDS_PER_SLOT, [{ from: CROWD.whale, actions: [give] }]))).toEqual([])
  const txs = [{ from: OWNER, actions: actions(await world.market()) }]
  expect(refusals(await world.block(SECONDS_PER_SLOT, txs))).toEqual([])
  return world
}

const all = (asset: Asset) => ({ balanceOf: asset })
const supply = (asset: Asset): Action => ({ kind: 'aave.supply', asset, amount: all(asset) })
const borrow = (asset: Asset, amount: bigint): Action => ({ kind: 'aave.borrow', asset, amount })

const twoDebts: Opening = {
  asset: 'wstETH',
  amount: toWei(1_000),
  actions: () => [supply('wstETH'), borrow('USDC', 800_000n * 10n ** 6n), borrow('WETH', toWei(300))],
}

/** rsETH against wstETH, which is sold for more rsETH. */
const restaked: Opening = {
  asset: 'rsETH',
  amount: toWei(100),
  actions: market => {
    const loan = 2n * fairValueWei(market, 'rsETH', toWei(100))
    const wstEth = ((loan + loan / 200n) * WAD) / fairValueWei(market, 'wstETH', WAD)
    return [
      supply('rsETH'),
      { kind: 'aave.setEMode', category: 3 },
      {
        kind: 'aave.flashLoan',
        asset: 'WETH',
        amount: loan,
        actions: [
          { kind: 'sell', asset: 'WETH', amount: all('WETH'), into: 'rsETH' },
          supply('rsETH'),
          borrow('wstETH', wstEth),
          { kind: 'sell', asset: 'wstETH', amount: all('wstETH'), into: 'WETH' },
        ],
      },
    ]
  },
}

const shortEther: Opening = {
  asset: 'ETH',
  amount: toWei(100),
  actions: () => [
    { kind: 'weth.wrap', amount: all('ETH') },
    { kind: 'sell', asset: 'WETH', amount: all('WETH'), into: 'USDC' },
    supply('USDC'),
    borrow('WETH', toWei(50)),
    { kind: 'sell', asset: 'WETH', amount: all('WETH'), into: 'USDC' },
    supply('USDC'),
  ],
}

/** A loan on Aave and one at Morpho at once. */
const twoLenders: Opening = {
  asset: 'wstETH',
  amount: toWei(400),
  actions: () => [
    { kind: 'aave.supply', asset: 'wstETH', amount: toWei(200) },
    borrow('USDC', 200_000n * 10n ** 6n),
    { kind: 'morpho.supplyCollateral', market: 'exchange rate', amount: toWei(200) },
    { kind: 'morpho.borrow', market: 'exchange rate', amount: toWei(150) },
  ],
}

const dollars: Opening = {
  asset: 'ETH',
  amount: toWei(100),
  actions: () => [
    { kind: 'sell', asset: 'ETH', amount: all('ETH'), into: 'WETH' },
    { kind: 'sell', asset: 'WETH', amount: all('WETH'), into: 'USDC' },
  ],
}

const request = (market: Market) => ({
  market,
  owner: OWNER,
  unwind: undefined,
  gasPriceWei: 10n ** 9n,
  shareWad: WAD,
  patienceDays: null,
  maxCostBps: null,
})

const reportOf = (market: Market) => {
  const report = planExit(request(market))
  if ('options' in report) return report
  throw new Error(refusalWords(report.refusal))
}

describe('a position is left whatever made it, and the fork agrees to the wei', () => {
  test.each([
    ['one collateral, two debts', twoDebts],
    ['a debt of wstETH against rsETH', restaked],
    ['a debt of WETH against dollars', shortEther],
    ['a loan at each of two lenders', twoLenders],
    ['dollars that are only held', dollars],
  ])('%s', async (_, opening) => {
    const world = await opened(opening)
    const report = reportOf(await world.market())
    const prompt = report.options.filter(({ possible, way }) => possible && way.kind !== 'queue')
    expect(
      report.options.map(option => (option.possible ? '' : refusalWords(option.refusal))).join('\n'),
    ).not.toMatch(/undefined|\[object/)
    expect(prompt.length).toBeGreaterThan(0)
    for (const { reason, plannedWei, returnedWei } of await tryAll({ world, keptWei: 0n }, report))
      expect({ reason, apart: (returnedWei ?? -1n) - plannedWei }).toEqual({ reason: null, apart: 0n })
  })

  test.each([
    ['one collateral, two debts', twoDebts],
    ['a debt of WETH against dollars', shortEther],
    ['a loan at each of two lenders', twoLenders],
  ])('%s: in steps without a loan nothing is left either', async (_, opening) => {
    const world = await opened(opening)
    const market = await world.market()
    const sold = sellAllInSteps(
      { market, owner: OWNER, unwind: undefined, gasPriceWei: 0n },
      { kind: 'split' },
    )
    if (!sold.ok) throw new Error(refusalWords(sold.refusal))
    expect(refusals(await world.block(SECONDS_PER_SLOT, sold.txs))).toEqual([])
    const after = await world.market()
    expect(loansOf(after, OWNER)).toEqual([])
    const [wallet, planned] = [after.wallets[OWNER], sold.market.wallets[OWNER]]
    expect(wallet?.ETH).toBe(planned?.ETH)
    expect(layersOf(after, OWNER).filter(layer => layer.kind !== 'wallet')).toEqual([])
  })
})

describe('a request that waits in the queue', () => {
  test('is claimed with the rest, and all at once is no way out', async () => {
    const world = await opened({
      asset: 'wstETH',
      amount: toWei(1_000),
      actions: () => [{ kind: 'lido.request', amounts: [toWei(250), toWei(250)] }],
    })
    const { options, frontier } = reportOf(await world.market())
    expect(frontier.length).toBeGreaterThan(0)
    for (const { quote } of frontier) expect(quote.medianDays).toBeGreaterThan(0.5)
    expect(options.some(option => !option.possible && option.refusal.code === 'everyMethod')).toBe(true)
  })
})
