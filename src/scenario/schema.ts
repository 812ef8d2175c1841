import { z } from 'zod'
import { ASSETS, type Asset } from '../protocols/assets.js'
import { CAPOS, FEEDS } from '../protocols/chainlink/addresses.js'
import { CONSENSUS_FORKS } from '../protocols/ethereum/forks.js'
import { UNISWAP_POOLS } from '../protocols/uniswap/addresses.js'
import { shockWords } from '../report/sections/shocks.js'
import type { Scenario, Shock } from './scenario.js'
import { onDay } from './steps.js'

const keysOf = <K extends string>(record: Readonly<Record<K, unknown>>) => Object.keys(record) as [K, ...K[]]

const RESERVES = keysOf(ASSETS).filter(asset => asset !== 'ETH' && asset !== 'stETH') as [Asset, ...Asset[]]

const reserve = z.enum(RESERVES).describe('a reserve of Aave')
const feed = z.enum(keysOf(FEEDS)).describe('a Chainlink feed')
const pool = z.enum(['curve', ...keysOf(UNISWAP_POOLS)]).describe('Curve, or a pool of Uniswap')
const capped = z.enum(keysOf(CAPOS)).describe('a staking token with a price cap')
const switchable = z.enum(['wstETH', 'ezETH'])
const pooledToken = z.enum(['rETH', 'weETH', 'cbETH', 'osETH', 'rsETH', 'ezETH'])
const otherToken = z.enum(['rETH', 'cbETH', 'weETH', 'rsETH', 'ezETH'])

const share = z.number().min(0).max(10_000).describe('a share, in basis points')
const change = z.number().min(-9_999).max(1_000_000).describe('change in basis points against the start')
const bps = z.number().int().min(0).max(10_000).describe('basis points')
const amount = z.number().min(0).max(1e9).describe('whole tokens')
const category = z.number().int().min(1).max(255).describe('an e-mode')
const flag = z.boolean()
const own = flag.exactOptional().describe('to the owner’s own validators too')
const count = z.number().int().min(0).max(1_000_000).describe('validators')
const terms = { ltvBps: bps, thresholdBps: bps, bonusBps: z.number().int().min(1).max(5_000) }

const kind = <K extends Shock['kind'], F extends z.ZodRawShape>(name: K, fields: F) =>
  z.strictObject({ kind: z.literal(name), ...fields }).describe(shockWords(name))

