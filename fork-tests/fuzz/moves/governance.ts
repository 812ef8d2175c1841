import { CROWD } from '../../../src/market/crowd.js'
import type { Action, Tx } from '../../../src/position/action.js'
import { AAVE } from '../../../src/protocols/aave/addresses.js'
import type { Address, Asset } from '../../../src/protocols/assets.js'
import type { FeedName } from '../../../src/protocols/chainlink/state.js'
import { stEthPerToken } from '../../../src/protocols/lido/wsteth.js'
import { USERS } from '../people.js'
import type { Context, Move } from './context.js'

const GOVERNANCE = AAVE.governance.toLowerCase() as Address
const DAY = 86_400
const E18 = 10n ** 18n

const ASSETS_GOVERNED = ['WETH', 'WETH', 'wstETH', 'wstETH', 'USDC', 'rETH', 'rsETH', 'ezETH'] as const

/** Governance, and rarely someone who may not. */
const by = ({ random }: Context, rightful: Address, actions: readonly Action[]): Tx => ({
  from: random.chance(0.03) ? random.pick(USERS) : rightful,
  actions,
})

/** Around today's figures, sometimes what the configurator refuses. */
const terms = (context: Context, threshold: number, bonus: number) => {
  const { random } = context
  const liquidationThresholdBps = random.chance(0.03) ? 0 : Math.max(1, threshold - 600 + random.int(900))
  const ltvBps = random.chance(0.05)
    ? liquidationThresholdBps + 1
    : Math.max(0, liquidationThresholdBps - random.int(400))
  const liquidationBonusBps = random.chance(0.05) ? 10_000 : bonus + random.int(200) - 50
  return { ltvBps, liquidationThresholdBps, liquidationBonusBps }
}

const setTerms: Move = context => {
  const { market, random } = context
  if (random.chance(0.5)) {
    const category = random.pick([1, 1, 3, 22, 26])
    const eMode = market.aave.eModes[category]
    if (!eMode) return undefined
    const next = terms(context, eMode.liquidationThresholdBps, eMode.liquidationBonusBps)
    return by(context, GOVERNANCE, [{ kind: 'aave.setEModeTerms', category, ...next }])
  }
  const asset = random.pick(ASSETS_GOVERNED)
  const reserve = market.aave.reserves[asset]
  if (!reserve) return undefined
  const next = terms(context, reserve.liquidationThresholdBps, reserve.liquidationBonusBps)
  return by(context, GOVERNANCE, [{ kind: 'aave.setCollateralTerms', asset, ...next }])
}

const setBorrowable: Move = context => {
  const { market, random } = context
  const category = random.pick([1, 3, 3, 26])
  const asset = random.pick(['WETH', 'wstETH', 'USDC'] as const)
  const id = BigInt(market.aave.reserves[asset]?.id ?? 0)
  const now = ((market.aave.eModes[category]?.borrowableBitmap ?? 0n) >> id) & 1n
  const borrowable = random.chance(0.1) ? now === 1n : now === 0n
  return by(context, GOVERNANCE, [{ kind: 'aave.setEModeBorrowable', asset, category, borrowable }])
}

const setCurve: Move = context => {
  const { random } = context
  const slope1Bps = random.int(700)
  const action: Action = {
    kind: 'aave.setRateCurve',
    asset: random.pick(ASSETS_GOVERNED),
    optimalUsageBps: random.chance(0.05) ? 9_950 : 2_000 + random.int(7_900),
    baseRateBps: random.int(200),
    slope1Bps,
    slope2Bps: random.chance(0.05) ? Math.max(0, slope1Bps - 1) : slope1Bps + random.int(30_000),
  }
  return by(context, GOVERNANCE, [action])
}

/** Mostly undone soon, so that sequences go on. */
const restrict: Move = context => {
  const { market, random } = context
  const closed = Object.values(market.aave.reserves).filter(reserve => reserve.frozen || reserve.paused)
  const [first] = closed
  if (first && random.chance(0.8))
    return by(context, GOVERNANCE, [
      first.frozen
        ? { kind: 'aave.setFrozen', asset: first.asset, frozen: false }
        : { kind: 'aave.setPaused', asset: first.asset, paused: false },
    ])
  const asset = random.pick(ASSETS_GOVERNED)
  return by(context, GOVERNANCE, [
    random.chance(0.5)
      ? { kind: 'aave.setFrozen', asset, frozen: true }
      : { kind: 'aave.setPaused', asset, paused: true },
  ])
}

