import { describe, expect, it } from 'vitest'
import { WAD } from '../../units/fixed.js'
import { activeBalanceAt, exitedBy, leakOf } from './active.js'
import { setFork } from './churn.js'
import { ethereumState } from './ethereum.fixture.js'
import { epochAt, startOfEpoch } from './forks.js'
import { ejectionSpan, expectedLeak, type Offline } from './leak.js'
import { outageLoss, slashingLoss } from './penalties.js'
import { correlationEpochOf, correlationTime } from './slashing.js'
import type { EthereumState, Slashing } from './state.js'

const DAY = 86_400
const NOW = startOfEpoch(400_000)
const state = ethereumState({ stakedEther: 35_448_271n * WAD })
const whole = (wei: bigint): bigint => wei - (wei % (32n * WAD))
const off = (shareBps: bigint, days: number): Offline => ({
  from: NOW,
  until: NOW + days * DAY,
  offline: 2_153_248n * WAD,
  others: whole((state.stakedEther * shareBps) / 10_000n) - 2_153_248n * WAD,
})
const withOutage = (offline: Offline, more: Partial<EthereumState> = {}): EthereumState => {
  const base = { ...state, ...more }
  return { ...base, outages: [{ ...offline, ...expectedLeak(base, offline) }] }
}
const daysTo = (time: number): number => (time - NOW) / DAY
const slashing = (more: Partial<Slashing> = {}): Slashing => ({
  at: NOW,
  balance: 32_000n * WAD,
  others: 0n,
  effectiveBalance: 32n * WAD,
  exitsFrom: NOW + 5 * 384,
  exitsUntil: NOW + 5 * 384,
  withdrawableAt: NOW + 8_192 * 384,
  ...more,
})
const lossEach = (ethereum: EthereumState, to: number): number => {
  const [outage] = ethereum.outages
  if (!outage) throw new Error('no outage')
  return Number(outageLoss(ethereum, outage, to)) / Number(outage.offline / (32n * WAD)) / 1e9
}

describe('an inactivity leak', () => {
  it('ends when those who are off weigh a third: day 8.5 at 36.4 % of the stake, after 4.3 ether a validator', () => {
    const ethereum = withOutage(off(3_635n, 15))
    expect(daysTo(ethereum.outages[0]?.leakUntil ?? 0)).toBeCloseTo(8.5, 1)
    expect(lossEach(ethereum, NOW + 15 * DAY)).toBeCloseTo(4.27, 1)
    // Scores fall when finality is back, by twelve an epoch, and cost until they are gone.
    const end = ethereum.outages[0]?.leakUntil ?? 0
    expect(lossEach(ethereum, end + DAY)).toBeGreaterThan(lossEach(ethereum, end) + 0.5)
  })
  it('never begins below a third, and ends with the outage where that is sooner', () => {
    expect(expectedLeak(state, off(3_300n, 15))).toEqual({ leakUntil: 0, lost: 0n })
    expect(daysTo(expectedLeak(state, off(5_000n, 3)).leakUntil)).toBeCloseTo(3, 2)
  })
  it('begins below a third where slashed validators do not attest either: slashed × leak', () => {
    const slashings = [slashing({ balance: 0n, others: 700_000n * WAD, exitsUntil: NOW + 30 * DAY })]
    expect(expectedLeak({ ...state, slashings }, off(3_300n, 15)).leakUntil).toBeGreaterThan(NOW + DAY)
  })
  it('ejects at 16 ether: three fifths of the stake lose that, and what the wait for the exit costs', () => {
    const ethereum = withOutage(off(6_000n, 120))
    const lost = lossEach(ethereum, NOW + 120 * DAY)
    expect(lost).toBeGreaterThan(15.5)
    expect(lost).toBeLessThan(25)
    expect(daysTo(ethereum.outages[0]?.leakUntil ?? 0)).toBeLessThan(119)
  })
})

