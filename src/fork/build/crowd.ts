import { numberToHex } from 'viem'
import { CROWD } from '../../market/crowd.js'
import type { Action, Tx } from '../../position/action.js'
import { type Address, ASSETS, type Asset } from '../../protocols/assets.js'
import type { UniswapPoolName } from '../../protocols/uniswap/state.js'
import { encodeActions } from '../calls.js'
import { chainEntries } from '../registry.js'
import { reserveSeed, type SeedBook, wei } from '../seed.js'
import { unitsOf } from '../seedSchema.js'
import type { Builder } from './builder.js'
import { seedPositions } from './pools.js'

const ETHER = 10n ** 18n
/** Ether of each account of the crowd. No part of any balance sheet: it pays for what a shock needs. */
export const ETHER_OF_EACH = 10_000_000n * ETHER

/** All that is supplied: what is free and what is borrowed. */
const supplied = (book: SeedBook, asset: Asset): bigint => {
  const { virtualBalance, borrowed } = reserveSeed(book, asset)
  return virtualBalance + borrowed
}

const borrowed = (book: SeedBook, asset: Asset): bigint => reserveSeed(book, asset).borrowed

/** The looper's share of the WETH borrowed, assumed; the restaker has the rest. */
const looperWeth = (book: SeedBook): bigint => (borrowed(book, 'WETH') * 53n) / 100n

/**
 * What the treasurer borrows dollars against, beside WBTC: parts of the WETH and weETH supplied, percent. On mainnet
 * assets that are not listed here (cbBTC, USDe and others) stand behind a part of the dollars.
 */
const TREASURER_PERCENT = { WETH: 67n, weETH: 16n } as const

const treasurers = (book: SeedBook, asset: 'WETH' | 'weETH'): bigint =>
  (supplied(book, asset) * TREASURER_PERCENT[asset]) / 100n

/** Enough to provide each pool's depth twice over; the whale has what is left of the supply. */
const PROVIDER_HOLDS = {
  weETH: 120_000n * ETHER,
  rETH: 40_000n * ETHER,
  cbETH: 30_000n * ETHER,
  osETH: 30_000n * ETHER,
  rsETH: 60_000n * ETHER,
  ezETH: 60_000n * ETHER,
} as const
/** Of tokens whose whole supply is not followed: what the whale has to sell. */
const WHALE_RESTAKED = 100_000n * ETHER

/** What the whale holds of each token that the provider was given of. */
const whaleHolds = (book: SeedBook) => {
  const { coinbase, etherfi, rocketpool, stakewise } = book.seed.protocols
  const rest = (asset: keyof typeof PROVIDER_HOLDS, all: { readonly value: string }): bigint =>
    wei(all) - supplied(book, asset) - PROVIDER_HOLDS[asset]
  return {
    weETH: rest('weETH', etherfi.shares),
    rETH: rest('rETH', rocketpool.supply),
    cbETH: rest('cbETH', coinbase.supply),
    osETH: rest('osETH', stakewise.supply),
    rsETH: WHALE_RESTAKED,
    ezETH: WHALE_RESTAKED,
  }
}

/** Of tokens that are no staked ether, in whole tokens: what an owner may be given to start with. */
const WHALE_GIVES = {
  USDC: 2_000_000_000n,
  USDT: 2_000_000_000n,
  DAI: 2_000_000_000n,
  WBTC: 20_000n,
} as const

/** What the lender holds and supplies. */
const LENT = ['USDC', 'USDT', 'DAI', 'rETH', 'cbETH', 'osETH', 'rsETH', 'ezETH'] as const
const DOLLARS = ['USDC', 'USDT', 'DAI'] as const

