import type { Scenario } from '../../scenario/scenario.js'
import type { ActorName } from '../../simulation/actors/cast.js'
import type { Document } from '../document.js'

/** Something a reader can move, read off a strategy's schema. */
export type Control =
  | {
      readonly kind: 'number'
      readonly name: string
      readonly about: string
      readonly lowest: number
      readonly highest: number
      readonly whole: boolean
      /** A slider over several powers of ten moves by factors. */
      readonly scale: 'linear' | 'log'
    }
  | {
      readonly kind: 'choice'
      readonly name: string
      readonly about: string
      readonly options: readonly (string | boolean)[]
    }

export type FrameJson = Document['runs'][number]['frames'][number]

/** What a report measured; `frames` are the fork's where there was one. */
export type Measured = {
  readonly world: 'model' | 'fork'
  readonly openingCostWei: string
  readonly frames: readonly FrameJson[]
}

/** A policy by its name, with its numbers. */
export type Managing = { readonly policy: string; readonly settings: Readonly<Record<string, number>> }

/** One report of the file: a strategy under a scenario. */
export type Case = {
  readonly strategy: string
  readonly params: Readonly<Record<string, unknown>>
  readonly controls: readonly Control[]
  readonly scenario: string
  readonly severity: number
  /** Index of the market that it starts from. */
  readonly market: number
  /** Null: nobody manages the position. */
  readonly managing: Managing | null
  /** Actors that were switched off. */
  readonly without: readonly ActorName[]
  readonly measured: Measured
}

/** Everything that the page's explorer reads; it travels as JSON, packed. */
export type Payload = {
  /** Canonical JSON of each market before a position was opened. */
  readonly markets: readonly string[]
  readonly scenarios: readonly Scenario[]
  readonly cases: readonly Case[]
}
