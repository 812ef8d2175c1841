import { splitRequests } from '../../exit/options/lidoQueue.js'
import { CROWD } from '../../market/crowd.js'
import type { Market } from '../../market/market.js'
import type { Tx } from '../../position/action.js'
import { stEthPerToken } from '../../protocols/lido/wsteth.js'
import { min, mulDivFloor, WAD } from '../../units/fixed.js'
import { sentBy } from '../sent.js'
import type { ShockDef } from './define.js'
import { AMOUNT } from './fields.js'

/** Others ask Lido to withdraw this much ether. */
type Withdrawals = { readonly kind: 'withdrawals'; readonly ether: number }

const lower = ({ ether }: Withdrawals, market: Market): readonly Tx[] => {
  const held = market.wallets[CROWD.leaver]?.wstETH ?? 0n
  const asked = BigInt(Math.round(ether)) * WAD
  const wstEth = min(held, mulDivFloor(asked, WAD, stEthPerToken(market.lido)))
  if (wstEth === 0n) return []
  return sentBy(CROWD.leaver, [{ kind: 'lido.request', amounts: splitRequests(market, wstEth) }])
}

export const withdrawals: ShockDef<Withdrawals> = {
  kind: 'withdrawals',
  fields: { ether: AMOUNT },
  label: 'Others queue at Lido',
  happened: 'others asked Lido to withdraw',
  seen: 'lidoQueue',
  atNothing: 'stays',
  scale: (shock, severity) => ({ ...shock, ether: shock.ether * severity }),
  lower,
}
