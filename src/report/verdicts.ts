import { z } from 'zod'
import type { Verdict } from '../analysis/limits.js'

/** What became of a limit, as the JSON has it. */
export const verdictsSchema = z
  .array(
    z.strictObject({
      position: z.string(),
      scenario: z.string(),
      limit: z.string(),
      status: z.enum(['pass', 'undecided', 'fail']),
      shown: z.array(
        z.strictObject({
          name: z.string(),
          value: z.number().nullable().describe('null: no value, or one without bound'),
          reason: z.string().nullable(),
          day: z.number().nullable(),
        }),
      ),
      note: z.string().nullable().describe('why it failed without a value, or which input decides'),
    }),
  )
  .describe('limits that were given with --limit; absent where none was')

/** JSON has no number without bound: it becomes null, and the reason says which it was. */
export const verdictJson = (verdict: Verdict): z.output<typeof verdictsSchema>[number] => ({
  ...verdict,
  shown: verdict.shown.map(one =>
    one.value === null || Number.isFinite(one.value)
      ? { ...one }
      : { ...one, value: null, reason: one.value > 0 ? 'without bound' : 'without lower bound' },
  ),
})
