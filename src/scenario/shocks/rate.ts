import { CROWD } from '../../market/crowd.js'
import type { Market } from '../../market/market.js'
import { reportRate } from '../../position/issuerRate.js'
import { stEthPerToken } from '../../protocols/lido/wsteth.js'
import { mulDivFloor, WAD } from '../../units/fixed.js'
import { lidoReport } from '../lidoReport.js'
import { sentBy } from '../sent.js'
import { ofKind, type ShockDef } from './define.js'
import { CHANGE } from './fields.js'
import { changeOf, factorOf, product } from './joins.js'
import { ISSUED, type OtherStakingToken } from './otherTokens.js'
import { BPS_UNITS, bpsUnits } from './severity.js'

/**
 * The exchange rate of a staking token, against its rate when the scenario began. Of wstETH it is what Lido's oracles
 * report, which their sanity checks may refuse.
 */
type Rate = {
  readonly kind: 'rate'
  readonly asset: OtherStakingToken | 'wstETH'
  readonly changeBps: number
}

const rateOf = (market: Market, asset: Rate['asset']): bigint =>
  asset === 'wstETH' ? stEthPerToken(market.lido) : (market.shareRates[asset] ?? WAD)

export const rate: ShockDef<Rate> = {
  kind: 'rate',
  fields: { asset: { kind: 'choice', of: ['wstETH', ...ISSUED.of] }, changeBps: CHANGE },
  label: 'An issuer’s rate falls',
  happened: 'another staking token’s rate changed',
  atNothing: 'stays',
  once: true,
  scale: (shock, severity) => ({
    ...shock,
    changeBps: severity === 1 ? shock.changeBps : Math.max(-9_999, Math.round(shock.changeBps * severity)),
  }),
  level: ({ asset }) => ({ of: `rate ${asset}` }),
  join: (shock, all) => [{ ...shock, changeBps: changeOf(product(ofKind<Rate>(all, 'rate').map(factorOf))) }],
  lower: ({ asset, changeBps }, market, start) => {
    const rateWad = mulDivFloor(rateOf(start, asset), bpsUnits(10_000 + changeBps), BPS_UNITS)
    return sentBy(CROWD.oracle, [
      asset === 'wstETH' ? lidoReport(market, rateWad) : reportRate(market, asset, rateWad),
    ])
  },
}
