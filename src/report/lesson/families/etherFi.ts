import { ofWad } from '../../text.js'
import { point, source, steps, text } from '../blocks.js'
import { assetsHeld } from '../study.js'
import type { Family } from './family.js'

/** weETH. */
export const etherFi: Family = {
  name: 'ether.fi',
  kind: 'liquid',
  in: study => assetsHeld(study).has('weETH'),
  givenUp: () => [
    '**Part of the reward.** ether.fi and its operators keep a share of it.',
    '**A clean claim.** The same ether is pledged a second time, to other networks through EigenLayer ([[restaking]]). For a little more yield it can be slashed for faults that have nothing to do with Ethereum.',
    '**Simplicity.** Between you and the validator stand ether.fi’s contracts and oracle, and EigenLayer’s.',
  ],
  claim: study => {
    const rate = study.opened.shareRates.weETH
    const worth = rate === undefined ? '' : ` At this block one weETH is a claim on ${ofWad(rate, 4)} ETH.`
    return [
      text(
        `ether.fi stakes the ether of depositors and restakes it. **weETH** is a share of all of it, in the form whose balance stands still.${worth}`,
      ),
      point('Restaking is a layer of its own. It adds a source of yield, and one more way to be slashed.'),
      source('ether.fi’s documentation; the rate is read from the report’s market.'),
    ]
  },
  arrival: () => [
    text('The way of a reward to this position:'),
    steps([
      'A validator earns it, within minutes, on Ethereum’s own ledger of validators; other networks pay for restaking in their own time.',
      'ether.fi’s oracle reports, about once a day.',
      'The rate of weETH moves with that report. So does a penalty, wherever it came from.',
    ]),
  ],
  redemption: () =>
    'ether.fi pays back at its rate through withdrawal requests, in days, longer when many leave. Otherwise one sells on the market.',
}
