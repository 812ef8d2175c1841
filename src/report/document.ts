import { z } from 'zod'
import { borrowersSchema, cascadeSchema } from './cascadeSchema.js'
import { refusedSchema } from './refused.js'
import { rulesSchema } from './rules.js'
import { verdictSchema } from './verdict/schema.js'
import { verdictsSchema } from './verdicts.js'

/** A whole number in the smallest unit that the field's name gives, as decimal digits. */
const integer = z.string().regex(/^-?\d+$/)

const cell = z.discriminatedUnion('ok', [
  z.strictObject({ ok: z.literal(true), value: z.number(), unit: z.string() }),
  z.strictObject({ ok: z.literal(false), value: z.null(), reason: z.string() }),
])

const valueWei = integer.describe('fair value in wei of ether; of a debt negative')

const layer = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('wallet'), asset: z.string(), amountUnits: integer, valueWei }),
  z.strictObject({
    kind: z.literal('aave.supply'),
    asset: z.string(),
    amountUnits: integer,
    collateral: z.boolean(),
    valueWei,
  }),
  z.strictObject({ kind: z.literal('aave.debt'), asset: z.string(), amountUnits: integer, valueWei }),
  z.strictObject({
    kind: z.literal('lido.withdrawal'),
    requestId: z.number(),
    amountWei: integer,
    finalized: z.boolean(),
    valueWei,
  }),
  z.strictObject({
    kind: z.literal('claim'),
    protocol: z.string(),
    label: z.string(),
    parts: z
      .array(z.strictObject({ asset: z.string(), amountUnits: integer }))
      .describe('of a debt negative'),
    details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
    valueWei,
  }),
])

const way = z.strictObject({
  kind: z.enum(['venue', 'split', 'queue', 'mix']),
  name: z.string(),
  method: z.string(),
  proceedsWei: integer.describe('all that is in the wallet in the end, before gas, at fair value'),
  costBps: z.number().describe('of net worth at fair value, gas included'),
  earlyDays: z.number().describe('one case in twenty is shorter'),
  medianDays: z.number(),
  badDays: z.number().describe('one case in twenty is longer'),
  aloneDays: z.number().describe('the median if nobody asks meanwhile, so that later rounds find no queue'),
  soldShare: z.number().nullable().describe('of what can be sold, what is sold at once; null: no choice'),
  gasUnits: integer,
  gasWei: integer,
  band: z
    .strictObject({ halfDepthBps: z.number().nullable(), twiceDepthBps: z.number().nullable() })
    .nullable()
    .describe('cost at half and at twice an assumed depth; null where none was asked, or none is assumed'),
  onFork: z
    .strictObject({ proceedsWei: integer, gasUnits: integer })
    .nullable()
    .describe('what carrying the plan out on the fork brought and used; null where it was not tried there'),
  assumed: z.array(z.string()),
})

const exits = z
  .strictObject({
    effort: z
      .enum(['frame', 'full'])
      .describe('full where the report prints it; frame elsewhere: planned in haste, for charts'),
    ways: z
      .array(way)
      .describe('from the quickest to the cheapest: each costs less than all that are quicker'),
    closed: z.array(z.strictObject({ kind: way.shape.kind, name: z.string(), reason: z.string() })),
  })
  .describe('ways to leave all of it, planned by the model')

const event = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('liquidation'),
    block: integer,
    collateral: z.string(),
    seizedUnits: integer,
    debt: z.string(),
    coveredUnits: integer,
    lossWei: integer,
  }),
  z.strictObject({
    kind: z.literal('transaction'),
    block: integer,
    by: z.string(),
    role: z.enum(['shock', 'lidoOracle', 'liquidator', 'policy', 'other']),
    what: z.string(),
    refused: z.string().nullable(),
  }),
])

