import { accountData } from '../protocols/aave/account.js'
import { borrowersOf } from '../protocols/aave/borrowers.js'
import {
  accountOf,
  eModeById,
  reserveOf,
  withAccount,
  withDebt,
  withSupply,
} from '../protocols/aave/entries.js'
import type { AaveAccount, AaveState } from '../protocols/aave/state.js'
import { getATokenMintScaledAmount, getVTokenMintScaledAmount } from '../protocols/aave/tokenMath.js'
import type { Address, Asset } from '../protocols/assets.js'
import { WAD } from '../units/fixed.js'
import { CROWD } from './crowd.js'
import type { Market } from './market.js'

/** A background borrower on Aave: one collateral, one debt; amounts in the assets' smallest units. */
export type Borrower = {
  readonly account: Address
  readonly collateral: Asset
  readonly collateralAmount: bigint
  readonly debt: Asset
  readonly debtAmount: bigint
  /** E-mode category; 0 is none. */
  readonly eMode: number
  /** Of the file that it was read from. */
  readonly line?: number
}

/** Who borrows beside the owner, and where that is from. */
export type Population = {
  readonly kind: 'none' | 'seeded' | 'file'
  /** What the report says of it: its source, and what of it is assumed. */
  readonly source: string
  readonly assumed: boolean
  /** Of a seeded one. */
  readonly seed: number | null
  readonly borrowers: readonly Borrower[]
}

/** The largest loop of a seeded population, which acts: its wallet is followed as well. */
export const WHALE: Address = '0x00000000000000000000000000000000b0000000'

/** Nobody but the crowd's own accounts. */
export const NO_POPULATION: Population = {
  kind: 'none',
  source: 'nobody: the crowd’s few accounts stand for everyone else, and are not liquidated',
  assumed: true,
  seed: null,
  borrowers: [],
}

/** A population that does not fit into a market: `borrower` is the account at which that shows, where it is one. */
export class PopulationError extends Error {
  override readonly name = 'PopulationError'
  readonly borrower: Address | undefined
  /** Of the file that the borrower was read from. */
  readonly line: number | undefined
  constructor(message: string, borrower?: Address, line?: number) {
    super(message)
    this.borrower = borrower
    this.line = line
  }
}

const SUPPLIERS: Readonly<Partial<Record<Asset, keyof typeof CROWD>>> = {
  wstETH: 'looper',
  weETH: 'restaker',
  WETH: 'treasurer',
  WBTC: 'treasurer',
  rETH: 'lender',
  cbETH: 'lender',
}

/** Whose supply and whose debt a borrower takes over, so that a reserve's totals stay what they are. */
export const donorsOf = ({ collateral, debt, account }: Borrower) => {
  const supplier = SUPPLIERS[collateral]
  const dollars = debt === 'USDC' || debt === 'USDT' || debt === 'DAI'
  if (!supplier)
    throw new PopulationError(`${collateral} is no collateral that a population can hold`, account)
  if (!dollars && debt !== 'WETH')
    throw new PopulationError(`${debt} is no debt that a population can owe`, account)
  const debtor = dollars ? 'treasurer' : collateral === 'weETH' ? 'restaker' : 'looper'
  return { supplier: CROWD[supplier], debtor: CROWD[debtor] } as const
}

const scaledOf = (aave: AaveState, { collateral, collateralAmount, debt, debtAmount }: Borrower) => ({
  supply: getATokenMintScaledAmount(collateralAmount, reserveOf(aave, collateral).liquidityIndexRay),
  owed: getVTokenMintScaledAmount(debtAmount, reserveOf(aave, debt).borrowIndexRay),
})

/** Aave's own rules: an e-mode that is set up, and lends the debt's asset. */
const checkEMode = (aave: AaveState, { account, debt, eMode: id }: Borrower): void => {
  if (id === 0) return
  const eMode = eModeById(aave, id)
  if (eMode === undefined || eMode.liquidationThresholdBps === 0)
    throw new PopulationError(`this market has no e-mode ${id}`, account)
  if ((eMode.borrowableBitmap & (1n << BigInt(reserveOf(aave, debt).id))) === 0n)
    throw new PopulationError(`e-mode ${id} of this market lends no ${debt}`, account)
}

