import { SECONDS_PER_DAY } from '../../../units/fixed.js'
import { day, decimal, percentOfWad } from '../../text.js'
import { type Block, type Chapter, point, source, steps, subtitle, table, text } from '../blocks.js'
import { familiesOf } from '../families/families.js'
import type { Study, Watched } from '../study.js'

const WAD = 10n ** 18n

const rewardTable: Block = table(
  'Where the protocol’s reward comes from',
  [{ title: 'Duty' }, { title: 'How often' }, { title: 'Of the reward', align: 'right' }],
  [
    ['voting on the state of the list, in time', 'every epoch, 6.4 minutes', '84.4 %'],
    ['proposing a block', 'a few times a year', '12.5 %'],
    ['sitting on the sync committee', 'once in several years', '3.1 %'],
  ],
)

/** Day by day, how much the share rate of Lido changed. */
const changes = ({ seen }: Watched) =>
  seen.frames.slice(1).map((frame, i) => {
    const before = seen.frames[i]?.shareRateWad ?? frame.shareRateWad
    return { at: frame.at, part: ((frame.shareRateWad - before) * WAD) / before }
  })

const largestFall = (watched: Watched) =>
  changes(watched).reduce<{ at: number; part: bigint } | undefined>(
    (worst, next) => (next.part < (worst?.part ?? 0n) ? next : worst),
    undefined,
  )

/** The scenario that slashes, and slashes at the spec's own pace. */
const slashingOf = ({ watched }: Study): Watched | undefined =>
  watched.find(({ scenario }) => scenario.name === 'slashing')

const example = (study: Study): readonly Block[] => {
  const slashed = slashingOf(study)
  const fall = slashed && largestFall(slashed)
  if (!slashed || !fall) return []
  const usual = changes(study.calm)[0]
  const share = slashed.scenario.steps.flatMap(step => step.shocks).find(shock => shock.kind === 'slash')
  const struck =
    share?.kind === 'slash'
      ? `${decimal(share.shareBps / 100, 0)} % of Lido’s validators are`
      : 'Validators are'
  return [
    text(
      `In numbers, from the scenario \`slashing\`: ${struck} slashed on day ${decimal((slashed.scenario.steps[0]?.at ?? 0) / SECONDS_PER_DAY, 0)}. On a usual day the share rate rises by ${percentOfWad(usual?.part ?? 0n, 4)} %. The largest fall comes on ${day(fall.at)}: ${percentOfWad(-fall.part, 2)} % in one report.`,
    ),
    point('The worst day of a slashing is not the first one. It is about eighteen days later.'),
  ]
}

/** Where rewards and penalties come from, and when they arrive. */
export const rewards = (study: Study): Chapter => ({
  id: 'rewards',
  title: 'Where rewards and penalties come from, and when they arrive',
  blocks: [
    rewardTable,
    ...familiesOf(study).flatMap(family => family.arrival(study)),
    subtitle('What a slashing costs, and when'),
    steps([
      '**At once**: 1/4,096 of the balance, for a validator of 32 ETH 0.0078 ETH. Since the Pectra upgrade of May 2025 this is small; before it was one ether.',
      '**For about 36 days**: the validator is locked in, earns nothing, and is charged for every vote it does not cast.',
      '**On about day 18**, in the middle of that time: the [[correlation penalty]]. It is three times the share of all stake that was slashed within the same weeks. One validator alone loses next to nothing. If a third of all stake is slashed together, it loses everything.',
    ]),
    text(
      'So the protocol punishes failing **together**. A fault of one operator hardly shows. A bug in software that many run is what to fear.',
    ),
    ...example(study),
    source(
      'ethereum/consensus-specs @ a08d8a6e: weights 14 + 26 + 14 of 64 for votes, 8 for proposals, 2 for the sync committee (Altair); MIN_SLASHING_PENALTY_QUOTIENT_ELECTRA 4096, PROPORTIONAL_SLASHING_MULTIPLIER 3, EPOCHS_PER_SLASHINGS_VECTOR 8192.',
    ),
  ],
})
