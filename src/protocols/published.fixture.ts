import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { SlashingFork } from './ethereum/slashing.js'

// Published figures: the project's own copy, and the recordings beside the repository where they are there.

const HERE = dirname(fileURLToPath(import.meta.url))
/** Where the recordings lie: ../shared, or where PLIMSOLL_SHARED says. */
export const SHARED_FOLDER = process.env['PLIMSOLL_SHARED'] ?? join(HERE, '../../../shared')

/** Penalties in gwei over all validators of a case; balances in whole ether. */
export type SlashingVectors = {
  readonly correlationPenalty: readonly {
    readonly validators: number
    readonly effectiveBalanceEth: number
    readonly slashed: number
    readonly penaltyGwei: string
    readonly fork?: SlashingFork
  }[]
  readonly initialPenalty: readonly {
    readonly effectiveBalanceEth: number
    readonly fork: SlashingFork
    readonly penaltyGwei: string
  }[]
}

/** A price cap and its largest ratio at times (seconds); 18 decimals. */
export type PriceCapVector = {
  readonly snapshotRatioWad: string
  readonly snapshotTimestamp: number
  readonly maxYearlyGrowthBps: number
  readonly growthPerSecondScaled: string
  readonly values: readonly { readonly timestamp: number; readonly maxRatioWad: string }[]
}

/** Leverage at which a loop opens at a health factor, as published. */
export type LeverageVectors = {
  readonly values: readonly {
    readonly liquidationThreshold: number
    readonly healthFactor: number
    readonly leverage: number
  }[]
}

/** `get_dy` of the real Curve pool in a state; wei. */
export type GetDyVectors = {
  readonly states: readonly {
    readonly label: string
    readonly A: string
    readonly fee: string
    readonly balances: readonly [string, string]
    readonly get_dy: readonly {
      readonly i: 0 | 1
      readonly j: 0 | 1
      readonly dx: string
      readonly dy: string
    }[]
  }[]
}

/** A figure, and where it was read. */
export type Found<T> = { readonly from: string; readonly vectors: T }

const parse = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'))
const own = parse(join(HERE, 'vectors/published.json')) as Readonly<Record<string, unknown>>

/** A file of ../shared/vectors, where it is there. */
export const sharedVectors = <T>(name: string): readonly Found<T>[] => {
  const file = join(SHARED_FOLDER, 'vectors', name)
  if (existsSync(file)) return [{ from: `shared ${name}`, vectors: parse(file) as T }]
  process.stderr.write(`skipped: ../shared/vectors/${name} is not there\n`)
  return []
}

const both = <T>(key: string, name: string): readonly Found<T>[] => [
  { from: `vectors/published.json, ${key}`, vectors: own[key] as T },
  ...sharedVectors<T>(name),
]

export const slashingVectors = (): readonly Found<SlashingVectors>[] => both('slashing', 'slashing.json')
export const priceCapVectors = (): readonly Found<PriceCapVector>[] => both('priceCap', 'capo-wsteth.json')
export const leverageVectors = (): readonly Found<LeverageVectors>[] => both('leverage', 'leverage.json')
