import { numberToHex } from 'viem'
import { CROWD } from '../../market/crowd.js'
import type { Action, Tx } from '../../position/action.js'
import { type Address, ASSETS, type Asset } from '../../protocols/assets.js'
import type { UniswapPoolName } from '../../protocols/uniswap/state.js'
import { encodeActions } from '../calls.js'
import { COINBASE_SEED } from '../protocols/coinbase.js'
import { WEETH_HOLDINGS } from '../protocols/etherfi.js'
import { ROCKET_POOL_SEED } from '../protocols/rocketpool.js'
import { STAKEWISE_SEED } from '../protocols/stakewise.js'
import { chainEntries } from '../registry.js'
import { CURVE_SEED, FUNDS, RESERVES } from '../seed.js'
import type { Builder } from './builder.js'
import { seedPositions } from './pools.js'

const ETHER = 10n ** 18n
/** Ether of each account of the crowd. No part of any balance sheet: it pays for what a shock needs. */
export const ETHER_OF_EACH = 10_000_000n * ETHER

const reserve = (asset: Asset) => {
  const seed = RESERVES.value.find(entry => entry.asset === asset)
  if (!seed) throw new Error(`${asset} is not listed`)
  return seed
}

/** All that is supplied: what is free and what is borrowed. */
const supplied = (asset: Asset): bigint => reserve(asset).virtualBalance + reserve(asset).borrowed.value

const half = (amount: bigint): bigint => amount / 2n

/** The looper's share of the WETH borrowed, assumed; the restaker has the rest. */
const LOOPER_WETH = 1_100_000n * ETHER

/** Enough to provide each pool's depth twice over; the whale has what is left of the supply. */
const PROVIDER_HOLDS = {
  rETH: 40_000n * ETHER,
  cbETH: 30_000n * ETHER,
  osETH: 30_000n * ETHER,
  rsETH: 60_000n * ETHER,
  ezETH: 60_000n * ETHER,
} as const
/** Of tokens whose whole supply is not followed: what the whale has to sell. */
const WHALE_RESTAKED = 100_000n * ETHER

/** What the whale holds of each token that the provider was given of. */
const WHALE_HOLDS = {
  rETH: ROCKET_POOL_SEED.supply.value - supplied('rETH') - PROVIDER_HOLDS.rETH,
  cbETH: COINBASE_SEED.supply.value - supplied('cbETH') - PROVIDER_HOLDS.cbETH,
  osETH: STAKEWISE_SEED.supply.value - supplied('osETH') - PROVIDER_HOLDS.osETH,
  rsETH: WHALE_RESTAKED,
  ezETH: WHALE_RESTAKED,
} as const

/** Of tokens that are no staked ether, in whole tokens: what an owner may be given to start with. */
const WHALE_GIVES = {
  USDC: 2_000_000_000n,
  USDT: 2_000_000_000n,
  DAI: 2_000_000_000n,
  WBTC: 20_000n,
} as const

/** What the lender holds and supplies. */
const LENT = ['USDC', 'USDT', 'DAI', 'rETH', 'cbETH', 'osETH', 'rsETH', 'ezETH'] as const

const mintTokens = async (b: Builder): Promise<void> => {
  const mint = (asset: Asset, to: Address, amount: bigint) =>
    b.call(CROWD.oracle, ASSETS[asset].address, b.artifact('Erc20').abi as never, 'mint', [to, amount])
  for (const asset of LENT) await mint(asset, CROWD.lender, supplied(asset))
  await mint('WBTC', CROWD.treasurer, supplied('WBTC'))
  await mint('weETH', CROWD.restaker, supplied('weETH'))
  await mint('weETH', CROWD.provider, WEETH_HOLDINGS.provider)
  await mint('weETH', CROWD.whale, WEETH_HOLDINGS.whale)
  for (const asset of ['rETH', 'cbETH', 'osETH', 'rsETH', 'ezETH'] as const) {
    await mint(asset, CROWD.provider, PROVIDER_HOLDS[asset])
    await mint(asset, CROWD.whale, WHALE_HOLDS[asset])
  }
  for (const asset of ['USDC', 'USDT', 'DAI', 'WBTC'] as const)
    await mint(asset, CROWD.whale, WHALE_GIVES[asset] * 10n ** BigInt(ASSETS[asset].decimals))
  // Enough to provide the USDC pool's depth twice over.
  await mint('USDC', CROWD.provider, 4_000_000_000n * 10n ** 6n)
  await mint('USDC', CROWD.arbitrageur, FUNDS.value.outsideDollars * 10n ** 6n)
  for (const asset of ['USDC', 'USDT', 'DAI'] as const)
    await mint(asset, CROWD.house, FUNDS.value.houseDollars * 10n ** BigInt(ASSETS[asset].decimals))
}

