import { count, type Row, recordings, rows, type Step, stepOf, valuesOf, wei } from './vectors.fixture.js'

/** Requests, batches, finalisations and claims, as the real queue answered them. */
export type QueueSequence = {
  readonly at: number
  readonly totalShares: bigint
  readonly buffer: bigint
  readonly clBalance: bigint
  readonly aliceShares: bigint
  readonly bobShares: bigint
  readonly aliceWstEth: bigint
  readonly steps: readonly Step[]
  /** At the end, by id from 1: owner, stETH, shares, time, finalised, claimed, hint, claimable ether. */
  readonly requests: readonly Row[]
}

const queueSequence = (row: Row): QueueSequence => {
  const [at, totalShares, buffer, clBalance, aliceShares, bobShares, aliceWstEth, steps, requests] = row
  return {
    at: count(at),
    totalShares: wei(totalShares),
    buffer: wei(buffer),
    clBalance: wei(clBalance),
    aliceShares: wei(aliceShares),
    bobShares: wei(bobShares),
    aliceWstEth: wei(aliceWstEth),
    steps: rows(steps ?? []).map(stepOf),
    requests: rows(requests ?? []),
  }
}

const KEYS = [
  'at',
  'totalShares',
  'bufferWei',
  'clBalanceWei',
  'aliceShares',
  'bobShares',
  'aliceWstEth',
  'steps',
  'requests',
] as const

/** The withdrawal queue, recorded. */
export const queueVectors = () =>
  recordings(
    'queue.json',
    'lido-queue.json',
    json => valuesOf(json, KEYS).map(queueSequence),
    json => rows(json).map(queueSequence),
  )
