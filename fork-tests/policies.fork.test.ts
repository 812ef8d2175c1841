import { describe, expect, it } from 'vitest'
import { simulate } from '../src/analysis/simulate.js'
import { loadStrategy } from '../src/cli/input/strategies.js'
import { SCENARIOS } from '../src/scenario/library.js'
import { scaleScenario } from '../src/scenario/scenario.js'
import type { Frame } from '../src/simulation/frame.js'
import { wayWithin } from '../src/simulation/patience.js'
import { POLICIES } from '../src/simulation/policies/policies.js'
import type { Settings } from '../src/simulation/policies/policy.js'

type Case = {
  readonly strategy: string
  readonly params?: Readonly<Record<string, unknown>>
  readonly scenario: string
  readonly severity?: number
  readonly policy: string
  readonly settings: Settings
}

const play = async ({ strategy: name, params = {}, scenario, severity = 1, policy, settings }: Case) => {
  const strategy = await loadStrategy(name)
  const found = SCENARIOS.find(entry => entry.name === scenario)
  const chosen = POLICIES.find(entry => entry.name === policy)
  if (!found || !chosen) throw new Error(`no ${scenario} or no ${policy}`)
  const done = await simulate({
    origin: { kind: 'embedded' },
    worlds: 'both',
    strategy,
    params: strategy.params.parse(params),
    scenario: scaleScenario(found, severity),
    management: { policy: chosen, settings },
    sizes: 'left out',
    progress: () => undefined,
  })
  const sent = (done.runs[0]?.frames ?? []).flatMap(frame =>
    frame.events.flatMap(event =>
      event.kind === 'transaction' && event.by === `policy ${policy}` ? [event] : [],
    ),
  )
  return { ...done, frames: done.runs[0]?.frames ?? [], sent }
}

const lowest = (frames: readonly Frame[]): number =>
  Math.min(...frames.map(frame => Number(frame.lowestHealthFactorWad ?? 10n ** 30n) / 1e18))

const isLiquidated = (frames: readonly Frame[]): boolean =>
  frames.some(frame => frame.events.some(event => event.kind === 'liquidation'))

const off = ({ reconciliation }: Awaited<ReturnType<typeof simulate>>) =>
  reconciliation.filter(entry => entry.maxDifference !== 0n)

