import { z } from 'zod'

/** A whole number in the smallest unit that the field's name gives, as decimal digits. */
const integer = z.string().regex(/^-?\d+$/)

/** Where everyone on Aave stands at a frame. */
export const borrowersSchema = z
  .strictObject({
    accounts: z.number().describe('with debt: background borrowers, and the owner'),
    eligible: z.number().describe('health factor below 1'),
    eligibleDebtWei: integer,
    underwater: z.number().describe('debt above all collateral'),
    shortfallWei: integer,
    lowestHealthFactorWad: integer.nullable(),
    rank: z.number().nullable().describe('the owner, counted from the lowest health factor'),
    deficitWei: integer.describe('bad debt on the reserves so far'),
  })
  .nullable()
  .describe('null without background borrowers')

const liquidation = z.strictObject({
  block: integer,
  account: z.string(),
  own: z.boolean().describe('the owner’s account'),
  healthFactorWad: integer.describe('in that block, just before'),
  collateral: z.string(),
  seizedUnits: integer.describe('with the protocol’s fee'),
  debt: z.string(),
  coveredUnits: integer,
  coveredWei: integer.describe('fair value of what was covered'),
  lossWei: integer,
  bonusWei: integer.describe('of the loss'),
  badDebtWei: integer,
  outlets: z.array(z.string()).describe('where the liquidator sold it, or that it keeps or queues it'),
})

/** Liquidations since the frame before. */
export const cascadeSchema = z
  .strictObject({
    liquidations: z.number(),
    accounts: z.number(),
    seizedWei: integer,
    coveredWei: integer,
    lossWei: integer.describe('bonusWei and wrongPriceWei together'),
    bonusWei: integer.describe('seized above covered, both by Aave’s prices'),
    wrongPriceWei: integer.describe(
      'what those prices were off fair value; below 0 where they were above it',
    ),
    badDebtWei: integer.describe('growth of the reserves’ deficits'),
    outlets: z
      .array(
        z.strictObject({
          kind: z.enum(['curve', 'uniswap', 'issuer', 'lidoQueue', 'asItIs', 'aToken']),
          where: z.string(),
          asset: z.string(),
          amountUnits: integer,
          valueWei: integer,
        }),
      )
      .describe('what the liquidators did with what they got, as they planned it'),
    curvePriceBeforeWad: integer,
    curvePriceLowestWad: integer,
    uniswapPriceBeforeWad: integer,
    uniswapPriceLowestWad: integer,
    pools: z
      .array(z.strictObject({ asset: z.string(), beforeWad: integer, lowestWad: integer }))
      .describe('pools of the other staking tokens seized, over each token’s rate'),
    list: z.array(liquidation).describe('the largest, in order of time'),
    unlisted: z.number(),
  })
  .nullable()
  .describe('null where nobody was liquidated')
