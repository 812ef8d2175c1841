import { z } from 'zod'

/** A run that never began, and why: the market would not open the position, or could not be set up. */
export const refusedSchema = z
  .strictObject({
    strategy: z.string(),
    scenario: z.string().describe('with its severity behind an @ where that is not 1'),
    reason: z.string().describe('why it did not run, in words'),
  })
  .describe('a strategy under a scenario that was asked for and did not run')

export type Refused = Readonly<z.output<typeof refusedSchema>>
