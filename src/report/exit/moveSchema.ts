import { z } from 'zod'

/** A whole number in the smallest unit that the field's name gives, as decimal digits. */
export const integer = z.string().regex(/^-?\d+$/)

/** What a plan still needs the world to be. */
export const dependency = z.strictObject({
  on: z.enum(['free liquidity', 'pool depth', 'oracle', 'queue', 'share rate', 'borrow rate', 'one block']),
  what: z.string(),
  assumed: z.boolean(),
})

const lender = z.enum(['aave', 'exchange rate', 'market price']).describe('aave, or one of Morpho’s markets')

const loanTerms = z.strictObject({
  borrowRatePerYear: z.number().describe('simple, of one, at the utilisation of the moment'),
  liquidationThreshold: z.number().describe('debt over collateral, of one'),
  healthFactorWad: integer,
})

/** A debt at another lender: moved, not left. */
export const move = z.discriminatedUnion('possible', [
  z.strictObject({
    possible: z.literal(true),
    name: z.string(),
    from: lender,
    to: lender,
    method: z.string(),
    transactions: z.number(),
    gasUnits: integer,
    gasWei: integer,
    lostWei: integer.describe('of net worth, against staying for the same block; gas is not in it'),
    costBps: z.number().describe('of the net worth, gas included'),
    before: loanTerms,
    after: loanTerms,
    dependsOn: z.array(dependency),
    assumed: z.array(z.string()),
  }),
  z.strictObject({
    possible: z.literal(false),
    name: z.string(),
    from: lender.nullable(),
    to: lender.nullable(),
    reason: z.string(),
  }),
])
