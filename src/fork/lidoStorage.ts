import type { Hex } from 'viem'
import { LIDO } from '../protocols/lido/addresses.js'
import { EnvironmentError } from './errors.js'
import type { Rpc } from './ipc.js'
import type { LidoBalances } from './lensDecode.js'

/** Two halves of a word: low, high. */
type Halves = readonly [bigint, bigint]

const HALF = 2n ** 128n

/**
 * Lido's balance sheet by contract version, in unstructured storage of the stETH proxy.
 * Source: lidofinance/core @ 3f6ab3da (version 4) and @ 372b02e1 (version 3), contracts/0.4.24/Lido.sol.
 */
const LIDO_LAYOUTS: Readonly<
  Record<
    number,
    {
      readonly balances: Hex
      readonly buffered: Hex
      decode(balances: Halves, buffered: Halves): LidoBalances
    }
  >
> = {
  3: {
    balances: '0xc36804a03ec742b57b141e4e5d8d3bd1ddb08451fd0f9983af8aaab357a78e2f',
    buffered: '0xa84c096ee27e195f25d7b6c7c2a03229e49f1a2a5087e57ce7d7127707942fe3',
    decode: ([clBalance, clValidators], [bufferedEther, depositedValidators]) => ({
      bufferedEther,
      clValidatorsBalance: clBalance,
      clPendingBalance: 0n,
      depositedPostReport: (depositedValidators - clValidators) * 32n * 10n ** 18n,
    }),
  },
  4: {
    balances: '0x096e465397f38e659238ccd5d5a2c434ced54a63fd8d694045bfb058ab9d8112',
    buffered: '0x81a11fa1111afa59b50051f60ccf604a39d96acb484dc467ad8eadb4a63f0a5f',
    decode: ([clValidatorsBalance, clPendingBalance], [bufferedEther, depositedPostReport]) => ({
      bufferedEther,
      clValidatorsBalance,
      clPendingBalance,
      depositedPostReport,
    }),
  },
}

/** The layout of the embedded mainnet and, in 2026, of mainnet: read along with the rest. */
export const USUAL_LIDO_VERSION = 4

const readSlot = async (rpc: Rpc, slot: Hex): Promise<Halves> => {
  const word = BigInt((await rpc('eth_getStorageAt', [LIDO.stEth, slot, 'latest'])) as Hex)
  return [word % HALF, word / HALF]
}

/**
 * Lido's balance sheet from the storage of a contract version.
 * Throws `EnvironmentError` for a version whose storage is not known here.
 */
export const readLidoBalances = async (rpc: Rpc, version: number): Promise<LidoBalances> => {
  const layout = LIDO_LAYOUTS[version]
  if (!layout)
    throw new EnvironmentError('Plimsoll does not know this version of Lido.', {
      facts: { version: String(version), known: Object.keys(LIDO_LAYOUTS).join(', ') },
      hint: 'Fork at a block where Lido was at a known version.',
    })
  const [balances, buffered] = await Promise.all([
    readSlot(rpc, layout.balances),
    readSlot(rpc, layout.buffered),
  ])
  return layout.decode(balances, buffered)
}
