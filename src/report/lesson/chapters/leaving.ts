import type { ClosedWay, Frontier, WayOut } from '../../../simulation/exitPlanner.js'
import { isAtOnce } from '../../../simulation/patience.js'
import { bps, day, duration, ether } from '../../text.js'
import { methodWords } from '../../words/methods.js'
import { refusalWords } from '../../words/refusals.js'
import { wayName } from '../../words/ways.js'
import { type Block, type Chapter, list, point, source, table, text, verbatim } from '../blocks.js'
import { familiesOf } from '../families/families.js'
import { assetsOwed, type Study, type Watched } from '../study.js'

const costWords = (cost: number): string => (cost < 0 ? `a gain of ${bps(-cost)} bps` : `${bps(cost)} bps`)

const wayRow = (way: WayOut): readonly string[] => [
  verbatim(wayName(way.way)),
  verbatim(methodWords(way.plan.method)),
  costWords(way.costBps),
  `${ether(way.proceedsWei)} ETH`,
  duration(way.medianDays),
]

const closedRow = ({ way, refusal }: ClosedWay): readonly string[] => [
  verbatim(wayName(way)),
  `closed: ${verbatim(refusalWords(refusal))}`,
  '',
  '',
  '',
]

const exitTable = (title: string, { ways, closed }: Frontier): Block =>
  table(
    title,
    [
      { title: 'Way out' },
      { title: 'How' },
      { title: 'Cost', align: 'right' },
      { title: 'Brings', align: 'right' },
      { title: 'Takes', align: 'right' },
    ],
    [...ways.map(wayRow), ...closed.map(closedRow)],
  )

const debtWords = (study: Study): readonly Block[] =>
  assetsOwed(study).length === 0
    ? []
    : [
        text(
          'There is a knot to untie first: the collateral is only free when the debt is paid, and the ether that would pay it is inside the collateral. Three ways are tried, the one that pays least for loans and gas first:',
        ),
        list([
          'a **flash loan**: borrow what is owed for the length of one transaction, pay the debt, take the collateral, sell it, pay the loan back; all of it happens or nothing does;',
          'the same with a flash loan of the collateral, where the pool has none of the debt’s token left;',
          '**rounds**: take out as much collateral as the threshold allows, turn it into ether, pay a part of the debt, and again. Each round through a queue is one wait.',
        ]),
      ]

/** The day of a run on which leaving at once costs most. */
const worstDay = ({ frames }: Watched['seen']): number => {
  const cost = (frame: (typeof frames)[number]): number =>
    frame.exits.frontier().ways.find(isAtOnce)?.costBps ?? Number.POSITIVE_INFINITY
  const costs = frames.map(cost)
  return costs.reduce((worst, found, i) => (found > (costs[worst] ?? 0) ? i : worst), 0)
}

const crunchOf = ({ watched }: Study): Watched | undefined =>
  watched.find(({ scenario }) => scenario.name === 'liquidity-crunch')

/** How one leaves: every way from the quickest to the cheapest. */
export const leaving = (study: Study): Chapter => {
  const today = study.exits(study.calm.seen, 0)
  const crunch = crunchOf(study)
  const worst = crunch && worstDay(crunch.seen)
  const cost = 'Cost is net worth less what comes out, gas included; 100 bps are 1 %.'
  return {
    id: 'leaving',
    title: 'How one leaves',
    blocks: [
      text(
        'There are two ways to turn a claim into ether. **Sell** it to somebody: at once, at the price that is paid that day. Or **redeem** it: at what it is a claim on, after a wait.',
      ),
      ...familiesOf(study).map(family => text(family.redemption(study))),
      ...debtWords(study),
      exitTable(`Leaving on day 0, from the quickest way to the cheapest. ${cost}`, today),
      ...(crunch && worst !== undefined
        ? [
            text(
              `When many leave together the same doors are narrower. In the scenario \`${crunch.scenario.name}\` liquidity leaves the pools and the queues grow. The dearest day to leave at once is ${day(crunch.seen.frames[worst]?.at ?? 0)}:`,
            ),
            exitTable(
              `Leaving on ${day(crunch.seen.frames[worst]?.at ?? 0)} of ${crunch.scenario.name}`,
              study.exits(crunch.seen, worst),
            ),
          ]
        : []),
      point('Patience is worth money. Whoever must leave today pays those who can wait.'),
      source(
        'the model’s exit plans, worked out on the exact pools of that day; days in a queue are a forecast. Pool depths of the embedded mainnet are assumed where the report says so.',
      ),
    ],
  }
}
