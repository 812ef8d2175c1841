import { describe, expect, test } from 'vitest'
import { SCENARIOS } from './library.js'
import { type Scenario, type Shock, scaleScenario } from './scenario.js'

const scaled = (shock: Shock, severity: number): Shock | undefined => {
  const scenario: Scenario = {
    name: 'one',
    family: 'market',
    about: '',
    source: '',
    assumed: [],
    days: 1,
    severity: { meaning: '', largest: 10 },
    steps: [{ at: 86_400, shocks: [shock] }],
  }
  const [step] = scaleScenario(scenario, severity).steps
  expect(step?.at).toBe(86_400)
  return step?.shocks[0]
}

describe('severity', () => {
  test.each<[Shock, number, Partial<Record<string, number>>]>([
    // Falls compound: 60 % left, and then 60 % of that.
    [{ kind: 'price', feed: 'ETH/USD', changeBps: -4_000 }, 2, { changeBps: -6_400 }],
    [{ kind: 'price', feed: 'ETH/USD', changeBps: -4_000 }, 30, { changeBps: -9_999 }],
    [{ kind: 'price', feed: 'ETH/USD', changeBps: 4_000 }, 2, { changeBps: 8_000 }],
    [{ kind: 'depeg', discountBps: 654 }, 1.5, { discountBps: 981 }],
    [{ kind: 'depeg', discountBps: 654 }, 20, { discountBps: 9_999 }],
    [{ kind: 'slash', shareBps: 1_000 }, 2.24, { shareBps: 2_240 }],
    [{ kind: 'slash', shareBps: 1_000 }, 11, { shareBps: 10_000 }],
    [{ kind: 'slash', shareBps: 1_000, othersBps: 600 }, 2, { shareBps: 2_000, othersBps: 1_200 }],
    [
      { kind: 'slashValidators', validators: 9, effectiveBalanceEther: 32, others: 3 },
      2.5,
      { validators: 23, others: 8 },
    ],
    // An outage lasts longer; as many are offline.
    [{ kind: 'outage', shareBps: 3_000, othersBps: 4_000, days: 7, leak: true }, 1.5, { days: 10.5 }],
    [{ kind: 'consensusFork', fork: 'gloas' }, 3, {}],
    [{ kind: 'lidoVersion', version: 3 }, 3, {}],
    // Free liquidity is divided: 1 % free, twice as hard, is 0.5 % free.
    [{ kind: 'drain', asset: 'WETH', utilisationBps: 9_900 }, 2, { utilisationBps: 9_950 }],
    [{ kind: 'drain', asset: 'WETH', utilisationBps: 9_900 }, 0.5, { utilisationBps: 9_800 }],
    [{ kind: 'drain', asset: 'WETH', utilisationBps: 9_900 }, 0, { utilisationBps: 0 }],
    // Leaving compounds: 60 % leave, and then 60 % of who is left.
    [{ kind: 'leave', pools: ['curve'], shareBps: 6_000 }, 2, { shareBps: 8_400 }],
    [{ kind: 'withdrawals', ether: 235_000 }, 2, { ether: 470_000 }],
    [{ kind: 'gas', gwei: 30 }, 0.5, { gwei: 15 }],
  ])('%j, %d times as hard', (shock, severity, expected) => {
    expect(scaled(shock, severity)).toEqual({ ...shock, ...expected })
  })

  test('once as hard is the scenario itself, for every one of the library', () => {
    for (const scenario of SCENARIOS) expect(scaleScenario(scenario, 1)).toEqual(scenario)
  })
})

describe('library', () => {
  test('names are unique, sources and meanings are given, shocks fall inside the days watched', () => {
    expect(new Set(SCENARIOS.map(scenario => scenario.name)).size).toBe(SCENARIOS.length)
    for (const { about, source, severity, steps, days } of SCENARIOS) {
      expect(about.length).toBeGreaterThan(40)
      expect(source.length).toBeGreaterThan(10)
      expect(severity.largest).toBeGreaterThanOrEqual(1)
      for (const { at } of steps) {
        expect(at).toBeGreaterThan(0)
        expect(at).toBeLessThanOrEqual(days * 86_400)
      }
    }
  })
})
