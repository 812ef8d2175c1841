import type { AaveAccount, AaveEMode, AaveReserve } from './state.js'

/** Aave v3.6 `ReserveConfiguration.MAX_RESERVES_COUNT`. */
const MAX_RESERVES_COUNT = 128

const bits = (offset: number): readonly bigint[] =>
  Array.from({ length: MAX_RESERVES_COUNT }, (_, id) => 1n << BigInt(2 * id + offset))

/** One mask per reserve id: tables, because shifting a bigint allocates. */
const BORROWING_BITS = bits(0)
const COLLATERAL_BITS = bits(1)
const BITMAP_BITS = Array.from({ length: MAX_RESERVES_COUNT }, (_, id) => 1n << BigInt(id))

const BORROWING_MASK = BORROWING_BITS.reduce((sum, mask) => sum | mask, 0n)

const maskOf = (masks: readonly bigint[], id: number): bigint => {
  const mask = masks[id]
  if (mask === undefined) throw new RangeError(`reserve id ${id} is not below ${MAX_RESERVES_COUNT}`)
  return mask
}

/** Aave v3.6 `UserConfiguration.isBorrowing`. */
export const isBorrowing = (configuration: bigint, id: number): boolean =>
  (configuration & maskOf(BORROWING_BITS, id)) !== 0n

/** Aave v3.6 `UserConfiguration.isUsingAsCollateral`. */
export const isUsingAsCollateral = (configuration: bigint, id: number): boolean =>
  (configuration & maskOf(COLLATERAL_BITS, id)) !== 0n

/** The two flags of one reserve, as `flagsOf` gives them. */
export const BORROWING = 1
export const COLLATERAL = 2

/**
 * Both flags of one reserve in one small number: Aave v3.6 `UserConfiguration.getNextFlags` at an index.
 * The first 16 reserves take a path without bigint arithmetic, because health factors are read in bulk.
 */
export const flagsOf = (configuration: bigint, id: number): number =>
  id < 16
    ? (Number(BigInt.asUintN(32, configuration)) >>> (2 * id)) & 3
    : Number((configuration >> BigInt(2 * id)) & 3n)

/** Aave v3.6 `UserConfiguration.isBorrowingAny`. */
export const isBorrowingAny = (configuration: bigint): boolean => (configuration & BORROWING_MASK) !== 0n

const withBit = (account: AaveAccount, mask: bigint): AaveAccount =>
  (account.configuration & mask) !== 0n
    ? account
    : { ...account, configuration: account.configuration | mask }

const withoutBit = (account: AaveAccount, mask: bigint): AaveAccount =>
  (account.configuration & mask) === 0n
    ? account
    : { ...account, configuration: account.configuration ^ mask }

/** Aave v3.6 `UserConfiguration.setBorrowing(…, true)`. */
export const startBorrowing = (account: AaveAccount, id: number): AaveAccount =>
  withBit(account, maskOf(BORROWING_BITS, id))

/** Aave v3.6 `UserConfiguration.setBorrowing(…, false)`. */
export const stopBorrowing = (account: AaveAccount, id: number): AaveAccount =>
  withoutBit(account, maskOf(BORROWING_BITS, id))

/** Aave v3.6 `UserConfiguration.setUsingAsCollateral(…, true)`. */
export const enableCollateral = (account: AaveAccount, id: number): AaveAccount =>
  withBit(account, maskOf(COLLATERAL_BITS, id))

/** Aave v3.6 `UserConfiguration.setUsingAsCollateral(…, false)`. */
export const disableCollateral = (account: AaveAccount, id: number): AaveAccount =>
  withoutBit(account, maskOf(COLLATERAL_BITS, id))

/** Aave v3.6 `EModeConfiguration.isReserveEnabledOnBitmap`. */
export const isReserveEnabledOnBitmap = (bitmap: bigint, id: number): boolean =>
  (bitmap & maskOf(BITMAP_BITS, id)) !== 0n

/**
 * Loan to value of one collateral for one account, in basis points; `eMode` is undefined outside e-modes.
 * Aave v3.6 `ValidationLogic.getUserReserveLtv`: the e-mode's for its collaterals, 0 where its ltvzero bit is set.
 */
export const getUserReserveLtv = (reserve: AaveReserve, eMode: AaveEMode | undefined): number => {
  if (eMode === undefined || !isReserveEnabledOnBitmap(eMode.collateralBitmap, reserve.id))
    return reserve.ltvBps
  return isReserveEnabledOnBitmap(eMode.ltvzeroBitmap, reserve.id) ? 0 : eMode.ltvBps
}

/** What Aave keeps in the one word of a reserve's `ReserveConfigurationMap`. */
export type ReserveConfiguration = Pick<
  AaveReserve,
  | 'ltvBps'
  | 'liquidationThresholdBps'
  | 'liquidationBonusBps'
  | 'decimals'
  | 'active'
  | 'frozen'
  | 'borrowingEnabled'
  | 'paused'
  | 'flashLoanEnabled'
  | 'reserveFactorBps'
  | 'borrowCap'
  | 'supplyCap'
  | 'liquidationProtocolFeeBps'
>

/** Reads `IPool.getConfiguration(asset).data`. Aave v3.6 `ReserveConfiguration`: the positions of its masks. */
export const decodeReserveConfiguration = (data: bigint): ReserveConfiguration => {
  const field = (start: number, width: number): bigint => BigInt.asUintN(width, data >> BigInt(start))
  const flag = (position: number): boolean => field(position, 1) === 1n
  return {
    ltvBps: Number(field(0, 16)),
    liquidationThresholdBps: Number(field(16, 16)),
    liquidationBonusBps: Number(field(32, 16)),
    decimals: Number(field(48, 8)),
    active: flag(56),
    frozen: flag(57),
    borrowingEnabled: flag(58),
    paused: flag(60),
    flashLoanEnabled: flag(63),
    reserveFactorBps: Number(field(64, 16)),
    borrowCap: field(80, 36),
    supplyCap: field(116, 36),
    liquidationProtocolFeeBps: Number(field(152, 16)),
  }
}
