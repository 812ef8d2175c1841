import { z } from 'zod'

/** Largest endowment that the embedded mainnet's crowd can hand out, in whole tokens. */
const LARGEST = 400_000

/** Whole tokens, above zero: a number as a person writes it. */
export const size = z.coerce.number().positive().max(LARGEST).default(1_000).describe('tokens to start with')

export const endowmentAsset = z.enum(['ETH', 'wstETH']).default('ETH').describe('what the owner starts with')

/** Whole tokens to the smallest unit of 18 decimals, exact to nine decimals. */
export const toWei = (tokens: number): bigint => BigInt(Math.round(tokens * 1e9)) * 10n ** 9n
