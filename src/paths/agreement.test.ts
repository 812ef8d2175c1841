import { beforeAll, describe, expect, test } from 'vitest'
import { liquidState } from '../protocols/aave/aave.fixture.js'
import { accountData } from '../protocols/aave/account.js'
import { debtBalance, supplyBalance } from '../protocols/aave/balance.js'
import { borrow } from '../protocols/aave/borrow.js'
import { setUserEMode } from '../protocols/aave/eMode.js'
import { liquidationCall } from '../protocols/aave/liquidation.js'
import { updateInterestRatesAndVirtualBalance, updateState } from '../protocols/aave/reserve.js'
import type { AaveState } from '../protocols/aave/state.js'
import { supply } from '../protocols/aave/supply.js'
import { getVTokenBalance } from '../protocols/aave/tokenMath.js'
import { MAX_UINT256 } from '../units/fixed.js'
import { loadBasis, loadKernel } from './drivers/loadKernel.js'
import { createEngine } from './engine.js'
import type { Kernel } from './kernel/kernel.js'
import { loopOf, marketOfTests, specOf } from './paths.fixture.js'

const USER = '0x01'
const RATE0 = 1.2213
let kernel: Kernel
beforeAll(async () => {
  kernel = await loadKernel()
}, 60_000)

type Debt = 'WETH' | 'USDC'

/** What the kernel said of one path at one step: the factors that the exact model is then fed with. */
type Step = {
  readonly ether: number
  readonly rate: number
  readonly dollar: number
  readonly utilisation: number
  readonly health: number
  readonly debtUsd: number
  readonly collateralUsd: number
}

const dollars8 = (value: number): bigint => BigInt(Math.round(value * 1e8))

/** Borrowed share of a reserve: others bring or take liquidity until it is so. */
const utilised = (state: AaveState, debt: Debt, share: number, now: number): AaveState => {
  const reserve = updateState(state.reserves[debt] as NonNullable<AaveState['reserves']['WETH']>, now)
  const owed = getVTokenBalance(reserve.debtScaled, reserve.borrowIndexRay)
  const wanted = BigInt(Math.round((Number(owed) * (1 - share)) / share))
  const [added, taken] =
    wanted > reserve.virtualBalance
      ? [wanted - reserve.virtualBalance, 0n]
      : [0n, reserve.virtualBalance - wanted]
  return {
    ...state,
    reserves: { ...state.reserves, [debt]: updateInterestRatesAndVirtualBalance(reserve, { added, taken }) },
  }
}

const priced = (
  state: AaveState,
  { ether, rate, dollar }: Pick<Step, 'ether' | 'rate' | 'dollar'>,
): AaveState => {
  const { WETH, wstETH, USDC } = state.reserves
  if (!WETH || !wstETH || !USDC) throw new Error('a reserve is missing')
  // Aave floors the capped price; feeds have 8 decimals.
  const base = dollars8(ether)
  const staked = (base * BigInt(Math.round(rate * 1e15))) / 10n ** 15n
  return {
    ...state,
    reserves: {
      ...state.reserves,
      WETH: { ...WETH, priceBase: base },
      wstETH: { ...wstETH, priceBase: staked },
      USDC: { ...USDC, priceBase: dollars8(dollar) },
    },
  }
}

const opened = (debt: Debt, share: number): AaveState => {
  const start = priced(liquidState(), { ether: marketOfTests.etherUsd, rate: RATE0, dollar: 1 })
  const supplied = supply(start, { asset: 'wstETH', amount: 1_000n * 10n ** 18n, onBehalfOf: USER }, 0)
  const inMode = debt === 'WETH' ? setUserEMode(supplied, { user: USER, category: 1 }, 0) : supplied
  const units = 1_221.3 * share * (debt === 'WETH' ? 1 : marketOfTests.etherUsd)
  const amount =
    debt === 'WETH' ? BigInt(Math.round(units * 1e6)) * 10n ** 12n : BigInt(Math.round(units * 1e6))
  const borrowed = borrow(inMode, { asset: debt, amount, user: USER }, 0)
  return utilised(borrowed, debt, marketOfTests.curves[debt].utilisation, 0)
}

