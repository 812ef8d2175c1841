import { ofWad } from '../../text.js'
import { source, text } from '../blocks.js'
import { assetsHeld } from '../study.js'
import type { Family } from './family.js'

/** cbETH. */
export const coinbase: Family = {
  name: 'Coinbase',
  kind: 'liquid',
  in: study => assetsHeld(study).has('cbETH'),
  givenUp: () => [
    '**Part of the reward.** Coinbase keeps a commission.',
    '**Custody.** One company holds the ether, runs the validators and sets the rate.',
  ],
  claim: study => {
    const rate = study.opened.shareRates.cbETH
    const worth = rate === undefined ? '' : ` At this block one cbETH is a claim on ${ofWad(rate, 4)} ETH.`
    return [
      text(`**cbETH** is a claim on ether that Coinbase stakes for its customers.${worth}`),
      source('the rate is read from the report’s market.'),
    ]
  },
  arrival: () => [
    text('Coinbase posts the rate on chain. Rewards and penalties show in it, commission taken.'),
  ],
  redemption: () => 'Coinbase redeems cbETH for its own customers. On chain one sells on the market.',
}
