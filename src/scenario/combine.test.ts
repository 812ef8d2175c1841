import { describe, expect, it } from 'vitest'
import { combine } from './combine.js'
import { SCENARIOS } from './library.js'
import { type Scenario, type Shock, scaleScenario } from './scenario.js'

const named = (name: string): Scenario => {
  const found = SCENARIOS.find(scenario => scenario.name === name)
  if (!found) throw new Error(`no scenario ${name}`)
  return found
}

/** How bad a scenario's levels stand at a time, larger is worse: a reading of its steps of its own, apart from how they are joined. */
const askedAt = (scenario: Scenario, time: number): ReadonlyMap<string, number> => {
  const harm = new Map<string, number>()
  const get = (what: string): number => harm.get(what) ?? 0
  let queue = { ether: 0, at: 0 }
  const heed = (at: number, shock: Shock): void => {
    if (shock.kind === 'price' && shock.feed !== 'USDC/USD')
      harm.set(`fall of ${shock.feed}`, Math.max(0, -shock.changeBps))
    if (shock.kind === 'rate') harm.set(`fall of ${shock.asset}`, Math.max(0, -shock.changeBps))
    if (shock.kind === 'depeg') harm.set('discount', Math.max(get('discount'), shock.discountBps))
    if (shock.kind === 'stakedEtherAt') harm.set('discount', Math.round(10_000 - shock.price * 10_000))
    if (shock.kind === 'tokenMarket') harm.set(`discount of ${shock.asset}`, shock.discountBps)
    if (shock.kind === 'recover') harm.set('discount', Math.min(get('discount'), shock.discountBps))
    if (shock.kind === 'drain') {
      const what = `borrowed ${shock.asset}`
      harm.set(what, Math.max(get(what), shock.utilisationBps))
    }
    if (shock.kind === 'wethUtilisation') harm.set('borrowed WETH', shock.shareBps)
    if (shock.kind === 'gas') harm.set('gas', shock.gwei)
    if (shock.kind === 'exitQueue') queue = { ether: shock.ether, at }
    if (shock.kind === 'halt') harm.set(`halted ${shock.feed}`, Number(shock.halted))
    if (shock.kind === 'freeze') harm.set(`frozen ${shock.asset}`, Number(shock.frozen))
    if (shock.kind === 'pause') harm.set(`paused ${shock.asset}`, Number(shock.paused))
    if (shock.kind === 'withdrawalsPaused') harm.set('queue paused', Number(shock.paused))
    if (shock.kind === 'priceCap') harm.set(`cap of ${shock.asset}`, Math.max(0, shock.belowBps))
    if (shock.kind === 'rateCurve') harm.set(`slope of ${shock.asset}`, shock.slope2Bps)
    if (shock.kind === 'collateralTerms') harm.set(`terms of ${shock.asset}`, 10_000 - shock.thresholdBps)
    if (shock.kind === 'eModeTerms') harm.set(`e-mode ${shock.category}`, 10_000 - shock.thresholdBps)
  }
  for (const { shocks } of scenario.overlay ?? []) for (const shock of shocks) heed(0, shock)
  for (const { at, shocks } of scenario.steps) if (at <= time) for (const shock of shocks) heed(at, shock)
  return harm.set('exit queue', Math.max(0, queue.ether - ((time - queue.at) / 86_400) * 57_600))
}

