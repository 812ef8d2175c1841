import { encodeFunctionData, numberToHex, parseAbi } from 'viem'
import { ROCKET_POOL } from '../../protocols/rocketpool/addresses.js'
import { type RocketPoolAction, rocketpool } from '../../protocols/rocketpool/protocol.js'
import type { RocketPoolState } from '../../protocols/rocketpool/state.js'
import { mulDivCeil, WAD } from '../../units/fixed.js'
import { rateOf } from '../build/staking.js'
import type { ChainProtocol } from '../chainProtocol.js'
import type { Words } from '../lensWords.js'
import { assumed, recorded } from '../seed.js'
import { argument, fixed, step, VALUE } from '../steps.js'

/** Rocket Pool of the seed block, in wei. */
export const ROCKET_POOL_SEED = {
  supply: assumed(338_056n * WAD, 'circulating supply of 2026-04-16 (CoinGecko), the nearest figure found'),
  tokenEther: assumed(
    3_900n * WAD,
    'no record; the target of 1 % of what rETH is worth (network.reth.collateral.target, RPIP-16 of 2023)',
  ),
  poolBalance: assumed(
    12_000n * WAD,
    'no record; two thirds of the maximum, as RPIP-78 of 2026-01-06 says that 80 % might be crossed',
  ),
  queueCapacity: assumed(0n, 'no record; RPIP-74 keeps minipools out of the queue below 80 % of the maximum'),
  maximumPoolSize: recorded(18_000n * WAD, 'deposit.pool.maximum until RPIP-78 (2026-01-06)'),
  minimumDeposit: recorded(WAD / 100n, 'deposit.minimum of RocketDAOProtocolSettingsDeposit'),
  depositFeeWad: recorded(WAD / 2_000n, 'deposit.fee of 0.05 % of RocketDAOProtocolSettingsDeposit'),
} as const

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

const whole = (wei: bigint): string => String(Number(wei) / 1e18)

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
    const seed = ROCKET_POOL_SEED
    await b.place(rEth, 'RocketTokenREth', { name: 'Rocket Pool ETH', symbol: 'rETH', decimals_: 18n })
    await b.place(depositPool, 'RocketDepositPool')
    await b.place(networkBalances, 'RocketNetwork', {
      getTotalETHBalance: mulDivCeil(rateOf('rETH'), seed.supply.value, WAD),
      getTotalRETHSupply: seed.supply.value,
    })
    await b.place(depositSettings, 'RocketNetwork', {
      getMaximumDepositPoolSize: seed.maximumPoolSize.value,
      getMinimumDeposit: seed.minimumDeposit.value,
      getDepositFee: seed.depositFeeWad.value,
      depositEnabled: 1n,
      assignEnabled: 1n,
    })
    await b.place(minipoolQueue, 'RocketNetwork', { getEffectiveCapacity: seed.queueCapacity.value })
    await b.rpc('anvil_setBalance', [rEth, numberToHex(seed.tokenEther.value)])
    await b.rpc('anvil_setBalance', [depositPool, numberToHex(seed.poolBalance.value)])
  },
  crowd: [],
  seed: (
    [
      ['rETH supply', 'supply'],
      ['ether in the rETH contract', 'tokenEther'],
      ['ether in Rocket Pool’s deposit pool', 'poolBalance'],
      ['ether that queued minipools could take', 'queueCapacity'],
      ['Rocket Pool’s largest deposit pool, ether', 'maximumPoolSize'],
      ['Rocket Pool’s smallest deposit, ether', 'minimumDeposit'],
      ['Rocket Pool’s deposit fee, of one', 'depositFeeWad'],
    ] as const
  ).map(([figure, name]) => ({
    figure,
    value: whole(ROCKET_POOL_SEED[name].value),
    from: ROCKET_POOL_SEED[name],
  })),
}
