import { z } from 'zod'
import { rulesSchema } from '../rules.js'
import { verdictsSchema } from '../verdicts.js'
import { dependency, integer, move } from './moveSchema.js'

const days = z.strictObject({
  early: z.number(),
  median: z.number(),
  bad: z.number(),
})

const methodTried = z.strictObject({
  method: z.string(),
  costBps: z.number().nullable().describe('null where it does not go'),
  reason: z.string().nullable().describe('why it does not go; null where it does'),
})

const kind = z.enum(['venue', 'split', 'queue', 'mix'])

const option = z.discriminatedUnion('possible', [
  z.strictObject({
    possible: z.literal(true),
    name: z.string(),
    kind,
    method: z.string(),
    proceedsWei: integer.describe('at the median, gas not taken off'),
    lowWei: integer.describe('the least over early, median and bad waits; the same where nothing waits'),
    highWei: integer,
    gasUnits: integer,
    gasWei: integer,
    costBps: z.number().describe('of the fair value of what leaves, gas included'),
    days,
    aloneDays: z.number().describe('the median if nobody asks meanwhile, so that later rounds find no queue'),
    soldShare: z.number().nullable().describe('of what can be sold, what is sold at once; 1 is all'),
    sales: z.array(z.strictObject({ venue: z.string(), asset: z.string(), soldUnits: integer })),
    transactions: z.number(),
    dependsOn: z.array(dependency),
    methods: z.array(methodTried),
    band: z
      .strictObject({ halfDepthBps: z.number().nullable(), twiceDepthBps: z.number().nullable() })
      .nullable()
      .describe(
        'cost at half and at twice an assumed depth of the pools; null where it does not rest on one',
      ),
    assumed: z.array(z.string()),
  }),
  z.strictObject({
    possible: z.literal(false),
    name: z.string(),
    kind,
    reason: z.string(),
    methods: z.array(methodTried),
  }),
])

const waitOut = z.discriminatedUnion('possible', [
  z.strictObject({
    possible: z.literal(true),
    days,
    discountNowBps: z.number(),
    discountLeftBps: z.number().describe('what arbitrage through an empty queue leaves'),
    closedCostBps: z.number().describe('if the discount has closed by the median day'),
    openCostBps: z.number().describe('if it is as wide as now on the bad day'),
    assumed: z.array(z.string()),
  }),
  z.strictObject({ possible: z.literal(false), reason: z.string() }),
])

const point = z.strictObject({
  route: z.enum(['market', 'queue', 'mix']),
  costBps: z.number(),
  medianDays: z.number(),
  badDays: z.number(),
  soldShare: z.number(),
})

const sizeRow = z.strictObject({
  shareWad: integer,
  fairWei: integer,
  market: point.nullable(),
  queue: point.nullable(),
  frontier: z.array(point).describe('from the quickest to the cheapest'),
})

const execution = z.strictObject({
  world: z.enum(['model', 'fork']),
  tried: z
    .array(
      z.strictObject({
        name: z.string(),
        plannedWei: integer,
        returnedWei: integer.nullable(),
        differenceWei: integer.nullable(),
        reason: z.string().nullable(),
      }),
    )
    .describe('every plan that waits for nothing, tried on the day; of a move, net worth after it'),
  plan: z.string().nullable().describe('the one carried out: the recommended'),
  legs: z.array(
    z.strictObject({
      days: z.number(),
      transactions: z.number(),
      prompt: z.boolean(),
      differenceWei: integer.nullable().describe('all that is held against the plan; null after a wait'),
      claimedWei: integer,
      refused: z.string().nullable(),
    }),
  ),
  plannedWei: integer.nullable(),
  lowWei: integer.nullable(),
  highWei: integer.nullable(),
  proceedsWei: integer.nullable().describe('null where it did not come to its end'),
  days: z.number(),
  costBps: z.number().nullable().describe('what it really cost; null where it did not come to its end'),
  breaks: z.array(z.enum(['patience', 'cost'])).describe('limits that it broke when it was carried out'),
  because: z
    .enum(['queue', 'rates', 'prices'])
    .nullable()
    .describe('what moved it furthest from its plan; null where nothing did, or it did not come to its end'),
  inside: z.boolean().nullable().describe('whether days and proceeds lie inside what the plan stated'),
  apart: z
    .strictObject({
      totalWei: integer,
      queueWei: integer,
      rateWei: integer,
      priceWei: integer,
      waits: z.array(z.strictObject({ plannedDays: z.number(), days: z.number() })),
    })
    .nullable(),
  failure: z.string().nullable(),
})

/** What `plimsoll exit --json` prints. Amounts in the unit of the field's name; costs in basis points of fair value. */
export const exitSchema = z.strictObject({
  plimsoll: z.string(),
  kind: z.literal('exit'),
  strategy: z.strictObject({
    name: z.string(),
    about: z.string(),
    params: z.record(z.string(), z.unknown()),
  }),
  scenario: z
    .strictObject({ name: z.string(), severity: z.number(), about: z.string(), day: z.number() })
    .nullable()
    .describe('null: as the market stands, right after opening'),
  provenance: z.strictObject({
    origin: z.enum(['embedded', 'rpc', 'file']),
    chainId: z.literal(1),
    block: integer,
    timestamp: z.number(),
    stateHash: z.string().describe('sha256 of the market on which the plan was made'),
    aave: z.string(),
    verified: z.boolean().describe('whether the model knows the code that ran'),
    gasPriceWei: integer,
    rules: rulesSchema,
    assumed: z.array(z.string()),
  }),
  size: z.strictObject({ asked: z.string(), shareWad: integer, fairWei: integer }),
  limits: z.strictObject({
    patienceDays: z.number().nullable(),
    maxCostBps: z.number().nullable(),
    by: z.enum(['median', 'bad']).describe('days that the patience is held against'),
  }),
  options: z.array(option),
  frontier: z.array(z.string()).describe('names of options, from the quickest to the cheapest'),
  recommended: z.string().nullable().describe('the cheapest within the patience'),
  withinLimits: z.boolean(),
  verdicts: verdictsSchema.optional(),
  waitOut,
  moves: z
    .array(move)
    .describe('the debt at other lenders: moved, not left, so on no frontier; empty where nothing is owed'),
  bySize: z.array(sizeRow),
  executed: z.array(execution).describe('by world; empty where only the model planned'),
})

export type ExitDocument = z.infer<typeof exitSchema>
export type ExitOptionJson = ExitDocument['options'][number]
export type MoveJson = ExitDocument['moves'][number]
export type ExecutionJson = ExitDocument['executed'][number]
