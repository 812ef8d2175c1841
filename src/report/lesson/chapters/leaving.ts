import type { ExitQuote } from '../../../simulation/frame.js'
import { routeName } from '../../explore/summary.js'
import { bps, day, duration, ether } from '../../text.js'
import { methodWords } from '../../words/methods.js'
import { type Block, type Chapter, list, point, source, table, text, verbatim } from '../blocks.js'
import { familiesOf } from '../families/families.js'
import { assetsOwed, type Study, type Watched } from '../study.js'

const costWords = (cost: number): string => (cost < 0 ? `a gain of ${bps(-cost)} bps` : `${bps(cost)} bps`)

const exitRow = (exit: ExitQuote): readonly string[] =>
  exit.possible
    ? [
        routeName(exit),
        verbatim(methodWords(exit.method)),
        costWords(exit.costBps),
        `${ether(exit.proceedsWei)} ETH`,
        duration(exit.days),
      ]
    : [routeName(exit), `closed: ${verbatim(exit.reason)}`, '', '', '']

const exitTable = (title: string, exits: readonly ExitQuote[]): Block =>
  table(
    title,
    [
      { title: 'Route' },
      { title: 'How' },
      { title: 'Cost', align: 'right' },
      { title: 'Brings', align: 'right' },
      { title: 'Takes', align: 'right' },
    ],
    exits.map(exitRow),
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

/** The day of a run on which even the cheapest way out costs most. */
const worstDay = async (
  study: Study,
  { seen }: Watched,
): Promise<{ readonly index: number; readonly exits: readonly ExitQuote[] }> => {
  const cheapest = (exits: readonly ExitQuote[]): number =>
    Math.min(...exits.flatMap(exit => (exit.possible ? [exit.costBps] : [])))
  let worst = { index: 0, exits: await study.exits(seen, 0) }
  // Liquidity changes on the days of shocks; the days between add nothing but time.
  const last = seen.frames.length - 1
  const days = seen.frames.flatMap((frame, i) =>
    i === last || frame.events.some(event => event.kind === 'transaction' && !event.by.includes('lido'))
      ? [i]
      : [],
  )
  for (const index of days) {
    const exits = await study.exits(seen, index)
    if (cheapest(exits) > cheapest(worst.exits)) worst = { index, exits }
  }
  return worst
}

const crunchOf = ({ watched }: Study): Watched | undefined =>
  watched.find(({ scenario }) => scenario.name === 'liquidity-crunch')

/** How one leaves, by every route, with cost and days. */
export const leaving = async (study: Study): Promise<Chapter> => {
  const today = await study.exits(study.calm.seen, 0)
  const crunch = crunchOf(study)
  const worst = crunch && (await worstDay(study, crunch))
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
      exitTable(`Leaving on day 0, by each route. ${cost}`, today),
      ...(crunch && worst
        ? [
            text(
              `When many leave together the same doors are narrower. In the scenario \`${crunch.scenario.name}\` liquidity leaves the pools and the queues grow. The dearest day to leave by the cheapest way is ${day(crunch.seen.frames[worst.index]?.at ?? 0)}:`,
            ),
            exitTable(
              `Leaving on ${day(crunch.seen.frames[worst.index]?.at ?? 0)} of ${crunch.scenario.name}`,
              worst.exits,
            ),
          ]
        : []),
      point('Patience is worth money. Whoever must leave today pays those who can wait.'),
      source(
        'the model’s exit quotes, worked out on the exact pools of that day; days in a queue are a forecast. Pool depths of the embedded mainnet are assumed where the report says so.',
      ),
    ],
  }
}
