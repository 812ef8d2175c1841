import { ether } from '../../text.js'
import { point, source, steps, text } from '../blocks.js'
import type { Study } from '../study.js'
import type { Family } from './family.js'

const validators = ({ layers }: Study) =>
  layers.filter(layer => layer.kind === 'claim' && /ethereum|validator|beacon/i.test(layer.protocol))

const worth = (study: Study): bigint => validators(study).reduce((sum, layer) => sum + layer.valueWei, 0n)

/** A validator of one's own. */
export const validator: Family = {
  name: 'a validator of one’s own',
  kind: 'direct',
  in: study => validators(study).length > 0,
  givenUp: () => [
    '**Liquidity.** There is no token. What is staked cannot be sold, lent or borrowed against. The only way out is Ethereum’s exit queue.',
    '**Size.** It takes 32 ETH at least, and one validator earns on 2,048 at most.',
    '**Sleep.** The machine must be on. Its keys must never run in two places at once: that is the usual way to be slashed.',
    '**Company.** A penalty is not shared with anyone.',
  ],
  claim: study => [
    text(
      `There is no token and no issuer. The claim is an entry in Ethereum’s own ledger of validators, worth ${ether(worth(study))} ETH at the start. Its owner is the address to which Ethereum pays withdrawals.`,
    ),
    point(
      'Nothing stands between the owner and the protocol: no fee, no contract, no oracle, no market price.',
    ),
    source('ethereum/consensus-specs @ a08d8a6e; EIP-7251 for balances up to 2,048 ETH.'),
  ],
  arrival: () => [
    text('The way of a reward:'),
    steps([
      'The validator’s balance grows with every epoch of 6.4 minutes.',
      'Ethereum pays what exceeds its stake to the owner’s address, when its sweep over all validators comes by: about once in several days.',
      'Tips for blocks it proposes arrive at once, but it proposes only a few times a year.',
    ]),
    text('A penalty lowers the same balance in the same epoch. Nobody shares it, and nobody delays it.'),
  ],
  redemption: () =>
    'The validator signs its exit, waits in Ethereum’s exit queue, then 256 epochs (27.3 hours) until it is withdrawable, then for the sweep. It earns in the queue, and nothing after it.',
}
