import type { Verdict } from '../../analysis/limits.js'
import type { Document } from '../document.js'
import { asText, table } from '../text.js'
import { VERDICT_WORDS, verdictSentence, worstFirst } from '../words/limits.js'

const COLUMNS = ['', 'Limit', 'Position', 'Scenario', 'Found'].map(title => ({ title }))

/** Verdicts, what fails first, as a Markdown table; empty where there are none. */
export const verdictsTable = (verdicts: readonly Verdict[]): string =>
  verdicts.length === 0
    ? ''
    : table(
        COLUMNS,
        worstFirst(verdicts).map(one => [
          `**${VERDICT_WORDS[one.status]}**`,
          ...[one.limit, one.position, one.scenario, verdictSentence(one)].map(asText),
        ]),
      )

/** Limits that were given with reports. */
export const limitsTable = (documents: readonly Document[]): string =>
  verdictsTable(documents.flatMap(({ verdicts = [] }) => verdicts))
