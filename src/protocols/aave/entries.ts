import type { Address, Asset } from '../assets.js'
import { Revert } from '../revert.js'
import { borrowerAt, withBorrower } from './borrowers.js'
import { EMPTY_REVERT } from './checks.js'
import type { AaveAccount, AaveEMode, AaveReserve, AaveState } from './state.js'

/** Aave's Collector: receives the protocol's share of liquidations as aTokens. */
export const TREASURY: Address = '0x464c71f6c2f760dda6093dcb91c24c39e5d6e18c'

const NEW_ACCOUNT: AaveAccount = { eMode: 0, configuration: 0n, supplies: {}, debts: {} }

/** The reserve of an asset; reverts without a reason where the asset is not listed, as the pool does. */
export const reserveOf = (state: AaveState, asset: Asset): AaveReserve => {
  const reserve = state.reserves[asset]
  if (reserve === undefined) throw new Revert(EMPTY_REVERT)
  return reserve
}

/** The account of an address, empty where it never touched Aave. */
export const accountOf = (state: AaveState, user: Address): AaveAccount =>
  state.accounts[user] ?? borrowerAt(state.borrowers, user) ?? NEW_ACCOUNT

const unsetEMode = (id: number): AaveEMode => ({
  id,
  ltvBps: 0,
  liquidationThresholdBps: 0,
  liquidationBonusBps: 0,
  collateralBitmap: 0n,
  borrowableBitmap: 0n,
  ltvzeroBitmap: 0n,
})

/** The e-mode with an id: undefined for 0, which is none, and all zeros for one that was never set up. */
export const eModeById = (state: AaveState, id: number): AaveEMode | undefined =>
  id === 0 ? undefined : (state.eModes[id] ?? unsetEMode(id))

/** The e-mode an account is in; undefined outside e-modes. */
export const eModeOf = (state: AaveState, account: AaveAccount): AaveEMode | undefined =>
  eModeById(state, account.eMode)

export const withReserve = (state: AaveState, reserve: AaveReserve): AaveState => ({
  ...state,
  reserves: { ...state.reserves, [reserve.asset]: reserve },
})

/** An account replaced where it is kept: among the background borrowers, or among the tracked accounts. */
export const withAccount = (state: AaveState, user: Address, account: AaveAccount): AaveState =>
  borrowerAt(state.borrowers, user) === undefined
    ? { ...state, accounts: { ...state.accounts, [user]: account } }
    : { ...state, borrowers: withBorrower(state.borrowers, user, account) }

type Balances = AaveAccount['supplies']

const withBalance = (balances: Balances, asset: Asset, scaled: bigint): Balances => {
  const { [asset]: _, ...others } = balances
  return scaled === 0n ? others : { ...balances, [asset]: scaled }
}

/** Sets a scaled aToken balance; a balance of zero leaves no entry. */
export const withSupply = (account: AaveAccount, asset: Asset, scaled: bigint): AaveAccount => ({
  ...account,
  supplies: withBalance(account.supplies, asset, scaled),
})

/** Sets a scaled variable debt; a debt of zero leaves no entry. */
export const withDebt = (account: AaveAccount, asset: Asset, scaled: bigint): AaveAccount => ({
  ...account,
  debts: withBalance(account.debts, asset, scaled),
})
