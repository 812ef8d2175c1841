import { encodeFunctionData, numberToHex, parseAbi } from 'viem'
import type { Rpc } from '../../src/mainnet/anvil.js'
import { CROWD } from '../../src/market/crowd.js'
import { AAVE } from '../../src/protocols/aave/addresses.js'
import { type Address, ASSETS } from '../../src/protocols/assets.js'
import { CURVE } from '../../src/protocols/curve/addresses.js'
import { createRandom } from './random.js'

/** What governance did before a sequence began; both worlds start after it. */
type Call = { readonly from: Address; readonly to: Address; readonly data: `0x${string}` }

const CONFIGURATOR = parseAbi([
  'function setReserveFreeze(address asset, bool freeze)',
  'function setReservePause(address asset, bool paused)',
  'function setReserveFlashLoaning(address asset, bool enabled)',
  'function setSupplyCap(address asset, uint256 cap)',
  'function setBorrowCap(address asset, uint256 cap)',
  'function configureReserveAsCollateral(address asset, uint256 ltv, uint256 threshold, uint256 bonus)',
])
const CURVE_POOL = parseAbi(['function ramp_A(uint256 future_A, uint256 future_time)'])

const govern = (data: `0x${string}`): Call => ({ from: AAVE.governance, to: AAVE.configurator, data })

const DAY = 86_400

/** Up or down, for 2 to 30 days. */
const ramp = (seed: number, now: number): Call => {
  const random = createRandom(seed)
  const future = BigInt(random.pick([5, 12, 29, 31, 60, 200]))
  const args = [future, BigInt(now + DAY * (2 + random.int(29)))] as const
  return {
    from: CROWD.oracle,
    to: CURVE.pool,
    data: encodeFunctionData({ abi: CURVE_POOL, functionName: 'ramp_A', args }),
  }
}

const restrict = (seed: number): Call => {
  const random = createRandom(seed)
  const asset = ASSETS[random.pick(['WETH', 'wstETH', 'USDC', 'rETH', 'DAI', 'WBTC'] as const)].address
  const abi = CONFIGURATOR
  return govern(
    random.pick([
      () => encodeFunctionData({ abi, functionName: 'setReserveFreeze', args: [asset, true] }),
      () => encodeFunctionData({ abi, functionName: 'setReservePause', args: [asset, true] }),
      () => encodeFunctionData({ abi, functionName: 'setReserveFlashLoaning', args: [asset, false] }),
      () => encodeFunctionData({ abi, functionName: 'setSupplyCap', args: [asset, 40_000n] }),
      () => encodeFunctionData({ abi, functionName: 'setBorrowCap', args: [asset, 100n] }),
      () =>
        encodeFunctionData({
          abi,
          functionName: 'configureReserveAsCollateral',
          args: [asset, 0n, 7_700n, 10_500n],
        }),
    ])(),
  )
}

/** What stands before the sequence of a seed: mostly nothing, else a ramp of Curve's A, or a limit on an Aave reserve. */
export const prologueOf = (seed: number, now: number): readonly Call[] => {
  const random = createRandom(seed ^ 0x5eed)
  const calls: Call[] = []
  if (random.chance(0.3)) calls.push(ramp(seed, now))
  if (random.chance(0.3)) calls.push(restrict(seed))
  return calls
}

/** Sends the calls in one block, 12 seconds on; throws where one reverts. */
export const sendPrologue = async (rpc: Rpc, calls: readonly Call[], now: number): Promise<void> => {
  if (calls.length === 0) return
  const hashes: unknown[] = []
  for (const call of calls)
    hashes.push(await rpc('eth_sendTransaction', [{ ...call, gas: numberToHex(5_000_000), gasPrice: '0x0' }]))
  await rpc('evm_setNextBlockTimestamp', [now + 12])
  await rpc('evm_mine')
  for (const hash of hashes) {
    const receipt = (await rpc('eth_getTransactionReceipt', [hash])) as { status: string }
    if (receipt.status !== '0x1') throw new Error('A prologue reverted.')
  }
}
