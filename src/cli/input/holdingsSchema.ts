import { z } from 'zod'

const amount = z
  .string()
  .regex(/^[\d,_.]+$/, 'a number above 0')
  .describe('whole tokens, exact to the token’s decimals')
const tokens = z.record(z.string(), amount).describe('amounts by token, as in { wstETH: 1200 }')

const holding = z.discriminatedUnion('where', [
  z.strictObject({ where: z.literal('wallet'), tokens }),
  z.strictObject({
    where: z.literal('aave'),
    eMode: z
      .string()
      .regex(/^\d{1,3}$/, 'the number of an e-mode')
      .optional()
      .describe('0 unless given'),
    supplied: tokens,
    borrowed: tokens.optional(),
  }),
  z.strictObject({
    where: z.literal('morpho'),
    market: z.enum(['exchange rate', 'market price']),
    collateral: amount.describe('wstETH'),
    borrowed: amount.optional().describe('WETH'),
  }),
  z.strictObject({
    where: z.literal('curve'),
    lp: amount.optional().describe('LP tokens'),
    worthEth: amount.optional().describe('instead: what a balanced withdrawal is worth, in ether'),
  }),
  z.strictObject({
    where: z.literal('uniswap'),
    pool: z.string(),
    from: z.string().regex(/^-?\d{1,6}$/, 'a tick'),
    to: z.string().regex(/^-?\d{1,6}$/, 'a tick'),
    liquidity: z.string().regex(/^\d+$/, 'a whole number'),
  }),
  z.strictObject({ where: z.literal('lido queue'), stETH: amount }),
  z
    .strictObject({
      where: z.literal('elsewhere'),
      token: z.string().regex(/^\S+$/),
      amount,
      priceEth: amount,
    })
    .describe(
      'a token without a model: it counts at its price in net worth and shares, never moves, and no exit sells it',
    ),
])

/** One place of a file of holdings. */
export type Holding = z.output<typeof holding>

/** What a file of holdings may say; every scalar is text, so that no amount loses a digit. */
export const holdingsSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9 ._-]{0,59}$/, 'letters, digits, dots and dashes')
    .optional(),
  accounts: z
    .array(
      z.strictObject({
        name: z
          .string()
          .regex(/^[A-Za-z0-9][A-Za-z0-9 ._-]{0,59}$/, 'letters, digits, dots and dashes')
          .optional(),
        holdings: z.array(holding).min(1),
      }),
    )
    .min(1)
    .describe('each account is a position of its own: its loans do not help those of another'),
  limits: z
    .array(z.string())
    .optional()
    .describe('what `plimsoll check` checks, as in "minHealthFactor >= 1.1 under june-2022"'),
  measures: z
    .record(z.string(), z.string())
    .optional()
    .describe('measures of your own that limits may name, as in { cushion: minHealthFactor - 1 }'),
  scenarios: z.array(z.string()).optional().describe('that it runs, unless --scenario names others'),
})