describe('management', () => {
  it('pays from the dollars it holds, to its target, before anyone liquidates, to the wei in both worlds, and pays gas', async () => {
    const done = await play({
      strategy: 'wsteth-usdc',
      scenario: 'eth-crash',
      policy: 'deleverage',
      settings: { below: 1.2, to: 1.4 },
    })
    expect(off(done)).toEqual([])
    expect(done.sent.every(event => event.refused === null)).toBe(true)
    expect(done.sent.length).toBeGreaterThan(0)
    expect(isLiquidated(done.frames)).toBe(false)
    expect(isLiquidated(done.unmanaged?.frames ?? [])).toBe(true)
    // Where it acted, the frame ends at the target: interest of a block and slippage of a repeat are all that is off.
    const acted = done.frames.filter(frame =>
      frame.events.some(event => event.kind === 'transaction' && event.by === 'policy deleverage'),
    )
    for (const frame of acted) expect(Number(frame.healthFactorWad ?? 0n) / 1e18).toBeGreaterThan(1.39)
    for (const frame of acted) expect(Number(frame.healthFactorWad ?? 0n) / 1e18).toBeLessThan(1.42)
    expect(acted.every(frame => frame.ownGasWei > 0n)).toBe(true)
  })

  it('sells collateral where nothing of the debt’s asset is held, to its target', async () => {
    const done = await play({
      strategy: 'wsteth-loop',
      params: { leverage: 10 },
      scenario: 'calm',
      policy: 'deleverage',
      // Opened at 1.055: it acts on the first day, and nothing moves between its look and its block.
      settings: { below: 1.06, to: 1.15 },
    })
    expect(off(done)).toEqual([])
    const acted = done.frames.filter(frame =>
      frame.events.some(event => event.kind === 'transaction' && event.by === 'policy deleverage'),
    )
    expect(acted.length).toBeGreaterThan(0)
    for (const frame of acted) expect(Number(frame.healthFactorWad ?? 0n) / 1e18).toBeGreaterThan(1.149)
    for (const frame of acted) expect(Number(frame.healthFactorWad ?? 0n) / 1e18).toBeLessThan(1.151)
  })

  it('can come too late: liquidators are a block ahead, and what it then sends is refused', async () => {
    const done = await play({
      strategy: 'wsteth-loop',
      params: { leverage: 14 },
      scenario: 'threshold-cut',
      severity: 1.5,
      policy: 'deleverage',
      settings: { below: 1.02, to: 1.1 },
    })
    expect(off(done)).toEqual([])
    expect(isLiquidated(done.frames)).toBe(true)
    expect(done.sent.some(event => event.refused !== null)).toBe(true)
  })

  it('deleverages a loop on Morpho whose oracle reads the market, before anyone takes it', async () => {
    const done = await play({
      strategy: 'wsteth-loop-morpho',
      params: { oracle: 'market-price', leverage: 10 },
      scenario: 'depeg',
      policy: 'deleverage',
      settings: { below: 1.06, to: 1.15 },
    })
    expect(off(done)).toEqual([])
    expect(done.sent.some(event => event.refused === null)).toBe(true)
    expect(isLiquidated(done.frames)).toBe(false)
    expect(isLiquidated(done.unmanaged?.frames ?? [])).toBe(true)
  })

  it('tops up with the collateral’s own token, so that leaving takes everything along', async () => {
    const done = await play({
      strategy: 'weeth-loop',
      params: { leverage: 8 },
      scenario: 'forged-collateral',
      policy: 'top-up',
      settings: { below: 1.1, to: 1.2, reserve: 100 },
    })
    expect(off(done)).toEqual([])
    expect(done.sent.length).toBeGreaterThan(0)
    const last = done.frames.at(-1)
    const supplied = (last?.layers ?? []).flatMap(layer =>
      layer.kind === 'aave.supply' ? [layer.asset] : [],
    )
    expect(supplied).toEqual(['weETH'])
    const patient = wayWithin(last?.exits.frontier().ways ?? [], null)
    expect(patient?.costBps).toBeLessThan(200)
  })

  it('tops up from what it kept aside, which counts with and without it', async () => {
    const done = await play({
      strategy: 'wsteth-loop',
      params: { leverage: 12 },
      scenario: 'threshold-cut',
      severity: 0.5,
      policy: 'top-up',
      settings: { below: 1.03, to: 1.06, reserve: 800 },
    })
    expect(off(done)).toEqual([])
    expect(done.sent.length).toBeGreaterThan(0)
    const last = done.frames.at(-1)
    expect(Number(last?.healthFactorWad ?? 0n) / 1e18).toBeGreaterThan(1.03)
    expect(done.frames[0]?.equityWei).toBe(done.unmanaged?.frames[0]?.equityWei)
    expect(lowest(done.frames.slice(-1))).toBeGreaterThan(lowest(done.unmanaged?.frames.slice(-1) ?? []))
  })

  it('leaves when a limit is hit, and then holds nothing but ether', async () => {
    const done = await play({
      strategy: 'wsteth-loop',
      // What the pools still take at this discount.
      params: { size: 100 },
      scenario: 'depeg',
      policy: 'leave',
      settings: { below: 1.05, discount: 300 },
    })
    expect(off(done)).toEqual([])
    const layers = done.frames.at(-1)?.layers ?? []
    const notEther = layers.filter(layer => layer.kind !== 'wallet' || layer.asset !== 'ETH')
    expect(notEther.every(layer => layer.valueWei < 10n ** 12n)).toBe(true)
    const [only, ...others] = done.frames.at(-1)?.exits.frontier().ways ?? []
    expect(others).toEqual([])
    expect(only?.plan.method).toEqual({ id: 'alreadyEther' })
    expect(Math.abs(only?.costBps ?? 1)).toBeLessThan(1)
  })

  it('moves a range that the price has left back around it', async () => {
    const done = await play({
      strategy: 'uniswap-lp',
      params: { pool: 'USDC/WETH 0.05%' },
      scenario: 'eth-crash',
      policy: 'rebalance',
      settings: { every: 1 },
    })
    expect(off(done)).toEqual([])
    expect(done.sent.length).toBeGreaterThan(2)
    const inRange = (frames: readonly Frame[]): boolean =>
      (frames.at(-1)?.layers ?? []).some(layer => layer.kind === 'claim' && layer.details['inRange'] === true)
    expect(inRange(done.frames)).toBe(true)
    expect(inRange(done.unmanaged?.frames ?? [])).toBe(false)
  })
})
