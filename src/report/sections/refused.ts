import type { Refused } from '../refused.js'
import { asText, table } from '../text.js'

const COLUMNS = [{ title: 'Strategy' }, { title: 'Scenario' }, { title: 'Why it did not run' }]

/** What was asked for and did not run, a row each, as a Markdown table; empty where everything ran. */
export const refusedTable = (refused: readonly Refused[]): string =>
  refused.length === 0
    ? ''
    : table(
        COLUMNS,
        refused.map(({ strategy, scenario, reason }) => [strategy, scenario, reason].map(asText)),
      )
