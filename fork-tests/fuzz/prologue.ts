import { encodeFunctionData, numberToHex, parseAbi } from 'viem'
import type { Rpc } from '../../src/fork/ipc.js'
import { paramsOf } from '../../src/fork/protocols/morphoSteps.js'
import { CROWD } from '../../src/market/crowd.js'
import { AAVE } from '../../src/protocols/aave/addresses.js'
import { type Address, ASSETS } from '../../src/protocols/assets.js'
import { CAPOS } from '../../src/protocols/chainlink/addresses.js'
import { CURVE } from '../../src/protocols/curve/addresses.js'
import { LIDO } from '../../src/protocols/lido/addresses.js'
import { MORPHO, MORPHO_MARKET_NAMES } from '../../src/protocols/morpho/addresses.js'
import { UNISWAP_POOLS } from '../../src/protocols/uniswap/addresses.js'
import { createRandom, type Random } from './random.js'

/** Owns Uniswap's factory: its timelock. */
const UNISWAP_OWNER: Address = '0x1a9C8182C09F50C8318d769245beA52c32BE35BC'

/** What governance did before a sequence began; both worlds start after it. */
type Call = { readonly from: Address; readonly to: Address; readonly data: `0x${string}` }

const CONFIGURATOR = parseAbi([
  'function setReserveFreeze(address asset, bool freeze)',
  'function setReservePause(address asset, bool paused)',
  'function setReserveFlashLoaning(address asset, bool enabled)',
  'function setReserveBorrowing(address asset, bool enabled)',
  'function setSupplyCap(address asset, uint256 cap)',
  'function setBorrowCap(address asset, uint256 cap)',
  'function setReserveFactor(address asset, uint256 factor)',
  'function setLiquidationProtocolFee(address asset, uint256 fee)',
  'function setAssetLtvzeroInEMode(address asset, uint8 category, bool ltvzero)',
  'function configureReserveAsCollateral(address asset, uint256 ltv, uint256 threshold, uint256 bonus)',
])
const CURVE_POOL = parseAbi(['function ramp_A(uint256 future_A, uint256 future_time)'])
const UNISWAP_POOL = parseAbi(['function setFeeProtocol(uint8 feeProtocol0, uint8 feeProtocol1)'])
const QUEUE = parseAbi(['function pause()'])
const CAPO = parseAbi([
  'struct Parameters { uint104 ratio; uint48 timestamp; uint16 growth; }',
  'function setCapParameters(Parameters parameters)',
])

const MORPHO_BLUE = parseAbi([
  'struct MarketParams { address loanToken; address collateralToken; address oracle; address irm; uint256 lltv; }',
  'function setFeeRecipient(address newFeeRecipient)',
  'function setFee(MarketParams params, uint256 newFee)',
])

const DAY = 86_400

type At = { readonly random: Random; readonly now: number }

/** Up or down, for 2 to 30 days. */
const ramp = ({ random, now }: At): Call => {
  const future = BigInt(random.pick([90, 200, 899, 901, 1_500, 6_000]))
  const args = [future, BigInt(now + DAY * (2 + random.int(29)))] as const
  const data = encodeFunctionData({ abi: CURVE_POOL, functionName: 'ramp_A', args })
  return { from: CROWD.oracle, to: CURVE.pool, data }
}

/** Governance turns one reserve's knob. */
const restrict = ({ random }: At): Call => {
  const asset =
    ASSETS[random.pick(['WETH', 'WETH', 'wstETH', 'USDC', 'rETH', 'DAI', 'WBTC'] as const)].address
  const abi = CONFIGURATOR
  const encode = random.pick([
    () => encodeFunctionData({ abi, functionName: 'setReserveFreeze', args: [asset, true] }),
    () => encodeFunctionData({ abi, functionName: 'setReservePause', args: [asset, true] }),
    () => encodeFunctionData({ abi, functionName: 'setReserveFlashLoaning', args: [asset, false] }),
    () => encodeFunctionData({ abi, functionName: 'setReserveBorrowing', args: [asset, false] }),
    () => encodeFunctionData({ abi, functionName: 'setSupplyCap', args: [asset, 40_000n] }),
    () => encodeFunctionData({ abi, functionName: 'setBorrowCap', args: [asset, 100n] }),
    () => encodeFunctionData({ abi, functionName: 'setReserveFactor', args: [asset, 3_333n] }),
    () => encodeFunctionData({ abi, functionName: 'setLiquidationProtocolFee', args: [asset, 0n] }),
    () =>
      encodeFunctionData({
        abi,
        functionName: 'setAssetLtvzeroInEMode',
        args: [ASSETS[random.pick(['wstETH', 'WETH', 'rETH'] as const)].address, 1, true],
      }),
    () =>
      encodeFunctionData({
        abi,
        functionName: 'configureReserveAsCollateral',
        args: [asset, 0n, 7_700n, 10_500n],
      }),
  ])
  return { from: AAVE.governance, to: AAVE.configurator, data: encode() }
}

/** A pool's share of fees for the protocol: none, or other shares for each token. */
const setFeeProtocol = ({ random }: At): Call => {
  const args = random.pick([[0, 0] as const, [5, 10] as const, [0, 7] as const])
  const data = encodeFunctionData({ abi: UNISWAP_POOL, functionName: 'setFeeProtocol', args })
  const pool = random.pick(Object.values(UNISWAP_POOLS))
  return { from: UNISWAP_OWNER, to: pool.address, data }
}

/** The cap of wstETH's price moved to just above, at, or below its rate, as on 2026-03-10. */
const setCap = ({ random, now }: At): Call => {
  const ratio = (1_221_000_000_000_000_000n * BigInt(9_700 + random.int(400))) / 10_000n
  const timestamp = now - DAY * (8 + random.int(100))
  const args = [{ ratio, timestamp, growth: 968 }] as const
  const data = encodeFunctionData({ abi: CAPO, functionName: 'setCapParameters', args })
  return { from: CROWD.oracle, to: CAPOS.wstETH, data }
}

const pauseQueue = (): Call => ({
  from: CROWD.oracle,
  to: LIDO.withdrawalQueue,
  data: encodeFunctionData({ abi: QUEUE, functionName: 'pause' }),
})

/** Morpho takes part of the interest, for an account that is followed. */
const setMorphoFee = ({ random }: At): readonly Call[] => {
  const market = paramsOf(random.pick(MORPHO_MARKET_NAMES))
  const fee = BigInt(1 + random.int(25)) * 10n ** 16n
  const datas = [
    encodeFunctionData({ abi: MORPHO_BLUE, functionName: 'setFeeRecipient', args: [CROWD.lender] }),
    encodeFunctionData({ abi: MORPHO_BLUE, functionName: 'setFee', args: [market, fee] }),
  ]
  return datas.map(data => ({ from: CROWD.oracle, to: MORPHO.blue, data }))
}

/** How often each stands before a sequence. */
const PROLOGUES: readonly (readonly [probability: number, call: (at: At) => Call | readonly Call[]])[] = [
  [0.25, ramp],
  [0.35, restrict],
  [0.15, setFeeProtocol],
  [0.2, setCap],
  [0.04, pauseQueue],
  [0.2, setMorphoFee],
]

/** What stands before the sequence of a seed: often nothing, else a ramp of Curve's A, a knob of Aave's, a price cap. */
export const prologueOf = (seed: number, now: number): readonly Call[] => {
  const random = createRandom(seed ^ 0x5eed)
  return PROLOGUES.flatMap(([probability, call]) => (random.chance(probability) ? call({ random, now }) : []))
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
