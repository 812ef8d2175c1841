import type { Market } from '../../market/market.js'
import type { Tx } from '../../position/action.js'

/** A whole or broken number of a shock, with its bounds; `above`: the least itself is not allowed. */
export type NumberField = {
  readonly kind: 'number'
  readonly least: number
  readonly most: number
  readonly whole?: true
  readonly about?: string
  readonly optional?: true
}
export type ChoiceField<T> = {
  readonly kind: 'choice'
  readonly of: readonly T[]
  readonly about?: string
  readonly optional?: true
}
export type FlagField = { readonly kind: 'flag'; readonly about?: string; readonly optional?: true }
export type ListField<T> = { readonly kind: 'list'; readonly of: ChoiceField<T>; readonly optional?: true }

/** One field of a shock as a file may write it: a scenario file's schema is derived from these. */
export type Field = NumberField | ChoiceField<string> | ChoiceField<number> | FlagField | ListField<string>

type FieldOf<T> = [T] extends [boolean]
  ? FlagField
  : [T] extends [number]
    ? NumberField | ChoiceField<T>
    : [T] extends [readonly (infer E)[]]
      ? ListField<E>
      : ChoiceField<T>

type FieldsOf<S> = { readonly [P in Exclude<keyof S, 'kind'>]-?: FieldOf<NonNullable<S[P]>> }

/** Any shock; what another kind may ask of it stands in `Level`. */
export type AnyShock = { readonly kind: string }

/** What a shock sets, where it sets a level that stands until the next shock of the same level. */
export type Level = {
  /** Shocks that set the same thing have the same name here. */
  readonly of: string
  /** How far below fair it puts staked ether, basis points; `UNTOLD` where only the pool can tell. */
  readonly discountBps?: number
  /** Share of a reserve that is borrowed, basis points. */
  readonly borrowedBps?: number
  /** Whether it switches something off. */
  readonly off?: boolean
}

/** A discount that cannot be told beforehand: of a sale, a theft, or balances that are set. */
export const UNTOLD = 10_000

/** The last shock of a scenario that set a level, and when (seconds since the scenario began, −1 before it). */
export type Standing = { readonly shock: AnyShock; readonly level: Level; readonly at: number }

/** A number of a frame that shows what a shock did; the report knows how to read each. */
export type Seen =
  | 'etherPrice'
  | 'curvePrice'
  | 'exitQueue'
  | 'lidoQueue'
  | 'wethBorrowed'
  | 'wethRate'
  | 'wstEthPrice'
  | 'gasPrice'

/** Everything about one kind of shock. A new kind is a file like these and a line in the registry. */
export type ShockDef<S extends AnyShock> = {
  readonly kind: S['kind']
  readonly fields: FieldsOf<S>
  /** Its name in the explorer. */
  readonly label: string
  /** What happened, in the past tense, for the list of events. */
  readonly happened: string
  readonly seen?: Seen
  /** Whether it happens at all at severity 0: amounts do, of nothing; switches and figures do not. */
  readonly atNothing: 'stays' | 'goes'
  /** In a combination it happens once at a time, whoever asks for it. */
  readonly once?: true
  /** The same shock, `severity` times as hard. */
  scale(shock: S, severity: number): S
  level?(shock: S): Level | undefined
  /** Whether `before` still stands after it: sellers only bring a level up, buyers only down. */
  yields?(shock: S, before: Standing): boolean
  /**
   * What it comes to in a combination, when `all` is what the scenarios, its own among them, ask of the same level at
   * `now` (seconds since the scenario began). Itself where absent.
   */
  join?(shock: S, all: readonly Standing[], now: number): readonly AnyShock[]
  /**
   * The transactions by which others make it happen, as of `market`; `start` is the market when the scenario began.
   */
  lower(shock: S, market: Market, start: Market): readonly Tx[]
}

/** The standing shocks of one kind. */
export const ofKind = <S extends AnyShock>(all: readonly Standing[], kind: S['kind']): readonly S[] =>
  all.flatMap(({ shock }) => (shock.kind === kind ? [shock as S] : []))

/** For kinds that no severity changes. */
export const unscaled = <S>(shock: S): S => shock
