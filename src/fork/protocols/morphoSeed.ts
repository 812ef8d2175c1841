import type { SeedFigure } from '../chainProtocol.js'
import type { Sourced } from '../seed.js'

const ETHER = 10n ** 18n

/** One market as the embedded mainnet starts: whole tokens in their smallest unit. */
export type MorphoMarketSeed = {
  readonly supplied: Sourced<bigint>
  readonly borrowed: Sourced<bigint>
  readonly collateral: Sourced<bigint>
  /** A second, 18 decimals. */
  readonly rateAtTargetWad: Sourced<bigint>
}

const assumed = <T>(value: T, source: string): Sourced<T> => ({ value, source, assumed: true })

const UTILISATION =
  '90 % borrowed: the target of the rate model, and 89.98 % in the 96.5 % market on 2026-04-13 (blue-api.morpho.org)'

/** Both markets alike; only the first has a dated figure, of February 2026. */
export const MORPHO_SEED: MorphoMarketSeed = {
  supplied: assumed(
    17_000n * ETHER,
    'about 17,000 WETH in the market-price market at block 24490214 (February 2026), the nearest dated figure; the other is taken to be as large',
  ),
  borrowed: assumed(15_300n * ETHER, UTILISATION),
  collateral: assumed(15_700n * ETHER, 'no record; borrowers at a health factor of 1.18'),
  rateAtTargetWad: assumed(
    (25n * ETHER) / 1_000n / 31_536_000n,
    'no record; 2.5 % a year, Aave’s rate for WETH',
  ),
}

const whole = (amount: bigint): string => String(amount / ETHER)

/** For a report's provenance. */
export const MORPHO_FIGURES: readonly SeedFigure[] = [
  {
    figure: 'WETH supplied to each Morpho market',
    value: whole(MORPHO_SEED.supplied.value),
    from: MORPHO_SEED.supplied,
  },
  {
    figure: 'WETH borrowed from each Morpho market',
    value: whole(MORPHO_SEED.borrowed.value),
    from: MORPHO_SEED.borrowed,
  },
  {
    figure: 'wstETH collateral in each Morpho market',
    value: whole(MORPHO_SEED.collateral.value),
    from: MORPHO_SEED.collateral,
  },
  {
    figure: 'Morpho’s rate at target, a year',
    value: '2.5 %',
    from: MORPHO_SEED.rateAtTargetWad,
  },
]
