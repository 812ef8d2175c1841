import { verbatim } from '../blocks.js'
import { type LayerLesson, narrow } from './layer.js'

/** A position on Morpho Blue. */
export const morpho: LayerLesson = {
  is: layer => layer.kind === 'claim' && layer.protocol === 'morpho',
  name: layer => verbatim(narrow(layer, 'claim').label),
  what: () =>
    'Collateral and debt in one isolated market of Morpho Blue. Its rules were fixed when it was made: one collateral, one loan, one oracle, one limit. Nobody can change them afterwards.',
  yields: () =>
    'The collateral keeps its staking reward and earns nothing else. The debt costs a rate that steers itself so that nine tenths of the market are lent out.',
  risks: () => [
    '**Liquidation without a half measure.** There is no [[close factor]]: past the limit the whole debt may be paid and the collateral taken.',
    '**The oracle is a choice made once.** One that follows the share rate does not see a [[depeg]]; one that follows the market does. Look which it is.',
    'Morpho’s contracts cannot be changed; a market with a wrong oracle stays wrong.',
  ],
}
