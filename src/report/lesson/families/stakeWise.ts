import { ofWad } from '../../text.js'
import { point, source, steps, text } from '../blocks.js'
import { assetsHeld } from '../study.js'
import type { Family } from './family.js'

/** osETH. */
export const stakeWise: Family = {
  name: 'StakeWise',
  kind: 'liquid',
  in: study => assetsHeld(study).has('osETH'),
  givenUp: () => [
    '**Part of the reward.** The vault’s operator takes a fee, and StakeWise’s treasury 5 % of what osETH earns.',
    '**A sure way back.** osETH is redeemed against the stake of those who minted it, from ether that a vault has free or that leaving validators bring.',
    '**Simplicity.** Between you and the validator stand many vaults, the rule how much of a stake may be minted, and the oracles that report.',
  ],
  claim: study => {
    const rate = study.opened.shareRates.osETH
    const worth = rate === undefined ? '' : ` At this block one osETH is a claim on ${ofWad(rate, 4)} ETH.`
    return [
      text(
        `Stakers put ether into vaults, each with an operator of its own, and may mint **osETH** against it, up to 90 % of what they put in.${worth} The number of tokens stands still; what each is worth grows every second.`,
      ),
      point(
        'What a staker put in beyond the osETH minted stands in front: a penalty is taken from it first. What exceeds it falls on all holders of osETH.',
      ),
      source(
        'StakeWise’s documentation (docs.stakewise.io) and its contracts (stakewise/v3-core); the rate is read from the report’s market.',
      ),
    ]
  },
  arrival: () => [
    text('The way of a reward to this position:'),
    steps([
      'A validator earns it, within minutes, on Ethereum’s own ledger of validators.',
      'StakeWise’s oracles report the vaults’ balances, and set what one osETH earns a second.',
      'The rate of osETH rises by that with every block; 5 % goes to the treasury as new osETH, which the minters owe.',
    ]),
  ],
  redemption: () =>
    'Who holds osETH hands it to StakeWise’s redeemer and waits for a ticket to be paid, at the rate of that day: at the next report **while a vault has ether free**, else when validators have left. Otherwise one sells on the market.',
}
