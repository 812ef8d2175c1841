import type { PathSpec } from './facts.js'
import type { Cell, Kernel } from './kernel/kernel.js'
import { type Runs, TILE } from './runs.js'

/** Where a random word stands: its group, its place in it, and whether it is a normal or a uniform. */
const PLACES = {
  ether: [0, 0, 'normal'],
  'stETH discount': [0, 1, 'normal'],
  'WETH utilisation': [0, 2, 'normal'],
  'exit queue': [0, 3, 'normal'],
  'USDC utilisation': [1, 0, 'normal'],
  dollar: [1, 1, 'normal'],
  bitcoin: [1, 2, 'normal'],
  gas: [1, 3, 'normal'],
  'stirs?': [2, 0, 'uniform'],
  stirs: [2, 1, 'normal'],
  'rare?': [2, 2, 'uniform'],
} as const satisfies Readonly<
  Record<string, readonly [group: number, place: number, kind: 'normal' | 'uniform']>
>

export type Word = keyof typeof PLACES

/** Words of a token's own, in a group of its own that takes the last four runs. */
const TOKEN_PLACES = { discount: 0, 'rare?': 1 } as const
const TOKEN_RUNS = 3
const FIRST_TOKEN_GROUP = 6

/** Bit w is set where word w of a group is a normal. */
const normalsOf = (group: number): number =>
  Object.values(PLACES).reduce(
    (bits, [own, place, kind]) => (own === group && kind === 'normal' ? bits | (1 << place) : bits),
    0,
  )

/** The run of a word. */
export const wordRun = (runs: Runs, name: Word): Cell => {
  const [group, place] = PLACES[name]
  return runs.words + (4 * group + place) * TILE
}

/** The run of a word of a token's own. */
export const tokenRun = (runs: Runs, name: keyof typeof TOKEN_PLACES): Cell =>
  runs.words + (4 * TOKEN_RUNS + TOKEN_PLACES[name]) * TILE

type At = { readonly path: number; readonly step: number }

/** Draws the groups that hold some words; the same words for the same seed, path and step, whatever else is drawn. */
export const createWords = (kernel: Kernel, spec: PathSpec, runs: Runs, names: readonly Word[]) => {
  const groups = [...new Set(names.map(name => PLACES[name][0]))]
    .sort((a, b) => a - b)
    .map(group => ({ group, normals: normalsOf(group) }))
  return ({ path, step }: At): void => {
    for (const { group, normals } of groups)
      kernel.draw({ seed: spec.seed, path, step, group }, normals, runs.words + 4 * group * TILE, TILE)
  }
}

/** Draws the words of a token, `index` in the list of all tokens. */
export const drawToken = (
  kernel: Kernel,
  spec: PathSpec,
  runs: Runs,
  at: At & { readonly index: number },
): void =>
  kernel.draw(
    { seed: spec.seed, path: at.path, step: at.step, group: FIRST_TOKEN_GROUP + at.index },
    0b1,
    runs.words + 4 * TOKEN_RUNS * TILE,
    TILE,
  )
