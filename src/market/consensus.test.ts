import { describe, expect, it } from 'vitest'
import { ethereumState } from '../protocols/ethereum/ethereum.fixture.js'
import { startOfEpoch } from '../protocols/ethereum/forks.js'
import { offlineLoss } from '../protocols/ethereum/inactivity.js'
import { missedAttestationPenalty, rewardsPerDay } from '../protocols/ethereum/rewards.js'
import { correlationTime } from '../protocols/ethereum/slashing.js'
import type { EthereumState, Slashing } from '../protocols/ethereum/state.js'
import { lidoState } from '../protocols/lido/lido.fixture.js'
import { stEthPerToken } from '../protocols/lido/wsteth.js'
import { WAD } from '../units/fixed.js'
import {
  consensusDelta,
  knownFallWad,
  knownShareRateWad,
  penaltiesToCome,
  slashedRemainder,
  trueShareRateWad,
} from './consensus.js'
import { smallMarket } from './market.fixture.js'
import type { Market } from './market.js'

const DAY = 86_400
const GWEI = 10n ** 9n
const NOW = startOfEpoch(400_000)

const market = (ethereum: Partial<EthereumState> = {}, at = NOW): Market =>
  smallMarket({
    block: { number: 1n, timestamp: at },
    lido: lidoState({ lastReport: NOW }),
    ethereum: ethereumState(ethereum),
  })
const slashing = (validators: bigint, more: Partial<Slashing> = {}): Slashing => ({
  at: NOW,
  balance: validators * 32n * WAD,
  others: 0n,
  effectiveBalance: 32n * WAD,
  exitsFrom: NOW + 5 * 384,
  exitsUntil: NOW + 5 * 384,
  withdrawableAt: NOW + 8_192 * 384,
  ...more,
})
const FINAL = { leakUntil: 0, lost: 0n }
const TOTAL = ethereumState().stakedEther / GWEI
const OWN = lidoState({}).clValidatorsBalance / GWEI

