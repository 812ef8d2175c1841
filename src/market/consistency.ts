import { ASSETS } from '../protocols/assets.js'
import { CONSENSUS_FORKS } from '../protocols/ethereum/forks.js'
import { LIDO_VERSIONS } from '../protocols/lido/state.js'
import { UNISWAP_POOLS } from '../protocols/uniswap/addresses.js'
import type { UniswapPool } from '../protocols/uniswap/state.js'
import { MAX_SQRT_RATIO, MIN_SQRT_RATIO } from '../protocols/uniswap/tickMath.js'
import { MAX_UINT256, RAY } from '../units/fixed.js'
import type { Market } from './market.js'

/** A place where a market contradicts itself: its path, and what is wrong there. */
export type Contradiction = { readonly path: string; readonly problem: string }

type Rule = readonly [holds: boolean, path: string, problem: string]

const sum = (values: Iterable<bigint>): bigint => {
  let total = 0n
  for (const value of values) total += value
  return total
}

const isAsset = (name: string): boolean => Object.hasOwn(ASSETS, name)
const isAccount = (name: string): boolean => /^0x[0-9a-f]{40}$/.test(name)

/** Fields of basis points that may be more than one. */
const WIDE_BPS = ['liquidationBonusBps', 'maxYearlyGrowthBps', 'slope1Bps', 'slope2Bps']
const SIGNED = ['liquidityNet', 'tick', 'tickLower', 'tickUpper']
/** Times at which something was stored: none comes after the block. */
const PAST = ['lastUpdate', 'updatedAt', 'lastReport', 'snapshotTimestamp', 'reportTimestamp', 'lastRefill']

const numberRule = (key: string, path: string, value: bigint | number, now: number): Rule => {
  if (value < 0 && !SIGNED.includes(key)) return [false, path, 'is negative']
  if (key.endsWith('Bps') && !WIDE_BPS.includes(key) && value > 10_000)
    return [false, path, 'is more than 10,000 basis points']
  if (PAST.includes(key) && value > now) return [false, path, 'is later than the block']
  return [typeof value === 'number' || value <= MAX_UINT256, path, 'does not fit 256 bits']
}

/** Rules that hold wherever a field of that name stands. */
const everywhere = (value: unknown, now: number, path = '', key = ''): readonly Rule[] => {
  if (typeof value === 'bigint' || typeof value === 'number') return [numberRule(key, path, value, now)]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, inner]) =>
    everywhere(inner, now, path === '' ? name : `${path}.${name}`, name),
  )
}

const reserveRules = ({ aave }: Market): readonly Rule[] =>
  Object.entries(aave.reserves).flatMap(([name, reserve]): readonly Rule[] => {
    const at = (field: string) => `aave.reserves.${name}.${field}`
    const lent = reserve.liquidationThresholdBps * reserve.liquidationBonusBps
    return [
      [isAsset(name) && reserve.asset === name, at('asset'), 'is not the asset that its key names'],
      [reserve.id < 128, at('id'), 'is more than a pool can hold'],
      [
        reserve.decimals === (isAsset(name) ? ASSETS[reserve.asset]?.decimals : -1),
        at('decimals'),
        'is not the token’s',
      ],
      [
        reserve.ltvBps <= reserve.liquidationThresholdBps,
        at('ltvBps'),
        'is more than the liquidation threshold',
      ],
      [lent <= 100_000_000, at('liquidationThresholdBps'), 'leaves no room for the liquidation bonus'],
      [reserve.optimalUsageBps > 0 && reserve.optimalUsageBps < 10_000, at('optimalUsageBps'), 'is no usage'],
      [reserve.liquidityIndexRay >= RAY, at('liquidityIndexRay'), 'is less than one'],
      [reserve.borrowIndexRay >= RAY, at('borrowIndexRay'), 'is less than one'],
      [reserve.priceBase > 0n && reserve.priceBase < 10n ** 17n, at('priceBase'), 'is no price'],
    ]
  })

const accountRules = ({ aave }: Market): readonly Rule[] => {
  const ids = Object.values(aave.reserves).map(({ id }) => id)
  const lists = [aave.accounts, ...aave.borrowers]
  const accounts = lists.flatMap(one => Object.entries(one))
  return [
    [new Set(ids).size === ids.length, 'aave.reserves', 'has two reserves with one id'],
    [accounts.length > 0, 'aave.accounts', 'is empty; Aave’s treasury is an account'],
    ...accounts.flatMap(([user, account]): readonly Rule[] => [
      [isAccount(user), `aave.accounts.${user}`, 'is no address'],
      [
        account.eMode === 0 || Object.hasOwn(aave.eModes, account.eMode),
        `aave.accounts.${user}.eMode`,
        'is no category of the market',
      ],
    ]),
    ...Object.entries(aave.reserves).flatMap(([name, reserve]): readonly Rule[] => {
      const asset = reserve.asset
      const supplied = sum(accounts.map(([, { supplies }]) => supplies[asset] ?? 0n))
      const owed = sum(accounts.map(([, { debts }]) => debts[asset] ?? 0n))
      return [
        [
          supplied <= reserve.supplyScaled,
          `aave.reserves.${name}.supplyScaled`,
          'is less than its accounts hold',
        ],
        [owed <= reserve.debtScaled, `aave.reserves.${name}.debtScaled`, 'is less than its accounts owe'],
      ]
    }),
  ]
}