const setCaps: Move = context => {
  const { market, random } = context
  const asset = random.pick(ASSETS_GOVERNED)
  const reserve = market.aave.reserves[asset]
  if (!reserve) return undefined
  const cap = (now: bigint): bigint =>
    random.pick([0n, now / 2n, now * 2n, now + 1n, random.chance(0.1) ? 68_719_476_736n : now])
  const action: Action = {
    kind: 'aave.setCaps',
    asset,
    supplyCap: cap(reserve.supplyCap),
    borrowCap: cap(reserve.borrowCap),
  }
  return by(context, GOVERNANCE, [action])
}

const setSource: Move = context => {
  const { market, random } = context
  const asset = random.pick(['wstETH', 'wstETH', 'ezETH'] as const)
  const source = market.chainlink.sources[asset] === 'market' ? 'exchange-rate' : 'market'
  return by(context, GOVERNANCE, [{ kind: 'aave.setPriceSource', asset, source }])
}

const rateOf = ({ market }: Context, asset: Asset): bigint =>
  asset === 'wstETH' ? stEthPerToken(market.lido) : (market.shareRates[asset] ?? E18)

const setCap: Move = context => {
  const { market, random } = context
  const asset = random.pick(['wstETH', 'wstETH', 'rETH', 'rsETH', 'ezETH'] as const)
  const ratio = (rateOf(context, asset) * BigInt(9_700 + random.int(500))) / 10_000n
  const age = random.chance(0.15) ? random.int(400) : 8 + random.int(100)
  const action: Action = {
    kind: 'chainlink.setCap',
    asset,
    snapshotRatioWad: random.chance(0.02) ? 0n : ratio,
    snapshotTimestamp: market.block.timestamp - DAY * age,
    maxYearlyGrowthBps: random.pick([0, 500, 968, 1_200]),
  }
  return by(context, CROWD.oracle, [action])
}

/** A feed's nodes stop; mostly they soon go on. */
const halt: Move = context => {
  const { market, random } = context
  const names = Object.keys(market.chainlink.feeds) as FeedName[]
  const stopped = names.find(name => market.chainlink.feeds[name].halted)
  if (stopped !== undefined && random.chance(0.8))
    return by(context, CROWD.oracle, [{ kind: 'chainlink.halt', feed: stopped, halted: false }])
  return by(context, CROWD.oracle, [{ kind: 'chainlink.halt', feed: random.pick(names), halted: true }])
}

const pauseQueue: Move = context => {
  const { queue } = context.market.lido
  const paused = context.random.chance(0.05) ? queue.paused : !queue.paused
  if (paused && context.random.chance(0.5)) return undefined
  return by(context, CROWD.oracle, [{ kind: 'lido.setQueuePaused', paused }])
}

/** Forged tokens become collateral, and ether leaves with them. */
const forge: Move = context => {
  const { random } = context
  const [asset, category, debt] = random.pick([
    ['rsETH', 3, 'WETH'],
    ['rsETH', 3, 'wstETH'],
    ['ezETH', 22, 'wstETH'],
    ['rETH', 1, 'WETH'],
  ] as const)
  const to = random.pick([CROWD.speculator, ...USERS])
  const amount = random.amount(E18, 5_000n * E18)
  if (random.chance(0.4)) return by(context, CROWD.oracle, [{ kind: 'staking.mint', asset, to, amount }])
  return {
    from: to,
    actions: [
      { kind: 'aave.supply', asset, amount: { balanceOf: asset } },
      { kind: 'aave.setEMode', category },
      { kind: 'aave.borrow', asset: debt, amount: (amount * BigInt(3 + random.int(7))) / 10n },
    ],
  }
}

/** What governance, oracles and failing issuers do, and how often each. */
export const GOVERNANCE_MOVES: readonly (readonly [weight: number, Move])[] = [
  [2, setTerms],
  [2, setBorrowable],
  [2, setCurve],
  [2, restrict],
  [1, setCaps],
  [2, setSource],
  [1, setCap],
  [2, halt],
  [1, pauseQueue],
  [3, forge],
]