const frame = z.strictObject({
  atSeconds: z.number(),
  block: integer,
  timestamp: z.number(),
  healthFactorWad: integer.nullable(),
  lowestHealthFactorWad: integer.nullable(),
  equityWei: integer,
  layers: z.array(layer),
  liquidity: z
    .strictObject({ valueWei: integer, feesWei: integer, heldWei: integer, inRange: z.boolean() })
    .nullable()
    .describe('liquidity provided, fees waiting in it, and the tokens first provided, had they been held'),
  shareRateWad: integer,
  trueShareRateWad: integer.describe('what a report of Lido made now would set, were it not refused'),
  knownShareRateWad: integer.describe('that, less the penalties that are known and still to come'),
  bunker: z.boolean().describe('whether Lido is in bunker mode'),
  wstEthPriceBase: integer,
  etherPriceBase: integer,
  usdcPriceBase: integer,
  curvePriceWad: integer,
  lowestCurvePriceWad: integer.describe('lowest of it at any block since the frame before'),
  uniswapPriceWad: integer,
  wethUtilisationRay: integer,
  wethBorrowRateRay: integer,
  wethFreeWei: integer,
  withdrawalQueueWei: integer,
  exitQueueWei: integer,
  gasPriceWei: integer,
  ownGasWei: integer.describe('gas that managing the position cost since the frame before'),
  soldNowWei: integer
    .nullable()
    .describe('what selling everything at once leaves, gas paid; null where that cannot be done'),
  exits,
  events: z.array(event),
  borrowers: borrowersSchema,
  cascade: cascadeSchema,
})

const threshold = z.strictObject({
  severity: z
    .number()
    .nullable()
    .describe('smallest factor at which it happens; null: not up to `searchedTo`'),
  searchedTo: z.number(),
  reason: z.string().describe('what happens there, or why it does not'),
  proof: z
    .strictObject({ survives: z.number(), sinks: z.number(), agrees: z.boolean() })
    .nullable()
    .describe('severities tried on the fork on both sides'),
})

const axis = z.strictObject({
  factor: z.string(),
  unit: z.enum(['change', 'perYear', 'ratio']),
  values: z.array(z.number()),
})

const point = z.tuple([z.number(), z.number()])