const eModeRules = ({ aave }: Market): readonly Rule[] =>
  Object.entries(aave.eModes).flatMap(
    ([key, { id, ltvBps, liquidationThresholdBps, liquidationBonusBps }]) => [
      [String(id) === key && id > 0 && id < 256, `aave.eModes.${key}.id`, 'is not its key'] as const,
      [ltvBps <= liquidationThresholdBps, `aave.eModes.${key}.ltvBps`, 'is more than the threshold'] as const,
      [
        liquidationThresholdBps * liquidationBonusBps <= 100_000_000,
        `aave.eModes.${key}.liquidationThresholdBps`,
        'leaves no room for the liquidation bonus',
      ] as const,
    ],
  )

const lidoRules = ({ lido }: Market): readonly Rule[] => [
  [lido.totalShares > 0n, 'lido.totalShares', 'is not above 0'],
  [lido.clValidatorsBalance + lido.bufferedEther > 0n, 'lido.bufferedEther', 'leaves Lido without ether'],
  [lido.externalShares <= lido.totalShares, 'lido.externalShares', 'is more than all shares'],
  [sum(Object.values(lido.shares)) <= lido.totalShares, 'lido.shares', 'hold more than all shares'],
  [LIDO_VERSIONS.includes(lido.version), 'lido.version', 'is no known version of Lido'],
  [lido.exitedValidators <= lido.clValidators, 'lido.exitedValidators', 'is more than all validators'],
  [
    lido.queue.lastFinalizedRequestId <= lido.queue.lastRequestId,
    'lido.queue.lastFinalizedRequestId',
    'comes after the last request',
  ],
  ...Object.entries(lido.queue.requests).map(
    ([key, { id }]): Rule => [String(id) === key, `lido.queue.requests.${key}.id`, 'is not its key'],
  ),
]

const curveRules = ({ curve }: Market): readonly Rule[] => [
  [curve.adminBalances.length === 2, 'curve.adminBalances', 'is not one balance for each of two coins'],
  [curve.initialA > 0n && curve.futureA > 0n, 'curve.initialA', 'or futureA is 0'],
  [curve.fee <= 5_000_000_000n, 'curve.fee', 'is more than half'],
  [curve.adminFee <= 10_000_000_000n, 'curve.adminFee', 'is more than all'],
  [curve.ethBalance >= (curve.adminBalances[0] ?? 0n), 'curve.ethBalance', 'is less than the admin’s part'],
  [sum(Object.values(curve.lpBalances)) <= curve.lpSupply, 'curve.lpSupply', 'is less than its holders have'],
]

/** A pool that is not deployed at the block. */
const isAbsent = ({ sqrtPriceX96, liquidity, ticks }: UniswapPool): boolean =>
  sqrtPriceX96 === 0n && liquidity === 0n && ticks.length === 0

/** Liquidity beyond each tick, from the price outwards: of a live pool only a window of ticks is known. */
const isCovered = ({ ticks, tick: now, liquidity }: UniswapPool): boolean => {
  const ahead = ticks.filter(({ tick }) => tick > now).map(tick => tick.liquidityNet)
  const behind = ticks.filter(({ tick }) => tick <= now).map(tick => -tick.liquidityNet)
  return [ahead, behind.reverse()].every(nets =>
    nets.every((_, i) => liquidity + sum(nets.slice(0, i + 1)) >= 0n),
  )
}

const poolRules = (name: string, pool: UniswapPool): readonly Rule[] => {
  if (isAbsent(pool)) return []
  const at = (field: string) => `uniswap.${name}.${field}`
  const facts = UNISWAP_POOLS[name as keyof typeof UNISWAP_POOLS]
  const { ticks, sqrtPriceX96: price } = pool
  return [
    [pool.token0 === facts.token0, at('token0'), 'is not the pool’s'],
    [pool.token1 === facts.token1, at('token1'), 'is not the pool’s'],
    [pool.fee === facts.fee, at('fee'), 'is not the pool’s'],
    [pool.tickSpacing === facts.tickSpacing, at('tickSpacing'), 'is not the pool’s'],
    [price >= MIN_SQRT_RATIO && price < MAX_SQRT_RATIO, at('sqrtPriceX96'), 'is no price of a pool'],
    [
      ticks.every(({ tick }, i) => i === 0 || tick > (ticks[i - 1]?.tick ?? tick)),
      at('ticks'),
      'are not in order',
    ],
    [pool.liquidity === 0n || ticks.length > 0, at('ticks'), 'are missing'],
    [isCovered(pool), at('ticks'), 'take away more liquidity than there is'],
  ]
}