const supply = (asset: Asset): Action => ({ kind: 'aave.supply', asset, amount: { balanceOf: asset } })
const borrow = (asset: Asset, amount: bigint): Action => ({ kind: 'aave.borrow', asset, amount })
const transfer = (asset: Asset, to: Address, amount: bigint): Action => ({
  kind: 'transfer',
  asset,
  to,
  amount,
})

/** The pools' liquidity, provided by real mints and deposits. */
const provide = (): readonly Action[] => [
  { kind: 'weth.wrap', amount: 2_000_000n * ETHER },
  {
    kind: 'curve.addLiquidity',
    eth: CURVE_SEED.eth.value,
    stEth: CURVE_SEED.stEth.value,
    minimumLp: 0n,
  },
  ...Object.entries(seedPositions()).flatMap(([pool, positions]) =>
    positions.map(
      position => ({ kind: 'uniswap.mint', pool: pool as UniswapPoolName, ...position }) as const,
    ),
  ),
]

const acts = (): readonly Tx[] => {
  const wstEth = supplied('wstETH')
  const stEthToWrap = 6_000_000n * ETHER
  const weth = supplied('WETH')
  return [
    {
      from: CROWD.whale,
      actions: [
        { kind: 'lido.wrap', amount: stEthToWrap },
        transfer('wstETH', CROWD.looper, wstEth),
        transfer('wstETH', CROWD.provider, 1_000_000n * ETHER),
        transfer('stETH', CROWD.provider, 600_000n * ETHER),
        transfer('wstETH', CROWD.leaver, 2_100_000n * ETHER),
      ],
    },
    {
      from: CROWD.lender,
      actions: [{ kind: 'weth.wrap', amount: half(weth) }, ...(['WETH', ...LENT] as const).map(supply)],
    },
    {
      from: CROWD.treasurer,
      actions: [
        { kind: 'weth.wrap', amount: weth - half(weth) },
        supply('WETH'),
        supply('WBTC'),
        ...(['USDC', 'USDT', 'DAI'] as const).map(asset => borrow(asset, reserve(asset).borrowed.value)),
      ],
    },
    {
      from: CROWD.looper,
      actions: [supply('wstETH'), { kind: 'aave.setEMode', category: 1 }, borrow('WETH', LOOPER_WETH)],
    },
    {
      from: CROWD.restaker,
      actions: [
        supply('weETH'),
        { kind: 'aave.setEMode', category: 26 },
        borrow('WETH', reserve('WETH').borrowed.value - LOOPER_WETH),
        borrow('wstETH', reserve('wstETH').borrowed.value),
      ],
    },
    { from: CROWD.provider, actions: provide() },
    {
      from: CROWD.liquidator,
      actions: [{ kind: 'weth.wrap', amount: FUNDS.value.liquidatorWeth }],
    },
    { from: CROWD.house, actions: [{ kind: 'weth.wrap', amount: FUNDS.value.houseWeth }] },
  ]
}

/** Gives everyone else their holdings, by real transactions. */
export const buildCrowd = async (b: Builder): Promise<void> => {
  for (const account of Object.values(CROWD)) {
    await b.rpc('anvil_setBalance', [account, numberToHex(ETHER_OF_EACH)])
    await b.rpc('anvil_setCode', [account, `0x${b.artifact('Executor').deployedBytecode}`])
  }
  await mintTokens(b)
  const protocols = chainEntries().flatMap(([, { crowd }]) => crowd)
  for (const { from, actions } of [...acts(), ...protocols])
    await b.send({ from, to: from, data: encodeActions(actions, from) })
  // What was borrowed belongs to others now.
  for (const account of [CROWD.treasurer, CROWD.looper, CROWD.restaker])
    await b.rpc('anvil_setBalance', [account, numberToHex(ETHER_OF_EACH)])
}
