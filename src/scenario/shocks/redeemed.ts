import { CROWD } from '../../market/crowd.js'
import type { Market } from '../../market/market.js'
import type { Tx } from '../../position/action.js'
import { freeEther, sharesForAmount } from '../../protocols/etherfi/pool.js'
import { requestParts } from '../../protocols/etherfi/requests.js'
import { getRethValue, getTotalCollateral } from '../../protocols/rocketpool/reth.js'
import { min, mulDivFloor } from '../../units/fixed.js'
import { sentBy } from '../sent.js'
import type { ShockDef } from './define.js'
import { SHARE } from './fields.js'
import { compounded } from './severity.js'

/** Others redeem rETH and weETH first: this share of the ether that Rocket Pool and ether.fi keep for it is gone. */
type Redeemed = { readonly kind: 'redeemed'; readonly shareBps: number }

/** The whale asks ether.fi for what its pool has free, as far as it holds weETH. */
const asked = (market: Market, shareBps: number): readonly Tx[] => {
  const share = mulDivFloor(freeEther(market.etherfi), BigInt(Math.round(shareBps)), 10_000n)
  if (share <= 0n) return []
  const amount = min(market.wallets[CROWD.whale]?.weETH ?? 0n, sharesForAmount(market.etherfi, share))
  const parts = requestParts(market.etherfi, amount)
  return amount === 0n
    ? []
    : sentBy(
        CROWD.whale,
        parts.map(part => ({ kind: 'etherfi.request', amount: part }) as const),
      )
}

/** The whale burns rETH, as far as it has any. */
const burnt = (market: Market, shareBps: number): readonly Tx[] => {
  const share = mulDivFloor(getTotalCollateral(market.rocketpool), BigInt(Math.round(shareBps)), 10_000n)
  if (share === 0n) return []
  const held = market.wallets[CROWD.whale]?.rETH ?? 0n
  const amount = min(held, getRethValue(market.rocketpool, share))
  return amount === 0n ? [] : sentBy(CROWD.whale, [{ kind: 'rocketpool.burn', amount }])
}

export const redeemed: ShockDef<Redeemed> = {
  kind: 'redeemed',
  fields: { shareBps: SHARE },
  label: 'Others redeem rETH and weETH first',
  happened: 'others redeemed rETH and asked for weETH’s ether',
  atNothing: 'stays',
  scale: (shock, severity) => ({ ...shock, shareBps: compounded(shock.shareBps, severity) }),
  lower: ({ shareBps }, market) => [...burnt(market, shareBps), ...asked(market, shareBps)],
}