describe('an outage under another fork: outage × fork change', () => {
  const electra = withOutage(off(5_000n, 3))
  const lostBy = (fork: EthereumState['fork']): number => lossEach({ ...electra, fork }, NOW + 3 * DAY)
  const leakedBy = (fork: EthereumState['fork']): number => {
    const outages = electra.outages.map(outage => ({ ...outage, leakUntil: 0, lost: 0n }))
    return lostBy(fork) - lossEach({ ...electra, fork, outages }, NOW + 3 * DAY)
  }
  it('costs a third of its leak by Altair’s quotient of 3 × 2^24, and as much since', () => {
    expect(leakedBy('electra') / leakedBy('altair')).toBeGreaterThan(2.9)
    expect(leakedBy('electra') / leakedBy('altair')).toBeLessThan(3.05)
    expect(lostBy('gloas')).toBe(lostBy('electra'))
  })
  it('is recounted under the fork of now, and those who are ejected leave by its churn', () => {
    const changed = setFork(electra, { fork: 'altair', now: NOW + DAY })
    expect(lossEach(changed, NOW + 3 * DAY)).toBe(lostBy('altair'))
    const weight = 20_000_000n * WAD
    expect(ejectionSpan({ ...state, fork: 'gloas' }, weight)).toBeLessThan(ejectionSpan(state, weight) / 3)
  })
})

describe('slashed validators', () => {
  it('leak like those that are off: 4.45 ether each in ten days, 0.02 without a leak', () => {
    const leaking = { ...state, outages: [{ ...off(5_000n, 10), leakUntil: NOW + 10 * DAY, lost: 0n }] }
    const each = (ethereum: EthereumState) =>
      Number(slashingLoss(ethereum, slashing(), NOW + 10 * DAY)) / 1e12
    expect(each(leaking)).toBeCloseTo(4.45, 2)
    expect(each(state)).toBeCloseTo(0.0231, 3)
  })
  it('pay for the correlation by the effective balance that the leak left them', () => {
    const mass = slashing({ others: 1_700_000n * WAD, exitsUntil: NOW + 30 * DAY })
    const leaking = {
      ...state,
      slashings: [mass],
      outages: [{ ...off(5_000n, 10), leakUntil: NOW + 10 * DAY, lost: 0n }],
    }
    const calm = { ...leaking, outages: [] }
    const due = correlationTime(mass)
    const penalty = (ethereum: EthereumState) =>
      slashingLoss(ethereum, mass, due) - slashingLoss(ethereum, mass, due - 384)
    expect(Number(penalty(leaking)) / Number(penalty(calm))).toBeCloseTo(26 / 32, 1)
  })
  it('pay at the end of epoch withdrawable − 4,096, not before', () => {
    const one = { ...state, slashings: [slashing({ others: 1_700_000n * WAD })] }
    const [mass] = one.slashings
    if (!mass) throw new Error('no slashing')
    const inEpoch = startOfEpoch(correlationEpochOf(mass)) + 383
    expect(slashingLoss(one, mass, inEpoch + 1) - slashingLoss(one, mass, inEpoch)).toBeGreaterThan(
      10n ** 12n,
    )
    expect(slashingLoss(one, mass, inEpoch) - slashingLoss(one, mass, inEpoch - 383)).toBe(0n)
  })
})

describe('the active balance', () => {
  it('is without the slashed that have left the exit queue, and with those still in it: slashed × exit queue', () => {
    const slow = slashing({ others: 968_000n * WAD, exitsFrom: NOW + 5 * 384, exitsUntil: NOW + 1_004 * 384 })
    const at = { ...state, slashings: [slow] }
    const gone = (epoch: number): bigint => state.stakedEther / 10n ** 9n - activeBalanceAt(at, epoch)
    expect(gone(400_004)).toBe(0n)
    expect(gone(400_005)).toBe(1_000n * 10n ** 9n)
    expect(gone(400_504)).toBe(500_000n * 10n ** 9n)
    expect([gone(401_003), gone(401_004), gone(500_000)]).toEqual(
      [999_000n, 1_000_000n, 1_000_000n].map(n => n * 10n ** 9n),
    )
    expect(exitedBy(slow, 401_004)).toBe(1_000_000n * WAD)
  })
  it('is without what a leak took, and no less than one ether', () => {
    const ethereum = withOutage(off(3_635n, 15))
    const [outage] = ethereum.outages
    const leak = outage && leakOf(outage)
    if (!outage || !leak) throw new Error('no leak')
    const lost = state.stakedEther / 10n ** 9n - activeBalanceAt(ethereum, leak[1])
    expect(lost).toBe(outage.lost / 10n ** 9n)
    expect(activeBalanceAt(ethereum, epochAt(NOW))).toBe(state.stakedEther / 10n ** 9n)
    const all = { ...state, slashings: [slashing({ others: 10n ** 9n * WAD })] }
    expect(activeBalanceAt(all, 500_000)).toBe(10n ** 9n)
  })
})
