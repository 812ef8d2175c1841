import { type Abi, decodeFunctionResult, encodeFunctionData, type Hex, numberToHex, parseAbi } from 'viem'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { CROWD } from '../../src/market/crowd.js'
import { CAPOS } from '../../src/protocols/chainlink/addresses.js'
import { LIDO } from '../../src/protocols/lido/addresses.js'
import { type PriceCapVector, priceCapVectors } from '../../src/protocols/published.fixture.js'
import { named, type RecordedChain, recordedChain, word } from './chain.js'

// Our price cap on a chain, with the published parameters at another time: the cap depends on the time since alone.

const CAPO: Abi = parseAbi([
  'struct Parameters { uint104 ratio; uint48 timestamp; uint16 growth; }',
  'function setCapParameters(Parameters parameters)',
  'function getMaxRatioGrowthPerSecondScaled() view returns (uint256)',
  'function BASE_TO_USD_AGGREGATOR() view returns (address)',
  'function latestAnswer() view returns (int256)',
  'function setAnswer(int256 answer)',
  'function getTotalShares() view returns (uint256)',
])
/** `snapshotTimestamp` of contracts/Capo.sol, in the order of its declarations. */
const SNAPSHOT_SLOT = word(9)
const ONE = 10n ** 18n

let chain: RecordedChain
beforeAll(async () => {
  chain = await recordedChain()
})
afterAll(() => chain.stop())

const now = async (): Promise<number> =>
  Number(
    ((await chain.anvil.rpc('eth_getBlockByNumber', ['latest', false])) as { timestamp: string }).timestamp,
  )

const answerAt = async (time: number): Promise<bigint> => {
  const call = { to: CAPOS.wstETH, data: encodeFunctionData({ abi: CAPO, functionName: 'latestAnswer' }) }
  const data = (await chain.anvil.rpc('eth_call', [call, 'latest', {}, { time: numberToHex(time) }])) as Hex
  return decodeFunctionResult({ abi: CAPO, functionName: 'latestAnswer', data }) as bigint
}

/** Ether at one dollar with 18 digits, and a share rate of ten: the price is the cap. */
const place = async (vector: PriceCapVector, snapshot: number): Promise<void> => {
  const shares = (await chain.read(LIDO.stEth, CAPO, 'getTotalShares')) as bigint
  await chain.store(LIDO.stEth, named('lido.Lido.clValidatorsBalanceAndClPendingBalance'), 10n * shares)
  await chain.store(CAPOS.wstETH, SNAPSHOT_SLOT, 0)
  const feed = (await chain.read(CAPOS.wstETH, CAPO, 'BASE_TO_USD_AGGREGATOR')) as Hex
  const send = (to: Hex, functionName: string, args: readonly unknown[]) =>
    chain.send({ from: CROWD.oracle, to, data: encodeFunctionData({ abi: CAPO, functionName, args }) }, 0)
  await send(feed, 'setAnswer', [ONE])
  const { snapshotRatioWad, maxYearlyGrowthBps } = vector
  const parameters = { ratio: BigInt(snapshotRatioWad), timestamp: snapshot, growth: maxYearlyGrowthBps }
  await send(CAPOS.wstETH, 'setCapParameters', [parameters])
}

test.each(priceCapVectors())('our price cap is the published one at every time: $from', async found => {
  const { vectors } = found
  await chain.fresh(async () => {
    const snapshot = (await now()) - 60 * 86_400
    await place(vectors, snapshot)
    const growth = await chain.read(CAPOS.wstETH, CAPO, 'getMaxRatioGrowthPerSecondScaled')
    expect(String(growth)).toBe(vectors.growthPerSecondScaled)
    expect(vectors.values.length).toBeGreaterThan(0)
    for (const { timestamp, maxRatioWad } of vectors.values)
      expect(String(await answerAt(snapshot + timestamp - vectors.snapshotTimestamp))).toBe(maxRatioWad)
  })
})
