import { CROWD } from '../../market/crowd.js'
import { reportRate } from '../../position/issuerRate.js'
import { mulDivFloor, WAD } from '../../units/fixed.js'
import { sentBy } from '../sent.js'
import { ofKind, type ShockDef } from './define.js'
import { CHANGE } from './fields.js'
import { changeOf, factorOf, product } from './joins.js'
import { ISSUED, type OtherStakingToken } from './otherTokens.js'

/** The exchange rate of a staking token, against its rate when the scenario began. */
type Rate = { readonly kind: 'rate'; readonly asset: OtherStakingToken; readonly changeBps: number }

export const rate: ShockDef<Rate> = {
  kind: 'rate',
  fields: { asset: ISSUED, changeBps: CHANGE },
  label: 'An issuer’s rate falls',
  happened: 'another staking token’s rate changed',
  atNothing: 'stays',
  once: true,
  scale: (shock, severity) => ({
    ...shock,
    changeBps: Math.max(-9_999, Math.round(shock.changeBps * severity)),
  }),
  level: ({ asset }) => ({ of: `rate ${asset}` }),
  join: (shock, all) => [{ ...shock, changeBps: changeOf(product(ofKind<Rate>(all, 'rate').map(factorOf))) }],
  lower: ({ asset, changeBps }, market, start) => {
    const before = start.shareRates[asset] ?? WAD
    const rateWad = mulDivFloor(before, BigInt(10_000 + Math.round(changeBps)), 10_000n)
    return sentBy(CROWD.oracle, [reportRate(market, asset, rateWad)])
  },
}