const isAnswer = (answer: bigint, decimals: number): boolean =>
  answer > 0n && answer < 10n ** BigInt(Math.min(decimals, 18) + 9)

const feedRules = ({ chainlink, shareRates, aave }: Market): readonly Rule[] => [
  ...Object.entries(chainlink.feeds).flatMap(([name, { answer, decimals, updatedAt }]): readonly Rule[] => [
    [decimals === 8 || decimals === 18, `chainlink.feeds.${name}.decimals`, 'is neither 8 nor 18'],
    [
      isAnswer(answer, decimals) || (answer === 0n && updatedAt === 0),
      `chainlink.feeds.${name}.answer`,
      'is no price',
    ],
  ]),
  ...Object.entries(chainlink.capos).flatMap(([name, capo]): readonly Rule[] => [
    [isAsset(name), `chainlink.capos.${name}`, 'is no asset'],
    [Object.hasOwn(chainlink.feeds, capo.baseFeed), `chainlink.capos.${name}.baseFeed`, 'is no feed'],
    [capo.snapshotRatioWad > 0n, `chainlink.capos.${name}.snapshotRatioWad`, 'is not above 0'],
    [capo.snapshotTimestamp > 0, `chainlink.capos.${name}.snapshotTimestamp`, 'is not above 0'],
  ]),
  ...Object.entries(chainlink.sources).map(
    ([name, source]): Rule => [
      ['exchange-rate', 'market'].includes(source),
      `chainlink.sources.${name}`,
      'is neither exchange-rate nor market',
    ],
  ),
  [!aave.reserves.wstETH || chainlink.capos.wstETH !== undefined, 'chainlink.capos', 'has no cap of wstETH'],
  ...Object.entries(shareRates).map(
    ([name, rate]): Rule => [isAsset(name) && rate > 0n, `shareRates.${name}`, 'is no rate of an asset'],
  ),
]

const restRules = ({ ethereum, wallets }: Market): readonly Rule[] => [
  [CONSENSUS_FORKS.includes(ethereum.fork), 'ethereum.fork', 'is no known fork'],
  [ethereum.stakedEther > 0n, 'ethereum.stakedEther', 'is not above 0'],
  ...Object.entries(wallets).flatMap(([account, wallet]): readonly Rule[] => [
    [isAccount(account), `wallets.${account}`, 'is no address in lower case'],
    [Object.keys(wallet).every(isAsset), `wallets.${account}`, 'holds what is no asset'],
  ]),
]

const ISSUED: readonly (readonly [path: string, backing: (market: Market) => readonly [bigint, bigint]])[] = [
  ['etherfi.totalShares', ({ etherfi: e }) => [e.totalShares, e.totalValueInLp + e.totalValueOutOfLp]],
  ['stakewise.totalShares', ({ stakewise: s }) => [s.totalShares, s.totalAssets]],
  ['stakewise.vault.totalShares', ({ stakewise: s }) => [s.vault.totalShares, s.vault.totalAssets]],
  ['rocketpool.totalREth', ({ rocketpool: r }) => [r.totalREth, r.totalEth]],
]

/** Shares without assets, or assets without shares, have no rate. */
const issuedRules = (market: Market): readonly Rule[] =>
  ISSUED.map(([path, backing]): Rule => {
    const [shares, assets] = backing(market)
    return [shares > 0n === assets > 0n, path, 'and what backs it: only one of them is 0']
  })

/**
 * Everything in which a market contradicts itself, by the invariants that hold on the chain: sums, indices, prices,
 * names, times. Its shape is checked before, by `marketFromJson`.
 */
export const contradictions = (market: Market): readonly Contradiction[] =>
  [
    ...everywhere(market, market.block.timestamp),
    ...reserveRules(market),
    ...accountRules(market),
    ...eModeRules(market),
    ...lidoRules(market),
    ...curveRules(market),
    ...Object.entries(market.uniswap).flatMap(([name, pool]) => poolRules(name, pool)),
    ...feedRules(market),
    ...restRules(market),
    ...issuedRules(market),
  ].flatMap(([holds, path, problem]) => (holds ? [] : [{ path, problem }]))
