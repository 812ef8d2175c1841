import { SCENARIOS } from '../../../scenario/library.js'
import type { Family } from '../../../scenario/scenario.js'
import { decimal, ether, healthFactor } from '../../text.js'
import { type Block, type Chapter, source, subtitle, table, text, verbatim } from '../blocks.js'
import { changeIn, liquidationsIn, lowestIn, type Study, type Watched } from '../study.js'

/** A family of risks, and the families of the library that show it. */
type Risk = { readonly families: readonly Family[]; readonly title: string; readonly about: string }

const RISKS: readonly Risk[] = [
  {
    families: ['validators'],
    title: 'Validators and the protocol beneath',
    about:
      'Validators can fail, alone or together. What they lose reaches every holder through the [[share rate]], and with it the value of collateral. [[slashing|Slashing]] of one operator is small; a fault that many operators share is the case to study.',
  },
  {
    families: ['oracle and governance', 'protocol failure'],
    title: 'Contracts, oracles and governance',
    about:
      'Every layer is a program. It can have a fault, its oracle can be wrong or late, and those who govern it can change thresholds, caps and rates, or freeze a market. No market needs to move for that.',
  },
  {
    families: ['liquidity'],
    title: 'Liquidity: when everyone wants the same door',
    about:
      'Nothing is lost by price, yet leaving becomes dear or slow. Lenders withdraw, [[utilisation]] goes to 100 %, rates rise, liquidity leaves the pools, queues grow to weeks.',
  },
  {
    families: ['market'],
    title: 'Markets',
    about:
      'Ether falls against the dollar, or a staking token against ether. Which of the two matters depends on what is owed, and on whom the lender asks for a price.',
  },
  {
    families: ['history'],
    title: 'It has happened',
    about:
      'Events of the past, struck against this position as if they happened now. They seldom come alone: a fall of prices, a squeeze of lenders and a long queue arrive in the same week.',
  },
]

const row = ({ scenario, seen }: Watched): readonly string[] => {
  const low = lowestIn(seen)
  const times = liquidationsIn(seen).length
  return [
    `\`${scenario.name}\``,
    verbatim(scenario.about),
    low ? healthFactor(low.wad) : 'no debt',
    times === 0 ? 'no' : times === 1 ? 'once' : `${times} times`,
    ether(changeIn(seen)),
    `${decimal((Number(changeIn(seen)) / Number(seen.frames[0]?.equityWei ?? 1n)) * 100, 2)} %`,
  ]
}

const COLUMNS = [
  { title: 'Scenario' },
  { title: 'What happens' },
  { title: 'Lowest health factor', align: 'right' },
  { title: 'Liquidated' },
  { title: 'Net worth, ETH', align: 'right' },
  { title: 'of it', align: 'right' },
] as const

const section = (risk: Risk, watched: readonly Watched[]): readonly Block[] =>
  watched.length === 0
    ? [
        subtitle(risk.title),
        text(risk.about),
        text(
          'None of the scenarios that were run for this lesson shows it. `plimsoll list scenarios` has them all; `plimsoll explain` runs some of every kind.',
        ),
      ]
    : [
        subtitle(risk.title),
        text(risk.about),
        table(
          'What each would do to this position, from its first day to its last',
          COLUMNS,
          watched.map(row),
        ),
      ]

/** What can go wrong, each risk with the scenarios of the library that show it, run on this position. */
export const risks = (study: Study): Chapter => {
  const of = (risk: Risk): readonly Watched[] =>
    study.watched.filter(({ scenario }) => risk.families.includes(scenario.family))
  const layering =
    'Layers make the list longer, and they join it up: slashing lowers the share rate, the share rate lowers the health factor, a liquidation sells into a pool that others have left. Each scenario below runs all layers together, block by block.'
  return {
    id: 'risks',
    title: 'What can go wrong, and where to see it',
    blocks: [
      text(layering),
      ...RISKS.flatMap(risk => section(risk, of(risk))),
      text(
        `These are ${study.watched.length} of the ${SCENARIOS.length} scenarios of the library; \`plimsoll run STRATEGY --scenario all\` runs them all.`,
      ),
      source(
        'the model’s run of each scenario on this position, at severity 1; what each takes from a source and what is assumed stands in `plimsoll list scenarios`.',
      ),
    ],
  }
}
