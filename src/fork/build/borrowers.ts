import { encodeFunctionData, type Hex, numberToHex, parseAbi } from 'viem'
import { CROWD } from '../../market/crowd.js'
import { type Borrower, donorsOf, PopulationError } from '../../market/population.js'
import type { Action } from '../../position/action.js'
import { AAVE } from '../../protocols/aave/addresses.js'
import { type Address, ASSETS, type Asset } from '../../protocols/assets.js'
import { encodeActions } from '../calls.js'
import type { Builder } from './builder.js'
import { ETHER_OF_EACH } from './crowd.js'
import { placeDollars } from './staking.js'

const POOL = parseAbi([
  'function supply(address asset, uint256 amount, address onBehalfOf, uint16 referralCode)',
  'function setUserEMode(uint8 categoryId)',
  'function borrow(address asset, uint256 amount, uint256 interestRateMode, uint16 referralCode, address onBehalfOf)',
])
const ERC20 = parseAbi([
  'function approve(address spender, uint256 amount)',
  'function mint(address to, uint256 amount)',
  'function transfer(address to, uint256 amount)',
])
const CONFIGURATOR = parseAbi([
  'function configureReserveAsCollateral(address asset, uint256 ltv, uint256 liquidationThreshold, uint256 liquidationBonus)',
  'function setEModeCategory(uint8 categoryId, uint16 ltv, uint16 liquidationThreshold, uint16 liquidationBonus, string label)',
])

type Call = { readonly borrower: Address; readonly from: Address; readonly to: Address; readonly data: Hex }

/** Calls a block: far below the block's gas, and anvil is slow one by one. */
const CALLS_A_BLOCK = 300
const GAS = numberToHex(5_000_000)

const sendAll = async (b: Builder, calls: readonly Call[], timestamp: Hex): Promise<void> => {
  for (let first = 0; first < calls.length; first += CALLS_A_BLOCK) {
    const hashes: unknown[] = []
    for (const { from, to, data } of calls.slice(first, first + CALLS_A_BLOCK))
      hashes.push(await b.rpc('eth_sendTransaction', [{ from, to, data, gas: GAS, gasPrice: '0x0' }]))
    await b.rpc('evm_setNextBlockTimestamp', [timestamp])
    await b.rpc('evm_mine')
    for (const [i, hash] of hashes.entries()) {
      const receipt = (await b.rpc('eth_getTransactionReceipt', [hash])) as { readonly status: Hex }
      if (receipt.status === '0x1') continue
      const call = calls[first + i]
      const { from, to, data } = call ?? {}
      const reason = await b.rpc('eth_call', [{ from, to, data }, 'latest']).catch(error => String(error))
      throw new PopulationError(`Aave refuses to seed it: ${reason}`, call?.borrower)
    }
  }
}

/** Sums of what each account of the crowd gives, by asset. */
const sums = (entries: readonly (readonly [Address, Asset, bigint])[]) => {
  const found = new Map<string, { readonly from: Address; readonly asset: Asset; amount: bigint }>()
  for (const [from, asset, amount] of entries) {
    const known = found.get(from + asset) ?? { from, asset, amount: 0n }
    known.amount += amount
    found.set(from + asset, known)
  }
  return [...found.values()]
}

const act = (b: Builder, from: Address, actions: readonly Action[]) =>
  b.send({ from, to: from, data: encodeActions(actions, from) })

/** Debts that borrowers take over are paid back first, with money made for it. */
const repay = async (b: Builder, borrowers: readonly Borrower[]): Promise<void> => {
  const owed = sums(borrowers.map(entry => [donorsOf(entry).debtor, entry.debt, entry.debtAmount]))
  for (const { from, asset, amount } of owed) {
    if (asset !== 'WETH') await b.call(CROWD.oracle, ASSETS[asset].address, ERC20, 'mint', [from, amount])
    const wrap: readonly Action[] = asset === 'WETH' ? [{ kind: 'weth.wrap', amount }] : []
    await act(b, from, [...wrap, { kind: 'aave.repay', asset, amount }])
    await b.rpc('anvil_setBalance', [from, numberToHex(ETHER_OF_EACH)])
  }
}