const accountWith = (aave: AaveState, borrower: Borrower): AaveAccount => {
  const { supply, owed } = scaledOf(aave, borrower)
  const bit = (asset: Asset, offset: bigint): bigint =>
    1n << (2n * BigInt(reserveOf(aave, asset).id) + offset)
  return {
    eMode: borrower.eMode,
    configuration: bit(borrower.collateral, 1n) | bit(borrower.debt, 0n),
    supplies: { [borrower.collateral]: supply },
    debts: { [borrower.debt]: owed },
  }
}

/** What the borrower has is taken out of the crowd's accounts, in scaled amounts, to the wei. */
const taken = (aave: AaveState, borrower: Borrower): AaveState => {
  const { supplier, debtor } = donorsOf(borrower)
  const { supply, owed } = scaledOf(aave, borrower)
  const giver = accountOf(aave, supplier)
  const left = (giver.supplies[borrower.collateral] ?? 0n) - supply
  if (left <= 0n)
    throw new PopulationError(
      `there is not enough ${borrower.collateral} of the crowd on Aave for it`,
      borrower.account,
    )
  const given = withAccount(aave, supplier, withSupply(giver, borrower.collateral, left))
  const ower = accountOf(given, debtor)
  const owes = (ower.debts[borrower.debt] ?? 0n) - owed
  if (owes <= 0n)
    throw new PopulationError(
      `the crowd owes Aave less ${borrower.debt} than it would take over`,
      borrower.account,
    )
  return withAccount(given, debtor, withDebt(ower, borrower.debt, owes))
}

/** The crowd's own accounts must stand on what is left to them. */
const checkDonors = (aave: AaveState, now: number): void => {
  for (const name of ['looper', 'restaker', 'treasurer'] as const)
    if (accountData(aave, CROWD[name], now).healthFactorWad < WAD)
      throw new PopulationError(
        `it takes so much collateral and so little debt from the crowd that its ${name} could be liquidated`,
      )
}

/** Nobody can come to owe more than the threshold allows. */
const checkHealth = (day: Market, all: readonly (readonly [Address, AaveAccount])[]): void => {
  const state = { ...day.aave, borrowers: borrowersOf(all) }
  for (const [account] of all) {
    const { healthFactorWad } = accountData(state, account, day.block.timestamp)
    if (healthFactorWad < WAD)
      throw new PopulationError(
        `its health factor would be ${(Number(healthFactorWad) / 1e18).toFixed(4)}, and nobody can borrow below 1`,
        account,
      )
  }
}

type Seeding = {
  /** Borrowers who are tracked whole, wallet included. */
  readonly followed?: readonly Address[]
  /** The market at whose prices and terms nobody may stand below 1; the market itself unless it is another day's. */
  readonly day?: Market
}

const populate = (
  market: Market,
  borrowers: readonly Borrower[],
  { followed = [], day }: Seeding,
): Market => {
  if (borrowers.length === 0) return market
  for (const borrower of borrowers) checkEMode((day ?? market).aave, borrower)
  const aave = borrowers.reduce(taken, market.aave)
  checkDonors(aave, market.block.timestamp)
  const all = borrowers.map(borrower => [borrower.account, accountWith(aave, borrower)] as const)
  checkHealth(day ?? { ...market, aave }, all)
  const own = all.filter(([account]) => followed.includes(account))
  return {
    ...market,
    aave: {
      ...aave,
      accounts: { ...aave.accounts, ...Object.fromEntries(own) },
      borrowers: borrowersOf(all.filter(([account]) => !followed.includes(account))),
    },
    wallets: { ...market.wallets, ...Object.fromEntries(own.map(([account]) => [account, {}])) },
  }
}

const withLine = (error: unknown, borrowers: readonly Borrower[]): unknown => {
  if (!(error instanceof PopulationError) || error.borrower === undefined) return error
  const { message, borrower } = error
  return new PopulationError(message, borrower, borrowers.find(({ account }) => account === borrower)?.line)
}

/**
 * The market with borrowers whose supplies and debts are taken out of the crowd's, so that every reserve's totals stay
 * as they were. Throws `PopulationError`, with the line of a borrower who was read from a file.
 */
export const withPopulation = (
  market: Market,
  borrowers: readonly Borrower[],
  seeding: Seeding = {},
): Market => {
  try {
    return populate(market, borrowers, seeding)
  } catch (error) {
    throw withLine(error, borrowers)
  }
}
