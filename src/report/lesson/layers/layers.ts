import type { ValuedLayer } from '../../../simulation/frame.js'
import { verbatim } from '../blocks.js'
import { aaveDebt } from './aaveDebt.js'
import { aaveSupply } from './aaveSupply.js'
import { curve } from './curve.js'
import type { LayerLesson } from './layer.js'
import { lidoWithdrawal } from './lidoWithdrawal.js'
import { morpho } from './morpho.js'
import { uniswap } from './uniswap.js'
import { validatorLayer } from './validator.js'
import { wallet } from './wallet.js'

/** A protocol that no file here speaks of: what its own claim says. */
const other: LayerLesson = {
  is: () => true,
  name: layer => (layer.kind === 'claim' ? verbatim(layer.label) : layer.kind),
  what: (_, layer) =>
    layer.kind === 'claim' ? `A claim on ${verbatim(layer.protocol)}: ${verbatim(layer.label)}.` : '',
  yields: () => 'What its protocol pays.',
  risks: () => ['Its protocol’s contracts, and whoever may change them.'],
}

/** Every kind of layer that a lesson knows. Adding one is a file and a line here. */
const LAYERS: readonly LayerLesson[] = [
  aaveSupply,
  aaveDebt,
  morpho,
  curve,
  uniswap,
  validatorLayer,
  lidoWithdrawal,
  wallet,
]

/** What a lesson says of a layer. */
export const lessonOf = (layer: ValuedLayer): LayerLesson => LAYERS.find(entry => entry.is(layer)) ?? other
