import { describe, expect, it } from 'vitest'
import type { Address } from '../assets.js'
import { Revert } from '../revert.js'
import { WITHDRAWAL_QUEUE, WSTETH } from './addresses.js'
import { lidoState } from './lido.fixture.js'
import {
  claimableEther,
  claimWithdrawal,
  finalizationBatches,
  finalize,
  prefinalize,
  requestAt,
  requestWithdrawals,
  requestWithdrawalsWstEth,
  setQueuePaused,
  unfinalizedStEth,
} from './queue.js'
import { type QueueSequence, queueVectors } from './queueVectors.fixture.js'
import type { LidoState } from './state.js'
import { sharesOf } from './steth.js'
import type { Json, Row, Step } from './vectors.fixture.js'

const PEOPLE: Readonly<Record<string, Address>> = {
  alice: '0x00000000000000000000000000000000000a11ce',
  bob: '0x0000000000000000000000000000000000000b0b',
}
const ALICE = PEOPLE['alice'] as Address

/** Lido, and alice's wstETH. */
type World = { readonly lido: LidoState; readonly wstEth: bigint }

const startOf = (from: QueueSequence): World => ({
  lido: lidoState({
    totalShares: from.totalShares,
    clValidatorsBalance: from.clBalance,
    bufferedEther: from.buffer,
    lastReport: from.at,
    wstEthSupply: from.aliceWstEth,
    shares: {
      [ALICE]: from.aliceShares,
      [PEOPLE['bob'] as Address]: from.bobShares,
      [WSTETH.toLowerCase()]: from.aliceWstEth,
    },
  }),
  wstEth: from.aliceWstEth,
})

type Done = { readonly world: World; readonly result: unknown }

const wei = (value: Json | undefined): bigint => BigInt(String(value))
const onlyLido = ({ wstEth }: World, lido: LidoState, result: unknown = null): Done => ({
  world: { lido, wstEth },
  result,
})

const request = (world: World, { op, at, argument }: Step): Done => {
  const [who, list] = argument as readonly [string, readonly string[]]
  const order = { sender: PEOPLE[who] as Address, amounts: list.map(BigInt), now: at }
  if (op === 'request') {
    const { lido, requestIds } = requestWithdrawals(world.lido, order)
    return onlyLido(world, lido, requestIds)
  }
  const { lido, requestIds } = requestWithdrawalsWstEth(world.lido, { ...order, balance: world.wstEth })
  const sum = order.amounts.reduce((total, amount) => total + amount, 0n)
  return { world: { lido, wstEth: world.wstEth - sum }, result: requestIds }
}

const batchesOf = (world: World, { at, argument }: Step): Done => {
  const [rate, upTo, budget] = argument as Row
  const batches = finalizationBatches(world.lido.queue, {
    upTo: Number(upTo),
    maxShareRateRay: wei(rate),
    maxTimestamp: at,
    ...(budget === null ? {} : { budget: wei(budget) }),
  })
  return onlyLido(world, world.lido, batches)
}

const prefinalized = (world: World, { argument }: Step): Done => {
  const [ids, rate] = argument as readonly [readonly number[], string]
  const { ethToLock, sharesToBurn } = prefinalize(world.lido.queue, ids, BigInt(rate))
  return onlyLido(world, world.lido, [String(ethToLock), String(sharesToBurn)])
}

const finalized = (world: World, { argument }: Step): Done => {
  const [upTo, rate, ether] = argument as Row
  const order = { upTo: Number(upTo), ether: wei(ether), maxShareRateRay: wei(rate) }
  return onlyLido(world, { ...world.lido, queue: finalize(world.lido.queue, order) })
}

const claimed = (world: World, { argument }: Step): Done => {
  const [who, id] = argument as readonly [string, number]
  const { lido, ether } = claimWithdrawal(world.lido, { sender: PEOPLE[who] as Address, requestId: id })
  return onlyLido(world, lido, String(ether))
}

const done = (world: World, step: Step): Done => {
  const { lido } = world
  switch (step.op) {
    case 'request':
    case 'requestWst':
      return request(world, step)
    case 'rate':
      return onlyLido(world, {
        ...lido,
        clValidatorsBalance: wei(step.argument),
        lastReport: step.at - 1,
      })
    case 'batches':
      return batchesOf(world, step)
    case 'prefinalize':
      return prefinalized(world, step)
    case 'finalise':
      return finalized(world, step)
    case 'claim':
      return claimed(world, step)
    case 'pause':
    case 'resume':
      return onlyLido(world, { ...lido, queue: setQueuePaused(lido.queue, step.op === 'pause') })
    default:
      throw new Error(`unknown step: ${step.op}`)
  }
}

const attempt = (world: World, step: Step): Done & { readonly outcome: string } => {
  try {
    return { outcome: 'ok', ...done(world, step) }
  } catch (error) {
    if (error instanceof Revert) return { outcome: error.reason, world, result: null }
    throw error
  }
}

const queueOf = ({ lido }: World): readonly string[] =>
  [
    lido.queue.lastRequestId,
    lido.queue.lastFinalizedRequestId,
    lido.queue.checkpoints.length,
    lido.queue.lockedEther,
    unfinalizedStEth(lido.queue),
    sharesOf(lido, WITHDRAWAL_QUEUE),
  ].map(String)

/** A request at the end: owner, stETH, shares, time, finalised, claimed, hint, claimable ether. */
const requestRow = ({ lido: { queue } }: World, id: number): Row => {
  const [asked, before] = [requestAt(queue, id), requestAt(queue, id - 1)]
  const isFinalized = id <= queue.lastFinalizedRequestId
  const hint = queue.checkpoints.findLastIndex(({ fromRequestId }) => fromRequestId <= id) + 1
  const claimable = isFinalized ? String(asked.claimed ? 0n : claimableEther(queue, id)) : null
  return [
    asked.owner === ALICE ? 'alice' : 'bob',
    String(asked.cumulativeStEth - before.cumulativeStEth),
    String(asked.cumulativeShares - before.cumulativeShares),
    asked.timestamp,
    isFinalized ? 1 : 0,
    asked.claimed ? 1 : 0,
    isFinalized ? hint : 0,
    claimable,
  ]
}

const replay = (sequence: QueueSequence, about: string): number => {
  let world = startOf(sequence)
  for (const [i, step] of sequence.steps.entries()) {
    const where = `${about}, step ${i}: ${step.op}`
    const own = attempt(world, step)
    expect(own.outcome, where).toBe(step.outcome)
    const [result, after] = step.rest
    expect(own.result, where).toEqual(result ?? null)
    world = own.world
    if (Array.isArray(after)) expect(queueOf(world), where).toEqual(after.map(String))
  }
  sequence.requests.forEach((row, i) => {
    expect(requestRow(world, i + 1), `${about}, request ${i + 1}`).toEqual(row)
  })
  return sequence.steps.length
}

describe('the withdrawal queue, as recorded', () => {
  for (const { from, sequences } of queueVectors())
    it(`requests, finalises and pays as the real contract: ${from}`, () => {
      const steps = sequences.reduce((sum, sequence, i) => sum + replay(sequence, `sequence ${i}`), 0)
      expect(steps).toBeGreaterThan(200)
    })
})
