import { z } from 'zod'

/** For the parameters of strategies, wherever their file stands. */
export { z }

import type { Asset } from '../protocols/assets.js'

/** Largest endowment that the embedded mainnet's crowd can hand out, in whole tokens. */
const LARGEST = 400_000

/** Of fewer tokens, prices and fees are lost in rounding to a wei. */
const SMALLEST = 0.001

/** Whole tokens, above zero: a number as a person writes it, `usual` where nothing is said. */
export const sizeOf = (usual: number) =>
  z.coerce.number().min(SMALLEST).max(LARGEST).default(usual).describe('tokens to start with')

/** A thousand tokens where nothing is said. */
export const size = sizeOf(1_000)

/** Collateral over equity. The market that runs decides how much it lends, so that there is no bound here. */
export const leverage = z.coerce.number().min(1).describe('collateral over equity')

/** What the owner may start with; the first where nothing is said. */
export const endowedIn = <const A extends readonly [Asset, ...Asset[]]>(assets: A) =>
  z.enum(assets).default(assets[0]).describe('what the owner starts with')

export const endowmentAsset = endowedIn(['ETH', 'wstETH'])

/** Whole tokens to the smallest unit of 18 decimals, exact to nine decimals. */
export const toWei = (tokens: number): bigint => BigInt(Math.round(tokens * 1e9)) * 10n ** 9n