const mintTokens = async (b: Builder): Promise<void> => {
  const { book } = b
  const { houseDollars, outsideDollars } = book.seed.funds
  const mint = (asset: Asset, to: Address, amount: bigint) =>
    b.call(CROWD.oracle, ASSETS[asset].address, b.artifact('Erc20').abi as never, 'mint', [to, amount])
  const dollars = (asset: Asset, { value }: { readonly value: string }): bigint =>
    unitsOf(value, ASSETS[asset].decimals)
  for (const asset of LENT) await mint(asset, CROWD.lender, supplied(book, asset))
  await mint('WBTC', CROWD.treasurer, supplied(book, 'WBTC'))
  await mint('weETH', CROWD.treasurer, treasurers(book, 'weETH'))
  await mint('weETH', CROWD.restaker, supplied(book, 'weETH') - treasurers(book, 'weETH'))
  const whale = whaleHolds(book)
  for (const asset of ['weETH', 'rETH', 'cbETH', 'osETH', 'rsETH', 'ezETH'] as const) {
    await mint(asset, CROWD.provider, PROVIDER_HOLDS[asset])
    await mint(asset, CROWD.whale, whale[asset])
  }
  for (const asset of ['USDC', 'USDT', 'DAI', 'WBTC'] as const)
    await mint(asset, CROWD.whale, WHALE_GIVES[asset] * 10n ** BigInt(ASSETS[asset].decimals))
  // Enough to provide the USDC pool's depth twice over.
  await mint('USDC', CROWD.provider, 4_000_000_000n * 10n ** 6n)
  await mint('USDC', CROWD.arbitrageur, dollars('USDC', outsideDollars))
  for (const asset of DOLLARS) await mint(asset, CROWD.house, dollars(asset, houseDollars))
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
const provide = (book: SeedBook): readonly Action[] => [
  { kind: 'weth.wrap', amount: 2_000_000n * ETHER },
  {
    kind: 'curve.addLiquidity',
    eth: wei(book.seed.curve.eth),
    stEth: wei(book.seed.curve.stEth),
    minimumLp: 0n,
  },
  ...Object.entries(seedPositions(book)).flatMap(([pool, positions]) =>
    positions.map(
      position => ({ kind: 'uniswap.mint', pool: pool as UniswapPoolName, ...position }) as const,
    ),
  ),
]

const acts = (book: SeedBook): readonly Tx[] => {
  const wstEth = supplied(book, 'wstETH')
  const stEthToWrap = 6_000_000n * ETHER
  const treasury = treasurers(book, 'WETH')
  const { liquidatorWeth, houseWeth } = book.seed.funds
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
      actions: [
        { kind: 'weth.wrap', amount: supplied(book, 'WETH') - treasury },
        ...(['WETH', ...LENT] as const).map(supply),
      ],
    },
    {
      from: CROWD.treasurer,
      actions: [
        { kind: 'weth.wrap', amount: treasury },
        ...(['WETH', 'WBTC', 'weETH'] as const).map(supply),
        ...[...DOLLARS, 'WBTC' as const].map(asset => borrow(asset, borrowed(book, asset))),
      ],
    },
    {
      from: CROWD.looper,
      actions: [supply('wstETH'), { kind: 'aave.setEMode', category: 1 }, borrow('WETH', looperWeth(book))],
    },
    {
      from: CROWD.restaker,
      actions: [
        supply('weETH'),
        { kind: 'aave.setEMode', category: 26 },
        borrow('WETH', borrowed(book, 'WETH') - looperWeth(book)),
        borrow('wstETH', borrowed(book, 'wstETH')),
      ],
    },
    { from: CROWD.provider, actions: provide(book) },
    { from: CROWD.liquidator, actions: [{ kind: 'weth.wrap', amount: wei(liquidatorWeth) }] },
    { from: CROWD.house, actions: [{ kind: 'weth.wrap', amount: wei(houseWeth) }] },
  ]
}

/** Gives everyone else their holdings, by real transactions. */
export const buildCrowd = async (b: Builder): Promise<void> => {
  for (const account of Object.values(CROWD)) {
    await b.rpc('anvil_setBalance', [account, numberToHex(ETHER_OF_EACH)])
    await b.rpc('anvil_setCode', [account, `0x${b.artifact('Executor').deployedBytecode}`])
  }
  await mintTokens(b)
  const protocols = chainEntries().flatMap(([, { crowd }]) => crowd(b.book))
  for (const { from, actions } of [...acts(b.book), ...protocols])
    await b.send({ from, to: from, data: encodeActions(actions, from) })
  // What was borrowed belongs to others now.
  for (const account of [CROWD.treasurer, CROWD.looper, CROWD.restaker])
    await b.rpc('anvil_setBalance', [account, numberToHex(ETHER_OF_EACH)])
}