describe('combine', () => {
  const june = named('june-2022')
  const queue = named('exit-queue-2025-09')
  const both = combine([
    { scenario: june, severity: 1 },
    { scenario: queue, severity: 2 },
  ])

  const shocks = ({ steps }: Scenario) =>
    steps.flatMap(({ at, shocks: all }) => all.map(shock => ({ day: at / 86_400, shock })))

  it('has every flow of each at its own time and severity, for as long as the longest', () => {
    expect(both.name).toBe('june-2022+exit-queue-2025-09@2')
    expect(both.days).toBe(21)
    const flows = ({ shock }: { shock: { kind: string } }) => shock.kind === 'depeg'
    const expected = [...shocks(june), ...shocks(scaleScenario(queue, 2))].filter(flows)
    expect(shocks(both).filter(flows)).toHaveLength(expected.length)
    for (const one of expected) expect(shocks(both)).toContainEqual(one)
    const times = both.steps.map(({ at }) => at)
    expect(times).toEqual([...new Set(times)].sort((a, b) => a - b))
  })

  it('multiplies the falls of a price, and lets no rise soften them', () => {
    const price = (scenario: Scenario) =>
      shocks(scenario).flatMap(({ day, shock }) => (shock.kind === 'price' ? [[day, shock.changeBps]] : []))
    const one = combine([june, queue].map(scenario => ({ scenario, severity: 1 })))
    // Ether of june-2022 at 1,209.82 of 1,788.81 on day 4; 4,698.89 of 4,300.92 in the other on day 5, and 3,815 on day 17.
    expect(price(one)).toEqual([
      [1, -704],
      [2, -1_431],
      [4, -3_237],
      [5, -3_237],
      [6, -4_329],
      [9, -5_072],
      [10, -3_691],
      [17, Math.round(0.6956 * 0.887 * 10_000) - 10_000],
    ])
    const pool = shocks(one).flatMap(({ day, shock }) =>
      shock.kind === 'etherMarket' ? [[day, shock.changeBps]] : [],
    )
    expect(pool).toEqual(price(one))
  })

  it('lifts a discount only as far as the other scenario lets it', () => {
    const back = shocks(combine([june, queue].map(scenario => ({ scenario, severity: 1 })))).flatMap(
      ({ day, shock }) => (shock.kind === 'recover' ? [[day, shock.discountBps]] : []),
    )
    // The other’s own 0.998 of day 12 would have lifted 0.9346; of june-2022 the 0.9527 and 0.9653 stay.
    expect(back).toEqual([
      [12, 654],
      [15, 473],
      [17, 347],
    ])
  })

  it('brings nobody back where what another scenario sold has no known price', () => {
    const parts = [named('pool-drained'), named('august-2024')].map(scenario => ({ scenario, severity: 1 }))
    expect(shocks(combine(parts)).filter(({ shock }) => shock.kind === 'recover')).toEqual([])
  })

  it('COMBINE_1: of any two scenarios of the library, neither asks for more than both together do, at any time', () => {
    for (const [i, first] of SCENARIOS.entries())
      for (const second of SCENARIOS.slice(i + 1)) {
        if (first.mode === 'then' && second.mode === 'then') continue
        const parts = [first, second].map(scenario => ({ scenario, severity: 1 }))
        const together = combine(parts)
        for (const { scenario } of parts)
          for (const { at } of together.steps) {
            const [alone, all] = [askedAt(scenario, at), askedAt(together, at)]
            for (const [what, harm] of alone)
              expect(
                all.get(what) ?? 0,
                `${together.name}, day ${at / 86_400}: ${what}`,
              ).toBeGreaterThanOrEqual(harm - 1e-9)
          }
      }
  })

  it('says what it is made of, what is known of each, and that together is assumed', () => {
    expect(both.parts).toEqual([
      { name: 'june-2022', severity: 1 },
      { name: 'exit-queue-2025-09', severity: 2 },
    ])
    expect(both.known).toEqual([...(june.known ?? []), ...(queue.known ?? [])])
    expect(both.assumed.at(-1)).toMatch(/^that they happen together/)
    expect(both.mode).toBe('today')
  })

  it('goes no farther than the part that is nearest to its end', () => {
    const depeg = named('depeg')
    const crash = named('eth-crash')
    const { severity } = combine([
      { scenario: depeg, severity: 2 },
      { scenario: crash, severity: 0.5 },
    ])
    expect(severity.largest).toBe(Math.min(depeg.severity.largest / 2, crash.severity.largest / 0.5))
  })

  it('brings the market of a day along where one of them is of then', () => {
    const mixed = combine([
      { scenario: named('june-2022:then'), severity: 1 },
      { scenario: named('depeg'), severity: 1 },
    ])
    expect(mixed.mode).toBe('then')
    expect(mixed.overlay).toEqual(named('june-2022:then').overlay)
  })
})
