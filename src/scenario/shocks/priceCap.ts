import { CROWD } from '../../market/crowd.js'
import type { Market } from '../../market/market.js'
import type { CappedAsset, Tx } from '../../position/action.js'
import type { Asset } from '../../protocols/assets.js'
import { CAPOS } from '../../protocols/chainlink/addresses.js'
import { maxRatio } from '../../protocols/chainlink/capo.js'
import { stEthPerToken } from '../../protocols/lido/wsteth.js'
import { mulDivFloor, SECONDS_PER_DAY } from '../../units/fixed.js'
import { sentBy } from '../sent.js'
import { ofKind, type ShockDef } from './define.js'
import { highest } from './joins.js'
import { discount } from './severity.js'

/** A new snapshot puts the cap of a staking token's price this far below its rate, as on 2026-03-10. Basis points. */
type PriceCap = { readonly kind: 'priceCap'; readonly asset: CappedAsset; readonly belowBps: number }

/** The youngest snapshot that an adapter takes. */
const SNAPSHOT_AGE = 7 * SECONDS_PER_DAY

/** The largest snapshot whose cap at `now` is not above the target. */
const snapshotFor = (growthBps: number, targetWad: bigint, now: number): bigint => {
  const capAt = (snapshotRatioWad: bigint): bigint => {
    const snapshot = {
      snapshotRatioWad,
      snapshotTimestamp: now - SNAPSHOT_AGE,
      maxYearlyGrowthBps: growthBps,
    }
    return maxRatio({ baseFeed: 'ETH/USD', ...snapshot }, now)
  }
  let [low, high] = [0n, targetWad + 1n]
  while (high - low > 1n) {
    const middle = (low + high) / 2n
    if (capAt(middle) > targetWad) high = middle
    else low = middle
  }
  return low
}

const rateOf = (market: Market, asset: Asset): bigint | undefined =>
  asset === 'wstETH' ? stEthPerToken(market.lido) : market.shareRates[asset]

const lower = ({ asset, belowBps }: PriceCap, market: Market): readonly Tx[] => {
  const capo = market.chainlink.capos[asset]
  const rate = rateOf(market, asset)
  if (!capo || rate === undefined) return []
  const { maxYearlyGrowthBps } = capo
  const now = market.block.timestamp
  const target = mulDivFloor(rate, BigInt(Math.round((10_000 - belowBps) * 1e4)), 10n ** 8n)
  const snapshotRatioWad = snapshotFor(maxYearlyGrowthBps, target, now)
  const snapshot = { snapshotRatioWad, snapshotTimestamp: now - SNAPSHOT_AGE, maxYearlyGrowthBps }
  return sentBy(CROWD.oracle, [{ kind: 'chainlink.setCap', asset, ...snapshot }])
}

export const priceCap: ShockDef<PriceCap> = {
  kind: 'priceCap',
  fields: {
    asset: {
      kind: 'choice',
      of: Object.keys(CAPOS) as CappedAsset[],
      about: 'a staking token with a price cap',
    },
    belowBps: { kind: 'number', least: -9_999, most: 9_999 },
  },
  label: 'Aave’s price cap set wrong',
  happened: 'the cap of a price was set wrong',
  seen: 'wstEthPrice',
  atNothing: 'goes',
  scale: (shock, severity) => ({ ...shock, belowBps: discount(shock.belowBps, severity) }),
  level: ({ asset }) => ({ of: `priceCap ${asset}` }),
  join: (shock, all) => [
    { ...shock, belowBps: highest(ofKind<PriceCap>(all, 'priceCap').map(one => one.belowBps)) },
  ],
  lower,
}
