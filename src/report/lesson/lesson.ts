import { byAssumption } from '../assumptions.js'
import { listed } from '../text.js'
import type { Block, Chapter } from './blocks.js'
import { text, verbatim } from './blocks.js'
import { claim } from './chapters/claim.js'
import { health } from './chapters/health.js'
import { kind } from './chapters/kind.js'
import { leaving } from './chapters/leaving.js'
import { recap } from './chapters/recap.js'
import { reuse } from './chapters/reuse.js'
import { rewards } from './chapters/rewards.js'
import { risks } from './chapters/risks.js'
import { staking } from './chapters/staking.js'
import { glossary, type Term } from './glossary.js'
import type { Question } from './questions/question.js'
import { questionsFor } from './questions/questions.js'
import { type Study, type StudyRequest, study } from './study.js'

/** A lesson about one position: its chapters, questions that can be checked, and the words it uses. */
export type Lesson = {
  readonly strategy: string
  readonly params: Readonly<Record<string, unknown>>
  readonly block: string
  readonly opening: readonly Block[]
  readonly chapters: readonly Chapter[]
  readonly questions: readonly Question[]
  readonly terms: readonly Term[]
  /** What the numbers take for granted. */
  readonly assumed: readonly string[]
}

type Write = (study: Study) => Chapter | Promise<Chapter>

/** The path that staked ether takes, from the bond to the way out. */
const CHAPTERS: readonly Write[] = [staking, kind, claim, rewards, reuse, health, leaving, risks, recap]

const opening = ({ strategy }: Study): readonly Block[] => [
  text(`**${verbatim(strategy.name)}.** ${verbatim(strategy.about)}`),
  text(
    'This lesson follows the ether of this one position, from the bond of a validator to the way out. Every number in it was worked out for this position by the exact model; every claim has its source beneath it. It is no advice.',
  ),
]

const assumedIn = ({ watched }: Study): readonly string[] =>
  byAssumption(watched.map(({ scenario }) => scenario)).map(
    ({ said, scenarios }) => `${said} (${listed(scenarios)})`,
  )

/** Runs the model on scenarios of the library and writes the lesson. Throws `OpeningError` where the market refuses the position. */
export const prepareLesson = async (request: StudyRequest): Promise<Lesson> => {
  const studied = await study(request)
  const chapters: Chapter[] = []
  for (const write of CHAPTERS) chapters.push(await write(studied))
  return {
    strategy: studied.strategy.name,
    params: studied.params,
    block: String(studied.start.block.number),
    opening: opening(studied),
    chapters,
    questions: await questionsFor(studied),
    terms: glossary(studied),
    assumed: assumedIn(studied),
  }
}