const DAYS = 30
const PATHS = 100

const kernelSteps = (debt: Debt, share: number): readonly (readonly Step[])[] => {
  const spec = specOf({ days: DAYS, positions: [loopOf(debt, share)] })
  const engine = createEngine(kernel, spec, loadBasis())
  const at = (cell: number | undefined, lane: number): number => kernel.cells[(cell ?? 0) + lane] as number
  const paths: Step[][] = Array.from({ length: PATHS }, () => [])
  const [loan] = engine.positions[0]?.loans ?? []
  const staked = engine.runs.staked.get('stETH')
  engine.run(0, () => {
    for (const [lane, steps] of paths.entries())
      steps.push({
        ether: at(engine.runs.ether, lane),
        rate: at(staked?.rate, lane),
        dollar: debt === 'USDC' ? at(engine.runs.dollar, lane) : 1,
        utilisation: at(engine.runs.utilisation[debt], lane),
        health: at(loan?.health, lane),
        debtUsd: at(loan?.owed, lane),
        collateralUsd: at(loan?.weighted, lane) / (debt === 'WETH' ? 0.95 : 0.81),
      })
  })
  return paths
}

const off = (mine: number, exact: bigint, unit: number): number => Math.abs(mine / (Number(exact) / unit) - 1)

describe('200 random paths, kernel against the exact model', () => {
  test.each([
    ['WETH', 0.9],
    ['USDC', 0.6],
  ] as const)(
    'a debt of %s: health, debt and net worth to 1e-9 up to the first liquidation',
    (debt, share) => {
      let largest = 0
      let compared = 0
      for (const steps of kernelSteps(debt, share)) {
        let state = opened(debt, share)
        for (const [i, step] of steps.entries()) {
          const now = (i + 1) * 86_400
          state = priced(utilised(state, debt, Math.min(step.utilisation, 1 - 1e-9), now), step)
          const data = accountData(state, USER, now)
          largest = Math.max(
            largest,
            off(step.health, data.healthFactorWad, 1e18),
            off(step.debtUsd, data.debtBase, 1e8),
            off(step.collateralUsd - step.debtUsd, data.collateralBase - data.debtBase, 1e8),
          )
          compared += 1
          if (step.health < 1) break
        }
      }
      expect(compared).toBeGreaterThan(1_000)
      expect(largest).toBeLessThan(1e-9)
    },
  )

  test('what a liquidation takes: to 1e-6 of Aave’s own call', () => {
    let seen = 0
    for (const fall of [0.74, 0.7, 0.65, 0.6, 0.55]) {
      const share = 0.6
      const spec = specOf({
        days: 0,
        positions: [loopOf('USDC', share)],
        market: { ...marketOfTests, etherUsd: marketOfTests.etherUsd * fall },
      })
      const engine = createEngine(kernel, spec, loadBasis())
      engine.run(0)
      const own = engine.positions[0]?.runs
      let state = priced(opened('USDC', share), {
        ether: marketOfTests.etherUsd * fall,
        rate: RATE0,
        dollar: 1,
      })
      let [seized, covered] = [0, 0]
      while (
        accountData(state, USER, 0).healthFactorWad < 10n ** 18n &&
        debtBalance(state, 'USDC', USER, 0) > 0n
      ) {
        const had = supplyBalance(state, 'wstETH', USER, 0)
        const call = {
          collateral: 'wstETH',
          debt: 'USDC',
          borrower: USER,
          liquidator: '0x09',
          debtToCover: MAX_UINT256,
          receiveAToken: false,
        } as const
        const [done, next] = liquidationCall(state, call, 0)
        seized += Number(had - supplyBalance(next, 'wstETH', USER, 0)) / 1e18
        covered += Number(done.debtCovered) / 1e6
        state = next
      }
      const price = marketOfTests.etherUsd * fall * RATE0
      expect(Math.abs((kernel.cells[own?.seized ?? 0] as number) / (seized * price) - 1)).toBeLessThan(1e-6)
      expect(Math.abs((kernel.cells[own?.covered ?? 0] as number) / covered - 1)).toBeLessThan(1e-6)
      seen += 1
    }
    expect(seen).toBe(5)
  })
})
