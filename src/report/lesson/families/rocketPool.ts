import { ofWad } from '../../text.js'
import { point, source, steps, text } from '../blocks.js'
import { assetsHeld } from '../study.js'
import type { Family } from './family.js'

/** rETH. */
export const rocketPool: Family = {
  name: 'Rocket Pool',
  kind: 'liquid',
  in: study => assetsHeld(study).has('rETH'),
  givenUp: () => [
    '**Part of the reward.** The operators who run the validators, and the protocol, keep a commission.',
    '**A sure way back.** Rocket Pool pays rETH back only from ether that it has at hand. When there is none, one sells on the market or waits for validators to leave.',
    '**Simplicity.** Between you and the validator stand the pool’s contracts and the group of nodes that reports its balances.',
  ],
  claim: study => {
    const rate = study.opened.shareRates.rETH
    const worth = rate === undefined ? '' : ` At this block one rETH is a claim on ${ofWad(rate, 4)} ETH.`
    return [
      text(
        `Rocket Pool joins the ether of depositors with ether of the people who run its validators. Anyone may run one who puts up ether of their own beside the pool’s. **rETH** is a share of the depositors’ part.${worth} The number of tokens stands still; what each is worth grows.`,
      ),
      point(
        'The operator’s own ether stands in front of the depositors’: a penalty is taken from it first. What exceeds it falls on all holders of rETH.',
      ),
      source(
        'Rocket Pool’s documentation and RPIP-71 (rpips.rocketpool.net) on redemption; the rate is read from the report’s market.',
      ),
    ]
  },
  arrival: () => [
    text('The way of a reward to this position:'),
    steps([
      'A validator earns it, within minutes, on Ethereum’s own ledger of validators.',
      'About once a day a group of trusted nodes reports the pool’s balances.',
      'The rate of rETH moves with that report, commission taken. A penalty that the operator’s own ether does not cover takes the same way.',
    ]),
  ],
  redemption: () =>
    'Rocket Pool burns rETH for ether at its rate, in one block, **as long as the pool has ether at hand**. Beyond that one sells on the market.',
}