/** Collateral leaves the crowd's accounts and is supplied again for the borrowers. */
const handOver = async (b: Builder, borrowers: readonly Borrower[], timestamp: Hex): Promise<void> => {
  const given = sums(
    borrowers.map(entry => [donorsOf(entry).supplier, entry.collateral, entry.collateralAmount]),
  )
  for (const { from, asset, amount } of given) {
    await act(b, from, [{ kind: 'aave.withdraw', asset, amount }])
    await b.call(from, ASSETS[asset].address, ERC20, 'approve', [AAVE.pool, amount])
  }
  const supplies = borrowers.map(
    (entry): Call => ({
      borrower: entry.account,
      from: donorsOf(entry).supplier,
      to: AAVE.pool,
      data: encodeFunctionData({
        abi: POOL,
        functionName: 'supply',
        args: [ASSETS[entry.collateral].address, entry.collateralAmount, entry.account, 0],
      }),
    }),
  )
  await sendAll(b, supplies, timestamp)
}

/** What was borrowed belongs to others now, whom nobody follows. */
const SPENT_AT: Address = '0x0000000000000000000000000000000000005bae'

const borrowCalls = ({ account: from, debt, debtAmount, eMode }: Borrower): readonly Call[] => {
  const enter = encodeFunctionData({ abi: POOL, functionName: 'setUserEMode', args: [eMode] })
  const borrow = encodeFunctionData({
    abi: POOL,
    functionName: 'borrow',
    args: [ASSETS[debt].address, debtAmount, 2n, 0, from],
  })
  const spend = encodeFunctionData({ abi: ERC20, functionName: 'transfer', args: [SPENT_AT, debtAmount] })
  return [
    ...(eMode === 0 ? [] : [{ borrower: from, from, to: AAVE.pool, data: enter }]),
    { borrower: from, from, to: AAVE.pool, data: borrow },
    { borrower: from, from, to: ASSETS[debt].address, data: spend },
  ]
}

/**
 * Who has owed for a while stands nearer to liquidation than anyone may borrow: while the borrowers are seeded, the
 * loan-to-value is the threshold.
 */
const setLtv = async (b: Builder, ltv: 'recorded' | 'threshold'): Promise<void> => {
  const of = (entry: { readonly ltvBps: number; readonly liquidationThresholdBps: number }) =>
    ltv === 'recorded' ? entry.ltvBps : entry.liquidationThresholdBps
  const call = (name: string, args: readonly unknown[]) =>
    b.call(AAVE.governance, AAVE.configurator, CONFIGURATOR, name, args)
  for (const seed of b.book.reserves)
    await call('configureReserveAsCollateral', [
      ASSETS[seed.asset].address,
      of(seed),
      seed.liquidationThresholdBps,
      seed.liquidationBonusBps,
    ])
  for (const eMode of b.book.eModes)
    await call('setEModeCategory', [
      eMode.id,
      of(eMode),
      eMode.liquidationThresholdBps,
      eMode.liquidationBonusBps,
      eMode.label,
    ])
}

/** A tenth: in no market of another day is ether worth ten times as many dollars. */
const CHEAP = 10n

/**
 * Puts borrowers on Aave by real calls, many a block, out of the crowd's own supplies and debts. Dollars are cheap
 * meanwhile: whoever stands well where ether is dearer than today could not borrow as much today. That nobody stands
 * below 1 on the market of the day is checked before (`withPopulation`).
 */
export const seedBorrowers = async (b: Builder, borrowers: readonly Borrower[]): Promise<void> => {
  const block = (await b.rpc('eth_getBlockByNumber', ['latest', false])) as { readonly timestamp: Hex }
  await setLtv(b, 'threshold')
  await placeDollars(b, CHEAP)
  await repay(b, borrowers)
  await handOver(b, borrowers, block.timestamp)
  await sendAll(b, borrowers.flatMap(borrowCalls), block.timestamp)
  await placeDollars(b, 1n)
  await setLtv(b, 'recorded')
}
