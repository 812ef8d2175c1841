import { listed } from '../../text.js'
import { type Block, type Chapter, list, subtitle, table, text } from '../blocks.js'
import { familiesOf } from '../families/families.js'
import type { Family, StakingKind } from '../families/family.js'
import type { Study } from '../study.js'

const KINDS: readonly StakingKind[] = ['direct', 'pooled', 'liquid']

const TITLES: Readonly<Record<StakingKind, string>> = { direct: 'Direct', pooled: 'Pooled', liquid: 'Liquid' }

const ROWS: readonly (readonly [string, Readonly<Record<StakingKind, string>>])[] = [
  [
    'Who runs the validator',
    {
      direct: 'you, with your own keys',
      pooled: 'a service that pools many deposits',
      liquid: 'operators that a protocol picks',
    },
  ],
  ['Least amount', { direct: '32 ETH', pooled: 'any', liquid: 'any' }],
  [
    'What you hold',
    {
      direct: 'a validator’s balance',
      pooled: 'an entry in the pool’s books',
      liquid: 'a token',
    },
  ],
  ['Fee', { direct: 'none', pooled: 'a share of the reward', liquid: 'a share of the reward' }],
  [
    'Leaving',
    {
      direct: 'Ethereum’s exit queue',
      pooled: 'the pool’s own rules, behind the same queue',
      liquid: 'sell the token now, or redeem it behind the same queue',
    },
  ],
  ['Used again as collateral', { direct: 'no', pooled: 'no', liquid: 'yes' }],
  [
    'You trust',
    {
      direct: 'yourself and Ethereum',
      pooled: 'these, and the pool',
      liquid: 'these, the protocol’s contracts, its oracle, and the token’s market',
    },
  ],
]

const comparison = (chosen: ReadonlySet<StakingKind>): Block =>
  table(
    'Three ways to stake',
    [
      { title: '' },
      ...KINDS.map(way => ({ title: `${TITLES[way]}${chosen.has(way) ? ' (chosen here)' : ''}` })),
    ],
    ROWS.map(([what, by]) => [what, ...KINDS.map(way => by[way])]),
  )

const chosenWords = (families: readonly Family[]): string => {
  if (families.length === 0) return 'This position stakes nothing. What follows is what it could have chosen.'
  const ways = families.map(family =>
    family.kind === 'direct'
      ? 'directly, with a validator of one’s own'
      : `through ${family.name}, a ${family.kind} protocol`,
  )
  return `This position stakes ${listed(ways)}.`
}

const givenUp =
  (study: Study) =>
  (family: Family): readonly Block[] => [
    subtitle(`What choosing ${family.name} gives up`),
    list(family.givenUp(study)),
  ]

/** Which kind of staking was chosen, and what was given up for it. */
export const kind = (study: Study): Chapter => {
  const families = familiesOf(study)
  return {
    id: 'kind',
    title: 'Which kind of staking this is, and what was given up',
    blocks: [
      text(chosenWords(families)),
      comparison(new Set(families.map(family => family.kind))),
      text(
        'Each column to the right buys ease with trust. The bond, the duties and the penalties are the same in all three: a token does not take a risk away, it passes it on.',
      ),
      ...families.flatMap(givenUp(study)),
    ],
  }
}
