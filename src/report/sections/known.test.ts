import { describe, expect, it } from 'vitest'
import { document } from '../render/markdown.fixture.js'
import { known, parts } from './known.js'

const june = (mode: 'today' | 'then', severity = 1) =>
  document({
    scenario: {
      ...document().scenario,
      name: 'june-2022',
      severity,
      mode,
      family: 'history',
      known: [
        {
          said: 'stETH sold for 0.9346 ETH.',
          source: 'daily series',
          absentThen: null,
          figure: {
            name: 'lowest price of stETH on Curve',
            unit: 'ETH',
            worse: 'lower',
            recorded: 0.9346,
            here: 0.93452,
          },
        },
        {
          said: 'Celsius stopped withdrawals.',
          source: 'press',
          absentThen: 'Lido’s withdrawal queue',
          figure: null,
        },
      ],
    },
  })

describe('known', () => {
  it('says what happened, with its source, and puts each figure beside this run’s', () => {
    const text = known(june('today'))
    expect(text).toContain('- stETH sold for 0.9346 ETH. (daily series)')
    expect(text).toContain('- Celsius stopped withdrawals. (press)')
    expect(text).toContain('| lowest price of stETH on Curve | 0.9346 ETH | 0.9345 ETH |')
    expect(text).toContain('today’s market')
    expect(text).toContain('This run has Lido’s withdrawal queue, which did not exist then.')
    expect(text).not.toContain('milder')
  })

  it('names the market it strikes, and that a harder one is not meant to be equal', () => {
    expect(known(june('then'))).toContain('the market of that day')
    expect(known(june('today', 2))).toContain('2 times as hard')
  })

  it('says where nobody was liquidated, and why losses are compared per unit', () => {
    const lost = {
      name: 'lost as bonus, per wstETH seized',
      unit: 'ETH',
      worse: null,
      recorded: 0.01186,
      here: null,
    }
    const { scenario } = june('then')
    const text = known(
      document({
        scenario: {
          ...scenario,
          known: [{ said: 'Seized.', source: 'vote', absentThen: null, figure: lost }],
        },
      }),
    )
    expect(text).toContain('| lost as bonus, per wstETH seized | 0.0119 ETH | nobody was liquidated |')
    expect(text).toContain('the accounts are not those of then')
  })

  it('is silent where nothing is recorded', () => expect(known(document())).toBe(''))
})

describe('parts', () => {
  it('names what a combination is made of', () => {
    const scenario = {
      ...document().scenario,
      parts: [
        { name: 'depeg', severity: 1.5 },
        { name: 'slashing', severity: 1 },
      ],
    }
    expect(parts(document({ scenario }))).toBe('Made of depeg × 1.5 and slashing, at once.')
    expect(parts(document())).toBe('')
  })
})
