import { verbatim } from '../blocks.js'
import { type LayerLesson, narrow } from './layer.js'

/** A range of liquidity on Uniswap v3. */
export const uniswap: LayerLesson = {
  is: layer => layer.kind === 'claim' && layer.protocol === 'uniswap',
  name: layer => verbatim(narrow(layer, 'claim').label),
  what: (_, layer) => {
    const inRange =
      narrow(layer, 'claim').details['inRange'] === true ? 'stands inside it now' : 'stands outside it now'
    return `Two tokens lent to traders within a range of prices. The price ${inRange}. As it moves through the range, the pool sells the token that gains and buys the one that loses.`
  },
  yields: () =>
    'A fee from every trade, as long as the price is inside the range. Outside it earns nothing. What Plimsoll counts are the trades of its own actors, far fewer than a real day’s.',
  risks: () => [
    '**Divergence.** One always ends with more of the token that fell. Against simply holding both, that is a loss; it is called impermanent, because it goes if the price returns.',
    'In a depeg the pool fills with the token that everyone sells, and this position is the buyer.',
    'A fault in Uniswap’s contracts: nobody can change them, and so nobody can mend them.',
  ],
}
