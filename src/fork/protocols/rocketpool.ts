import { encodeFunctionData, numberToHex, parseAbi } from 'viem'
import { ROCKET_POOL } from '../../protocols/rocketpool/addresses.js'
import { type RocketPoolAction, rocketpool } from '../../protocols/rocketpool/protocol.js'
import type { RocketPoolState } from '../../protocols/rocketpool/state.js'
import { mulDivCeil, WAD } from '../../units/fixed.js'
import { rateOf } from '../build/staking.js'
import type { ChainProtocol } from '../chainProtocol.js'
import type { Words } from '../lensWords.js'
import { wei } from '../seed.js'
import { argument, fixed, step, VALUE } from '../steps.js'

const TOKEN = parseAbi([
  'function totalSupply() view',
  'function getTotalCollateral() view',
  'function burn(uint256 amount)',
])
const POOL = parseAbi([
  'function deposit() payable',
  'function getBalance() view',
  'function getExcessBalance() view',
])
const NETWORK = parseAbi([
  'function getTotalETHBalance() view',
  'function getTotalRETHSupply() view',
  'function getMaximumDepositPoolSize() view',
  'function getMinimumDeposit() view',
  'function getDepositFee() view',
  'function getDepositEnabled() view',
  'function getAssignDepositsEnabled() view',
  'function getEffectiveCapacity() view',
  'function setBalances(uint256 totalEth, uint256 rethSupply)',
])

const { rEth, depositPool, networkBalances, depositSettings, minipoolQueue } = ROCKET_POOL

const BALANCES = ['getTotalETHBalance', 'getTotalRETHSupply'] as const
const TOKEN_READS = ['totalSupply', 'getTotalCollateral'] as const
const POOL_READS = ['getBalance', 'getExcessBalance'] as const
const SETTINGS = [
  'getMaximumDepositPoolSize',
  'getMinimumDeposit',
  'getDepositFee',
  'getDepositEnabled',
  'getAssignDepositsEnabled',
] as const

const READS = [
  ...BALANCES.map(functionName => ({
    target: networkBalances,
    data: encodeFunctionData({ abi: NETWORK, functionName }),
  })),
  ...TOKEN_READS.map(functionName => ({
    target: rEth,
    data: encodeFunctionData({ abi: TOKEN, functionName }),
  })),
  ...POOL_READS.map(functionName => ({
    target: depositPool,
    data: encodeFunctionData({ abi: POOL, functionName }),
  })),
  { target: minipoolQueue, data: encodeFunctionData({ abi: NETWORK, functionName: 'getEffectiveCapacity' }) },
  ...SETTINGS.map(functionName => ({
    target: depositSettings,
    data: encodeFunctionData({ abi: NETWORK, functionName }),
  })),
]

/** Where a contract of Rocket Pool is not there, none of it counts. */
const decode = (answers: readonly Words[]): RocketPoolState => {
  if (answers.length !== READS.length) throw new RangeError('Rocket Pool is read by one answer a call')
  if (answers.some(words => words.length !== 1)) return rocketpool.absent
  const at = (i: number): bigint => answers[i]?.big(0) ?? 0n
  return {
    totalEth: at(0),
    totalREth: at(1),
    supply: at(2),
    tokenEther: at(3) - at(5),
    poolBalance: at(4),
    queueCapacity: at(6),
    maximumPoolSize: at(7),
    minimumDeposit: at(8),
    depositFeeWad: at(9),
    depositEnabled: at(10) !== 0n,
    assignEnabled: at(11) !== 0n,
  }
}

/** Rocket Pool on a chain: our Solidity at its true addresses on the embedded mainnet. */
export const rocketpoolChain: ChainProtocol<RocketPoolState, RocketPoolAction> = {
  steps: {
    'rocketpool.deposit': ({ amount }) => [
      step({
        target: depositPool,
        data: encodeFunctionData({ abi: POOL, functionName: 'deposit' }),
        amount,
        at: [VALUE],
        value: fixed(amount),
      }),
    ],
    'rocketpool.burn': ({ amount }) => [
      step({
        target: rEth,
        data: encodeFunctionData({ abi: TOKEN, functionName: 'burn', args: [fixed(amount)] }),
        amount,
        at: [argument(0)],
      }),
    ],
    'rocketpool.balances': ({ totalEth, totalREth }) => [
      step({
        target: networkBalances,
        data: encodeFunctionData({ abi: NETWORK, functionName: 'setBalances', args: [totalEth, totalREth] }),
      }),
    ],
  },
  reads: () => READS,
  decode,
  async build(b) {
    const seed = b.book.seed.protocols.rocketpool
    await b.place(rEth, 'RocketTokenREth', { name: 'Rocket Pool ETH', symbol: 'rETH', decimals_: 18n })
    await b.place(depositPool, 'RocketDepositPool')
    await b.place(networkBalances, 'RocketNetwork', {
      getTotalETHBalance: mulDivCeil(rateOf(b.book, 'rETH'), wei(seed.supply), WAD),
      getTotalRETHSupply: wei(seed.supply),
    })
    await b.place(depositSettings, 'RocketNetwork', {
      getMaximumDepositPoolSize: wei(seed.maximumPoolSize),
      getMinimumDeposit: wei(seed.minimumDeposit),
      getDepositFee: wei(seed.depositFee),
      depositEnabled: 1n,
      assignEnabled: 1n,
    })
    await b.place(minipoolQueue, 'RocketNetwork', { getEffectiveCapacity: wei(seed.queueCapacity) })
    await b.rpc('anvil_setBalance', [rEth, numberToHex(wei(seed.tokenEther))])
    await b.rpc('anvil_setBalance', [depositPool, numberToHex(wei(seed.poolBalance))])
  },
  crowd: () => [],
}
