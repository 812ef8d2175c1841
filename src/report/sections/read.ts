import { ASSETS, type Asset } from '../../protocols/assets.js'
import { isWorse, PATIENCES, type Patience, type PatienceId, wayWithin } from '../../simulation/patience.js'
import type { Document } from '../document.js'
import { asText, fixed, short } from '../text.js'

export type Run = Document['runs'][number]
export type Frame = Run['frames'][number]
export type Way = Frame['exits']['ways'][number]
export type Event = Frame['events'][number]
export type Liquidation = Extract<Event, { kind: 'liquidation' }>
export type Transaction = Extract<Event, { kind: 'transaction' }>
export type Layer = Frame['layers'][number]

/** The run that a report reads its numbers from, with its ends. */
export type Reading = {
  readonly world: Run['world']
  readonly frames: readonly Frame[]
  readonly first: Frame
  readonly last: Frame
  readonly sensitivities: Document['sensitivities']
}

/** The first run; the other world's is only reconciled with it. Throws where there is none. */
export const reading = (document: Document): Reading => {
  const run = document.runs[0]
  const [first, last] = [run?.frames[0], run?.frames.at(-1)]
  if (!run || !first || !last) throw new Error('a report needs a run with frames')
  return { world: run.world, frames: run.frames, first, last, sensitivities: document.sensitivities }
}

/** Title of the scenario with its severity, where it is not 1; Markdown. */
export const scenarioName = ({ scenario }: Document): string =>
  scenario.severity === 1 ? asText(scenario.title) : `${asText(scenario.title)} × ${short(scenario.severity)}`

/** The cheapest way out of a frame within a patience; undefined where there is none. */
export const wayAt = ({ exits }: Pick<Frame, 'exits'>, { days }: Pick<Patience, 'days'>): Way | undefined =>
  wayWithin(exits.ways, days)

/** The first frame at which leaving within a patience is worst. */
export const worstFrame = ({ frames, first }: Reading, patience: Pick<Patience, 'days'>): Frame => {
  const way = (frame: Frame): Way | undefined => wayAt(frame, patience)
  return frames.reduce((worst, frame) => (isWorse(way(frame), way(worst)) ? frame : worst), first)
}

/** Patiences by what they are called in a program. */
export const patienceOf = (id: PatienceId): Patience => {
  const found = PATIENCES.find(patience => patience.id === id)
  if (!found) throw new RangeError(`no patience ${id}`)
  return found
}

/** What a way out costs in wei: net worth less proceeds, plus gas. */
export const exitCostWei = (frame: Frame, way: Way): bigint =>
  BigInt(frame.equityWei) - BigInt(way.proceedsWei) + BigInt(way.gasWei)

/** Lowest health factor at any block, and the frame that saw it; undefined without debt. */
export const lowestHealth = ({
  frames,
}: Reading): { readonly wad: bigint; readonly frame: Frame } | undefined =>
  frames.reduce<{ readonly wad: bigint; readonly frame: Frame } | undefined>((low, frame) => {
    if (frame.lowestHealthFactorWad === null) return low
    const wad = BigInt(frame.lowestHealthFactorWad)
    return low && low.wad <= wad ? low : { wad, frame }
  }, undefined)

/** Whether anything was owed at any frame. */
export const everOwed = (read: Reading): boolean => lowestHealth(read) !== undefined

/** Whether the position held any of these assets at any frame, in a wallet, supplied, or inside a claim. */
export const everHeld = ({ frames }: Reading, assets: readonly string[]): boolean =>
  frames.some(frame =>
    frame.layers.some(
      layer =>
        BigInt(layer.valueWei) > DUST &&
        (layer.kind === 'wallet' || layer.kind === 'aave.supply'
          ? assets.includes(layer.asset)
          : layer.kind === 'claim' && layer.parts.some(part => assets.includes(part.asset))),
    ),
  )

export const liquidationsOf = (frame: Frame): readonly Liquidation[] =>
  frame.events.filter(event => event.kind === 'liquidation')

export const transactionsOf = (frame: Frame): readonly Transaction[] =>
  frame.events.filter(event => event.kind === 'transaction')

/** Worth less than this, in wei, is dust. */
export const DUST = 10n ** 14n

const isKnown = (asset: string): asset is Asset => Object.hasOwn(ASSETS, asset)

/** An amount of an asset with its symbol; two decimals from 1,000 on, else four. Markdown. */
export const amountOf = (asset: string, units: string): string => {
  if (!isKnown(asset))
    return `${fixed(BigInt(units), { decimals: 0, digits: 0 })} smallest units of ${asText(asset)}`
  const { decimals } = ASSETS[asset]
  const amount = BigInt(units)
  const digits = decimals < 18 || amount >= 1_000n * 10n ** 18n ? 2 : 4
  return `${fixed(amount, { decimals, digits })} ${asset}`
}
