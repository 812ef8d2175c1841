import { z } from 'zod'

const wei = z.string().regex(/^-?\d+$/)

const exit = z.strictObject({
  patience: z.enum(['now', 'days7', 'days14', 'days30', 'any']),
  atSeconds: z.number().describe('the moment at which leaving within this patience is worst'),
  way: z
    .strictObject({
      name: z.string(),
      costBps: z.number().describe('of net worth at fair value, gas included; below zero is a gain'),
      costWei: wei,
      medianDays: z.number(),
      badDays: z.number(),
      halfDepthBps: z.number().nullable(),
      twiceDepthBps: z.number().nullable(),
    })
    .nullable()
    .describe('the cheapest that ends in time; null where none does'),
})

/** What a change of net worth is made of; the parts add up to it. */
export const CHANGE_KINDS = ['penalty', 'dollars', 'rates', 'interest', 'trades'] as const

/** The answer in one look, worst first: what a verdict's lines are made of. */
export const verdictSchema = z.strictObject({
  standings: z
    .array(z.enum(['liquidated', 'liquidatable', 'illiquid']))
    .describe('what went wrong, the worst first; empty where the limits were kept'),
  health: z.strictObject({ lowestWad: wei, atSeconds: z.number() }).nullable().describe('null: no debt'),
  liquidations: z.strictObject({
    count: z.number(),
    lossWei: wei,
    firstAtSeconds: z.number().nullable(),
  }),
  exits: z.array(exit).describe('one for each patience, from the hasty to the patient'),
  queue: z
    .strictObject({ fromSeconds: z.number(), shortestDays: z.number(), longestDays: z.number() })
    .nullable()
    .describe('the frames at which the quickest queue took more than 30 days'),
  waiting: z
    .strictObject({ atSeconds: z.number(), costBps: z.number(), medianDays: z.number(), badDays: z.number() })
    .nullable()
    .describe('the longest wait for a way that costs at most 10 bps more than the cheapest'),
  limits: z.strictObject({
    costBps: z.number(),
    days: z.number(),
    daysMissed: z.number(),
    daysSeen: z.number(),
  }),
  worth: z
    .strictObject({ atSeconds: z.number(), fairWei: wei, soldWei: wei.nullable() })
    .describe('at the moment at which a sale brings least of what it is worth'),
  change: z
    .strictObject({
      wei,
      usd: z.number().describe('the same in dollars, ether at Aave’s price of each day'),
      parts: z.array(z.strictObject({ kind: z.enum(CHANGE_KINDS), wei })),
    })
    .describe('of net worth at fair value from the first frame to the last, in parts that add up'),
  shortfalls: z
    .array(
      z.strictObject({
        name: z.string(),
        unit: z.string(),
        recorded: z.number(),
        here: z.number(),
      }),
    )
    .describe('of history: figures of the event that this run does not reach'),
  absentThen: z.array(z.string()).describe('of history: what this run has and the event had not'),
})

export type Verdict = z.output<typeof verdictSchema>
