import type { Subject } from '../../report/explore/explore.js'
import type { Extras } from '../../report/html.js'
import type { Lesson } from '../../report/lesson/lesson.js'
import type { Reports } from './formats.js'

/** Each document with what was run for it; one whose strategy or scenario is not at hand is left out. */
const subjectsOf = async (reports: Reports): Promise<readonly Subject[]> => {
  const { reported } = await import('../../report/explore/explore.js')
  return reports.documents.flatMap((document, i): readonly Subject[] => {
    const ready = reports.strategies.find(({ strategy }) => strategy.name === document.strategy.name)
    const chosen = reports.chosen.find(({ scenario }) => scenario.name === document.scenario.name)
    const [market, told] = [reports.markets[i], reported(document)]
    if (!ready || !chosen || !market || !told) return []
    return [{ ...ready, ...told, scenario: chosen.scenario, market }]
  })
}

/** A lesson takes a second or two: a report of more strategies leaves them to `plimsoll explain`. */
const MOST_LESSONS = 2

const lessonsOf = async (subjects: readonly Subject[]): Promise<readonly Lesson[]> => {
  const firsts = subjects.filter(
    ({ strategy }, i) => subjects.findIndex(other => other.strategy.name === strategy.name) === i,
  )
  if (firsts.length > MOST_LESSONS) return []
  const { prepareLesson } = await import('../../report/lesson/lesson.js')
  const lessons: Lesson[] = []
  const scenarios = subjects.map(({ scenario }) => scenario)
  for (const first of firsts) lessons.push(await prepareLesson({ ...first, scenarios }))
  return lessons
}

/** What a page of reports carries beside them: the exact model to play with, and the lesson of each strategy. */
export const extrasOf = async (reports: Reports): Promise<Extras> => {
  const { exploreSection, prepareExplorer } = await import('../../report/explore/explore.js')
  const { lessonSection } = await import('../../report/html/lessonPage.js')
  const { LESSON_CSS } = await import('../../report/lesson/style.js')
  const { SCENARIOS } = await import('../../scenario/library.js')
  const subjects = await subjectsOf(reports)
  const explore = exploreSection(await prepareExplorer(subjects, SCENARIOS))
  const lessons = await lessonsOf(subjects)
  return lessons.length === 0
    ? { explore }
    : { explore, lesson: { html: lessonSection(lessons), css: LESSON_CSS } }
}
