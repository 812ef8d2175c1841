import { expect, test } from 'vitest'
import { EnvironmentError } from './errors.js'
import type { Rpc } from './ipc.js'
import { readLidoBalances } from './lidoStorage.js'

const word = (low: bigint, high: bigint): string =>
  `0x${((high << 128n) | low).toString(16).padStart(64, '0')}`

/** Slots from lidofinance/core; the first of each pair holds the balances, the second the buffer. */
const V3 = [
  '0xc36804a03ec742b57b141e4e5d8d3bd1ddb08451fd0f9983af8aaab357a78e2f',
  '0xa84c096ee27e195f25d7b6c7c2a03229e49f1a2a5087e57ce7d7127707942fe3',
]
const V4 = [
  '0x096e465397f38e659238ccd5d5a2c434ced54a63fd8d694045bfb058ab9d8112',
  '0x81a11fa1111afa59b50051f60ccf604a39d96acb484dc467ad8eadb4a63f0a5f',
]

const storage =
  (slots: readonly string[], words: readonly string[]): Rpc =>
  async (_method, params) =>
    words[slots.indexOf(String(params?.[1]))] ?? word(0n, 0n)

test('version 4 keeps pending and deposited ether in the high halves', async () => {
  const rpc = storage(V4, [word(8_600n, 7n), word(5n, 3n)])
  expect(await readLidoBalances(rpc, 4)).toEqual({
    clValidatorsBalance: 8_600n,
    clPendingBalance: 7n,
    bufferedEther: 5n,
    depositedPostReport: 3n,
  })
})

test('version 3 counts validators: those deposited and not yet seen are 32 ether each', async () => {
  const rpc = storage(V3, [word(8_600n, 10n), word(5n, 12n)])
  expect(await readLidoBalances(rpc, 3)).toEqual({
    clValidatorsBalance: 8_600n,
    clPendingBalance: 0n,
    bufferedEther: 5n,
    depositedPostReport: 64n * 10n ** 18n,
  })
})

test('error: an unknown version is refused, not read as zero', async () => {
  await expect(readLidoBalances(storage([], []), 5)).rejects.toThrow(EnvironmentError)
})
