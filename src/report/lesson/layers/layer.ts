import type { ValuedLayer } from '../../../simulation/frame.js'
import type { Inline } from '../blocks.js'
import type { Study } from '../study.js'

/** One kind of layer, and what a lesson says of it. Adding one is a file here and a line in layers.ts. */
export type LayerLesson = {
  is(layer: ValuedLayer): boolean
  /** A few words, as a title. */
  name(layer: ValuedLayer): Inline
  /** What it is: a claim of whom on whom. */
  what(study: Study, layer: ValuedLayer): Inline
  /** What it adds to what is earned, or costs. */
  yields(study: Study, layer: ValuedLayer): Inline
  /** What can go wrong that could not without it. */
  risks(study: Study, layer: ValuedLayer): readonly Inline[]
}

/** A layer of one kind, or a mistake of the caller. */
export const narrow = <K extends ValuedLayer['kind']>(
  layer: ValuedLayer,
  kind: K,
): Extract<ValuedLayer, { kind: K }> => {
  if (layer.kind !== kind) throw new Error(`a layer of kind ${layer.kind} where ${kind} was meant`)
  return layer as Extract<ValuedLayer, { kind: K }>
}