/** Schema of one report; written once, checked on the way out, published as JSON Schema. */
export const documentSchema = z.strictObject({
  plimsoll: z.string().describe('version'),
  strategy: z.strictObject({
    name: z.string(),
    about: z.string(),
    params: z.record(z.string(), z.unknown()),
  }),
  verdict: verdictSchema,
  scenario: z.strictObject({
    name: z.string(),
    title: z.string().describe('the name in words'),
    severity: z.number(),
    about: z.string(),
    source: z.string(),
    assumed: z.array(z.string()),
    family: z.string().describe('what goes wrong: market, validators, liquidity, history and so on'),
    mode: z
      .enum(['today', 'then'])
      .nullable()
      .describe('of history: whether it strikes today’s market or that of its day'),
    parts: z
      .array(z.strictObject({ name: z.string(), severity: z.number() }))
      .describe('of a combination: the scenarios in it; otherwise empty'),
    known: z
      .array(
        z.strictObject({
          said: z.string(),
          source: z.string(),
          absentThen: z.string().nullable().describe('what this run has and the event had not'),
          figure: z
            .strictObject({
              name: z.string(),
              unit: z.string(),
              worse: z
                .enum(['lower', 'higher'])
                .nullable()
                .describe('which way the event was worse; null: no measure of its strength'),
              recorded: z.number(),
              here: z
                .number()
                .nullable()
                .describe('the same number of this run; null where nobody was liquidated'),
            })
            .nullable(),
        }),
      )
      .describe('of history: what happened then'),
  }),
  management: z
    .strictObject({
      policy: z.string(),
      about: z.string(),
      settings: z.record(z.string(), z.number()),
      actions: z.number().describe('transactions it sent'),
      refused: z.number().describe('of them refused: it came too late'),
      gasEth: z.number(),
      without: z.record(z.string(), cell).describe('the measures with nobody managing the same position'),
    })
    .nullable(),
  provenance: z.strictObject({
    origin: z.enum(['embedded', 'rpc', 'file']),
    chainId: z.number(),
    block: integer,
    timestamp: z.number(),
    stateHash: z.string().describe('sha256 of the canonical JSON of the market at the start'),
    aave: z.string().describe('version of the code that ran'),
    verified: z.boolean().describe('whether the mirrors know the code that ran'),
    population: z
      .strictObject({
        kind: z.enum(['none', 'seeded', 'file']),
        accounts: z.number(),
        seed: z.number().nullable().describe('of seeded accounts'),
        source: z.string(),
        assumed: z.boolean(),
      })
      .describe('background borrowers on Aave, the same in every world of the report'),
    without: z.array(z.string()).describe('actors that were switched off'),
    rules: rulesSchema,
    day: z.string().nullable().describe('of the embedded mainnet’s market; null elsewhere'),
    seed: z.array(
      z.strictObject({
        id: z.string().describe('path in the seed file'),
        figure: z.string(),
        value: z.string(),
        unit: z.string(),
        source: z.string(),
        asOf: z.string().describe('the day or month at which the figure was true'),
        standing: z.enum(['recorded', 'derived', 'assumed']),
        range: z.string().nullable().describe('low to high of the dated records; null of a recorded figure'),
      }),
    ),
    assumed: z.array(z.string()),
  }),
  runs: z.array(
    z.strictObject({ world: z.enum(['model', 'fork']), openingCostWei: integer, frames: z.array(frame) }),
  ),
  measures: z.record(z.string(), cell),
  verdicts: verdictsSchema.optional(),
  sensitivities: z
    .array(
      z.strictObject({
        id: z.enum([
          'etherPrice',
          'shareRate',
          'marketPrice',
          'debtPrice',
          'collateralPrice',
          'threshold',
          'borrowRate',
          'carry',
        ]),
        factor: z.string(),
        unit: z.string(),
        today: z.number(),
        atLiquidation: z.number().nullable(),
        reason: z.string(),
      }),
    )
    .describe('distance to liquidation at the first frame, along each risk factor on its own'),
  exposures: z
    .strictObject({
      stands: z.array(
        z.strictObject({
          kind: z.enum(['rate', 'protocol', 'operators', 'oracle', 'pool', 'issuer']),
          name: z.string(),
          valueWei: integer,
          shareOfGross: z.number(),
          shareOfNet: z.number().nullable(),
          shareOfStakedEther: z.number().nullable(),
          shareOfLiquidStaking: z.number().nullable(),
        }),
      ),
      marketShares: z.strictObject({ asOf: z.string(), source: z.string() }),
    })
    .describe(
      'what the position stands on at the first frame; the same ether counts for each of its grounds',
    ),
  exitsBySize: z
    .array(
      z.strictObject({
        atSeconds: z.number(),
        factor: z.number().describe('times the size that was run'),
        equityWei: integer.nullable(),
        refused: z.string().nullable().describe('why a position of this size could not be opened'),
        exits,
      }),
    )
    .describe('what leaving would bring at other sizes, at the start and when leaving at once cost most'),
  healthMaps: z
    .array(
      z.strictObject({
        name: z.string(),
        venue: z.string().describe('whose health factor it is'),
        about: z.string(),
        x: axis,
        y: axis,
        healthFactors: z.array(z.array(z.number())).describe('a row for each value of y'),
        line: z.array(point).describe('where the health factor is 1'),
        marketLine: z.array(point).nullable().describe('the same at a venue whose oracle follows the market'),
      }),
    )
    .describe('health factor over two risk factors, at the first frame'),
  carry: z
    .array(
      z.strictObject({
        perYear: z.number().nullable(),
        from: z.string(),
        without: z.string().nullable().describe('what it leaves out'),
      }),
    )
    .describe('what each layer of the first frame earns in a year at its rates, simple interest'),
  together: z
    .array(
      z.strictObject({
        atSeconds: z.number(),
        patiences: z.array(
          z.strictObject({
            patience: z.enum(['now', 'days7', 'days14', 'days30', 'any']),
            parts: z.array(
              z.strictObject({
                part: z.enum(['held', 'on Aave', 'in Uniswap', 'in Curve']),
                valueWei: integer,
                costWei: integer.nullable().describe('of leaving it while the others stay; null: no way'),
              }),
            ),
            togetherWei: integer.nullable().describe('of leaving all of it at once; null: no way'),
          }),
        ),
      }),
    )
    .describe('leaving the parts of a position apart and at once, in the model; empty for one part'),
  loadLine: z
    .strictObject({ liquidatable: threshold, liquidated: threshold, illiquid: threshold })
    .nullable(),
  reconciliation: z.strictObject({
    quantities: z.array(
      z.strictObject({
        name: z.string(),
        maxDifference: integer,
        compared: z.number(),
        where: z.string().nullable(),
        atSeconds: z.number().nullable(),
      }),
    ),
  }),
})

export type Document = z.output<typeof documentSchema>

/** What the command line prints: one report, or several with what did not run. */
export const outputSchema = z.union([
  documentSchema,
  z.strictObject({
    plimsoll: z.string(),
    reports: z.array(documentSchema),
    refused: z.array(refusedSchema).describe('empty where everything that was asked for ran'),
  }),
])
