import type { Hex } from 'viem'
import { LIDO } from '../protocols/lido/addresses.js'
import type { LidoVersion } from '../protocols/lido/state.js'
import { EnvironmentError } from './errors.js'
import type { Rpc } from './ipc.js'
import type { LidoBalances } from './lensDecode.js'

const HALF = 2n ** 128n
const low = (word: bigint): bigint => word % HALF
const high = (word: bigint): bigint => word / HALF
/** Before version 4 every deposit is a validator of 32 ether; wei. */
const DEPOSIT_SIZE = 32n * 10n ** 18n

type Layout = {
  /** Slots of the stETH proxy, keccak256 of these names. */
  readonly slots: Readonly<Record<string, Hex>>
  decode(words: readonly bigint[]): LidoBalances
}

/** Versions 2 and 3 count validators, and know neither pending deposits nor a reserve for them. */
const counted = (at: {
  readonly bufferedEther: bigint
  readonly clBalance: bigint
  readonly deposited: bigint
  readonly appeared: bigint
}): LidoBalances => ({
  bufferedEther: at.bufferedEther,
  clValidatorsBalance: at.clBalance,
  clPendingBalance: 0n,
  depositedPostReport: (at.deposited - at.appeared) * DEPOSIT_SIZE,
  depositsReserve: 0n,
  depositsReserveTarget: 0n,
})

/**
 * Lido's balance sheet by contract version, in unstructured storage of the stETH proxy. Source: lidofinance/core, tags
 * v2.2.0 and v3.0.1 and @ 3f6ab3da (version 4), contracts/0.4.24/Lido.sol.
 */
export const LIDO_LAYOUTS: Readonly<Record<LidoVersion, Layout>> = {
  2: {
    slots: {
      'lido.Lido.bufferedEther': '0xed310af23f61f96daefbcd140b306c0bdbf8c178398299741687b90e794772b0',
      'lido.Lido.depositedValidators': '0xe6e35175eb53fc006520a2a9c3e9711a7c00de6ff2c32dd31df8c5a24cac1b5c',
      'lido.Lido.beaconBalance': '0xa66d35f054e68143c18f32c990ed5cb972bb68a68f500cd2dd3a16bbf3686483',
      'lido.Lido.beaconValidators': '0x9f70001d82b6ef54e9d3725b46581c3eb9ee3aa02b941b6aa54d678a9ca35b10',
    },
    decode: ([bufferedEther = 0n, deposited = 0n, clBalance = 0n, appeared = 0n]) =>
      counted({ bufferedEther, clBalance, deposited, appeared }),
  },
  3: {
    slots: {
      'lido.Lido.clBalanceAndClValidators':
        '0xc36804a03ec742b57b141e4e5d8d3bd1ddb08451fd0f9983af8aaab357a78e2f',
      'lido.Lido.bufferedEtherAndDepositedValidators':
        '0xa84c096ee27e195f25d7b6c7c2a03229e49f1a2a5087e57ce7d7127707942fe3',
    },
    decode: ([cl = 0n, buffered = 0n]) =>
      counted({
        bufferedEther: low(buffered),
        clBalance: low(cl),
        deposited: high(buffered),
        appeared: high(cl),
      }),
  },
  4: {
    slots: {
      'lido.Lido.clValidatorsBalanceAndClPendingBalance':
        '0x096e465397f38e659238ccd5d5a2c434ced54a63fd8d694045bfb058ab9d8112',
      'lido.Lido.bufferedEtherAndDepositedPostReport':
        '0x81a11fa1111afa59b50051f60ccf604a39d96acb484dc467ad8eadb4a63f0a5f',
      'lido.Lido.depositsReserve': '0xda4fbe3b9cbd98dfae5dff538bbff4ba61f38979d4d7419bcd006f3e6250ec13',
      'lido.Lido.depositsReserveTarget': '0x3d3e9bd6e90e5d1f1c6839835bcbe5746a47c9a013d1eae6e80c248264c06a81',
    },
    decode: ([cl = 0n, buffered = 0n, depositsReserve = 0n, depositsReserveTarget = 0n]) => ({
      bufferedEther: low(buffered),
      clValidatorsBalance: low(cl),
      clPendingBalance: high(cl),
      depositedPostReport: high(buffered),
      depositsReserve,
      depositsReserveTarget,
    }),
  },
}

/** The layout of the embedded mainnet and, in 2026, of mainnet: read along with the rest. */
export const USUAL_LIDO_VERSION = 4

const layoutOf = (version: number): Layout => {
  const layout = Object.entries(LIDO_LAYOUTS).find(([known]) => Number(known) === version)?.[1]
  if (layout) return layout
  throw new EnvironmentError('Plimsoll does not know this version of Lido.', {
    facts: { version: String(version), known: Object.keys(LIDO_LAYOUTS).join(', ') },
    hint: 'Fork at a block where Lido was at a known version.',
  })
}

/**
 * Lido's balance sheet from the storage of a contract version.
 * Throws `EnvironmentError` for a version whose storage is not known here.
 */
export const readLidoBalances = async (rpc: Rpc, version: number): Promise<LidoBalances> => {
  const { slots, decode } = layoutOf(version)
  const words = Object.values(slots).map(slot => rpc('eth_getStorageAt', [LIDO.stEth, slot, 'latest']))
  return decode((await Promise.all(words)).map(word => BigInt(word as Hex)))
}