describe('consensusDelta', () => {
  it('is a day’s rewards on a usual day', () => {
    const earned = consensusDelta(market(), NOW, NOW + DAY)
    expect(earned).toBe(rewardsPerDay(OWN, TOTAL) * GWEI)
  })
  it('adds up over any cut', () => {
    const ethereum = {
      slashings: [slashing(10_000n, { at: NOW + 5_000 })],
      outages: [
        {
          from: NOW + 9_000,
          until: NOW + 9 * DAY,
          offline: 640_000n * WAD,
          others: 0n,
          leakUntil: NOW + 8 * DAY,
          lost: 0n,
        },
        { from: NOW + DAY, until: NOW + 3 * DAY, offline: 64_000n * WAD, others: 0n, ...FINAL },
      ],
    }
    const at = market(ethereum)
    const whole = consensusDelta(at, NOW, NOW + 40 * DAY)
    const days = Array.from({ length: 40 }, (_, i) => consensusDelta(at, NOW + i * DAY, NOW + (i + 1) * DAY))
    const parts = days.reduce((sum, part) => sum + part, 0n)
    // A stretch is floored to a gwei; penalties are not cut at all.
    expect(whole - parts).toBeLessThan(100n * GWEI)
    expect(whole - parts).toBeGreaterThanOrEqual(0n)
  })
  it('takes the initial penalty at once, the correlation penalty 4,096 epochs before withdrawal, and attestations between', () => {
    const one = slashing(1_000n)
    const at = market({ slashings: [one] })
    const without = market({ slashings: [{ ...one, at: NOW + 100 * DAY, withdrawableAt: NOW + 200 * DAY }] })
    const cost = (from: number, to: number) =>
      consensusDelta(without, from, to) - consensusDelta(at, from, to)
    const missedDay = 1_000n * 225n * missedAttestationPenalty(32n * GWEI, TOTAL)
    // What they would have earned, for themselves; who attests less lowers the others' rewards by as small a share.
    const lost = rewardsPerDay(32_000n * GWEI, TOTAL)
    expect(cost(NOW - 1, NOW)).toBe(1_000n * 7_812_500n * GWEI)
    const day = cost(NOW + DAY, NOW + 2 * DAY) / GWEI
    const others = (rewardsPerDay(OWN, TOTAL) * 32_000n * GWEI) / TOTAL
    expect(day).toBeGreaterThan(missedDay + lost)
    expect(day).toBeLessThanOrEqual(missedDay + lost + others)
    const due = correlationTime(one)
    // Those slashed have left: they are no part of the active balance.
    const active = TOTAL - 32_000n * GWEI
    const correlation = 1_000n * 32n * ((3n * 32_000n * GWEI) / (active / GWEI))
    expect(cost(due - 1, due) / GWEI).toBeGreaterThanOrEqual(correlation)
    expect(cost(due - 1, due) / GWEI).toBeLessThan(correlation + 10n ** 7n)
    expect(cost(one.withdrawableAt, one.withdrawableAt + DAY)).toBe(0n)
  })
  it('never takes more from a validator than it has', () => {
    // Everyone is slashed: the correlation penalty takes it all.
    const all = slashing(268_276n, { others: 27_000_000n * WAD })
    const at = market({ slashings: [all] })
    expect(slashedRemainder(at, all)).toBe(0n)
    const first = consensusDelta(at, NOW - 1, NOW + 36 * DAY)
    expect(-first).toBeLessThanOrEqual(all.balance)
  })
  it('of an outage is what the specification takes from each validator that is off', () => {
    const outage = { from: NOW, until: NOW + 3 * DAY, offline: 32_000n * WAD, others: 0n, ...FINAL }
    const off = consensusDelta(market({ outages: [outage] }), NOW, NOW + 3 * DAY)
    const on = consensusDelta(market(), NOW, NOW + 3 * DAY)
    const penalty = 1_000n * offlineLoss(32n * GWEI, 675, { fork: 'electra', total: TOTAL, leak: false })
    const unearned = 3n * rewardsPerDay(32_000n * GWEI, TOTAL)
    // The others earn a thousandth less, because fewer attest.
    const rest = on - off - (penalty + unearned) * GWEI
    expect(Number(rest) / Number(on)).toBeGreaterThan(0)
    expect(Number(rest) / Number(on)).toBeLessThan(0.001)
  })
  it('in a leak earns a tenth and loses with the square of the time', () => {
    const outage = (days: number) => ({
      from: NOW,
      until: NOW + days * DAY,
      offline: 0n,
      others: 14_000_000n * WAD,
      leakUntil: NOW + days * DAY,
      lost: 0n,
    })
    const earned = consensusDelta(market({ outages: [outage(3)] }), NOW + DAY, NOW + 2 * DAY)
    const usual = consensusDelta(market(), NOW + DAY, NOW + 2 * DAY)
    expect(Number(earned) / Number(usual)).toBeGreaterThan(0.1)
    expect(Number(earned) / Number(usual)).toBeLessThan(0.12)
    const losing = { ...outage(6), offline: 320_000n * WAD }
    const lost = (to: number) =>
      consensusDelta(market({ outages: [outage(6)] }), NOW, NOW + to * DAY) -
      consensusDelta(market({ outages: [losing] }), NOW, NOW + to * DAY)
    expect(Number(lost(6)) / Number(lost(3))).toBeGreaterThan(3.5)
  })
})

describe('the rate that is true, and the rate that is known', () => {
  it('stand at the chain’s right after a report on a usual day, and above it later', () => {
    expect(trueShareRateWad(market())).toBe(stEthPerToken(market().lido))
    expect(knownShareRateWad(market())).toBe(trueShareRateWad(market()))
    const later = market({}, NOW + DAY)
    expect(trueShareRateWad(later)).toBeGreaterThan(stEthPerToken(later.lido))
  })
  it('fall before the report does, and the known one before the penalty does', () => {
    const one = slashing(10_000n, { at: NOW - 1 })
    const after = market({ slashings: [one] }, NOW)
    const chain = stEthPerToken(after.lido)
    expect(trueShareRateWad(after)).toBe(chain)
    expect(knownShareRateWad(after)).toBeLessThan(chain)
    const fall = Number(chain - knownShareRateWad(after)) / Number(chain)
    expect(fall).toBeCloseTo(Number(knownFallWad(after)) / 1e18, 9)
    expect(penaltiesToCome(after, one.withdrawableAt)).toBe(0n)
    const unreported = market({ slashings: [one] }, correlationTime(one) + 1)
    expect(trueShareRateWad(unreported)).toBeLessThan(
      trueShareRateWad(market({ slashings: [one] }, correlationTime(one) - 1)),
    )
  })
})