/** Every shock by its kind, as a file may write it. */
export const SHOCK_SCHEMAS = {
  price: kind('price', { feed, changeBps: change }),
  depeg: kind('depeg', { discountBps: share }),
  etherMarket: kind('etherMarket', { changeBps: change }),
  slash: kind('slash', { shareBps: share, othersBps: share.exactOptional(), own }),
  slashValidators: kind('slashValidators', {
    validators: count,
    effectiveBalanceEther: z.number().int().min(1).max(2_048).describe('whole ether'),
    others: count,
    own,
  }),
  outage: kind('outage', {
    shareBps: share,
    othersBps: share,
    days: z.number().min(0).max(100),
    leak: flag,
    own,
  }),
  consensusFork: kind('consensusFork', { fork: z.enum(CONSENSUS_FORKS) }),
  lidoVersion: kind('lidoVersion', { version: z.literal([3, 4]) }),
  drain: kind('drain', { asset: reserve, utilisationBps: share }),
  leave: kind('leave', { pools: z.array(pool).min(1), shareBps: share }),
  withdrawals: kind('withdrawals', { ether: amount }),
  exitQueue: kind('exitQueue', { ether: amount }),
  gas: kind('gas', { gwei: z.number().min(0).max(1e5).describe('gwei') }),
  halt: kind('halt', { feed, halted: flag }),
  priceCap: kind('priceCap', { asset: capped, belowBps: z.number().min(-9_999).max(9_999) }),
  priceSource: kind('priceSource', { asset: switchable, source: z.enum(['exchange-rate', 'market']) }),
  eModeCut: kind('eModeCut', { category, cutBps: bps }),
  thresholdCut: kind('thresholdCut', { asset: reserve, cutBps: bps }),
  eModeTerms: kind('eModeTerms', { category, ...terms }),
  collateralTerms: kind('collateralTerms', { asset: reserve, ...terms }),
  eModeBorrow: kind('eModeBorrow', { category, asset: reserve, allowed: flag }),
  rateCurve: kind('rateCurve', {
    asset: reserve,
    optimalBps: z.number().int().min(100).max(9_900).describe('basis points'),
    baseBps: bps,
    slope1Bps: bps,
    slope2Bps: z.number().int().min(0).max(100_000).describe('basis points'),
  }),
  freeze: kind('freeze', { asset: reserve, frozen: flag }),
  pause: kind('pause', { asset: reserve, paused: flag }),
  caps: kind('caps', { asset: reserve, supplyCap: amount, borrowCap: amount }),
  capsReached: kind('capsReached', { asset: reserve }),
  withdrawalsPaused: kind('withdrawalsPaused', { paused: flag }),
  sell: kind('sell', { asset: z.enum(['stETH', 'wstETH']), amount }),
  recover: kind('recover', { discountBps: share }),
  poolDrained: kind('poolDrained', { pool, shareBps: share }),
  tokenMarket: kind('tokenMarket', { asset: pooledToken, discountBps: share }),
  rate: kind('rate', { asset: otherToken, changeBps: change }),
  redeemed: kind('redeemed', { shareBps: share }),
  mintAndBorrow: kind('mintAndBorrow', {
    asset: otherToken,
    amount,
    category,
    debt: z.enum(['WETH', 'wstETH']),
    borrow: amount,
  }),
  curveA: kind('curveA', { a: z.number().int().min(1).max(999_999) }),
  curveBalances: kind('curveBalances', { eth: amount, stEth: amount }),
  etherAt: kind('etherAt', { dollars: z.number().min(1).max(1e6).describe('dollars') }),
  stakedEtherAt: kind('stakedEtherAt', { price: z.number().min(0.01).max(1).describe('ether') }),
  wethUtilisation: kind('wethUtilisation', { shareBps: z.number().min(1).max(10_000) }),
} as const satisfies { readonly [K in Shock['kind']]: z.ZodType<Extract<Shock, { kind: K }>> }

const shocks = z
  .array(z.discriminatedUnion('kind', Object.values(SHOCK_SCHEMAS) as unknown as Shocks))
  .describe('what happens, in this order')

type Schemas = typeof SHOCK_SCHEMAS
type Shocks = [Schemas['price'], ...Schemas[keyof Schemas][]]

const text = z.string().min(1)
const LONGEST_DAYS = 730

/** A scenario of a user's own, as a YAML file has it. */
export const scenarioFileSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]*$/, 'small letters, digits and dashes')
    .max(60)
    .describe('small letters, digits and dashes'),
  about: text.describe('one or two sentences that a treasurer understands'),
  source: text.default('a file of the user’s').describe('where its figures are from'),
  assumed: z.array(text).default([]).describe('figures that no source gives'),
  days: z.number().int().min(1).max(LONGEST_DAYS).describe('how long to watch; a frame a day'),
  severity: z
    .strictObject({
      meaning: text.default('multiplies every shock'),
      largest: z.number().min(1).max(100).default(10),
    })
    .prefault({})
    .describe('what scaling it means, and how far it goes'),
  before: z
    .array(z.strictObject({ day: z.number().min(0).max(60), shocks }))
    .default([])
    .describe('brings the market to another state before the position is opened'),
  steps: z
    .array(z.strictObject({ day: z.number().gt(0).max(LONGEST_DAYS), shocks }))
    .describe('what happens on which day; parts of a day are allowed'),
})

export type ScenarioFile = z.output<typeof scenarioFileSchema>

/** The scenario that a file means. */
export const scenarioOf = (file: ScenarioFile): Scenario => {
  const { name, about, source, assumed, days, severity, before, steps } = file
  const overlay = before.map(({ day, shocks: all }) => onDay(day, all))
  return {
    name,
    family: 'market',
    about,
    source,
    assumed,
    days,
    severity,
    steps: steps.map(({ day, shocks: all }) => onDay(day, all)),
    ...(overlay.length > 0 ? { overlay } : {}),
  }
}
