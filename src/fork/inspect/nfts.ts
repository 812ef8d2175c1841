import type { Address } from '../../protocols/assets.js'
import { ASSETS } from '../../protocols/assets.js'
import { UNISWAP, UNISWAP_POOLS } from '../../protocols/uniswap/addresses.js'
import type { UniswapPoolName } from '../../protocols/uniswap/state.js'
import type { Rpc } from '../ipc.js'
import { askContract } from './rawAave.js'

/** A position of Uniswap v3 that is an NFT of its position manager. */
export type Nft = {
  readonly id: bigint
  readonly token0: Address
  readonly token1: Address
  /** Hundredths of a basis point. */
  readonly fee: number
  /** Undefined for a pool that is not modelled. */
  readonly pool: UniswapPoolName | undefined
  readonly tickLower: number
  readonly tickUpper: number
  readonly liquidity: bigint
  /** What `collect` would pay now: fees, and what was burned and lies there; of a position that nobody touched since, fees of the past. */
  readonly collectable: readonly [bigint, bigint]
}

/** More than anyone reads, and each takes three calls. */
const MOST_NFTS = 50

const MANAGER = UNISWAP.nonfungiblePositionManager
const MAX_UINT128 = (1n << 128n) - 1n

const poolOf = (token0: Address, token1: Address, fee: number): UniswapPoolName | undefined => {
  const same = (asset: keyof typeof ASSETS, address: Address) =>
    ASSETS[asset].address?.toLowerCase() === address.toLowerCase()
  return (Object.keys(UNISWAP_POOLS) as UniswapPoolName[]).find(name => {
    const pool = UNISWAP_POOLS[name]
    return pool.fee === fee && same(pool.token0, token0) && same(pool.token1, token1)
  })
}

type Fields = readonly [bigint, Address, Address, Address, number, number, number, bigint]

const readNft = async (rpc: Rpc, owner: Address, index: number): Promise<Nft> => {
  const id = await askContract<bigint>(rpc, {
    to: MANAGER,
    signature: 'function tokenOfOwnerByIndex(address, uint256) view returns (uint256)',
    args: [owner, BigInt(index)],
  })
  const [, , token0, token1, fee, tickLower, tickUpper, liquidity] = await askContract<Fields>(rpc, {
    to: MANAGER,
    signature:
      'function positions(uint256) view returns (uint96, address, address, address, uint24, int24, int24, uint128, uint256, uint256, uint128, uint128)',
    args: [id],
  })
  const collectable = await askContract<readonly [bigint, bigint]>(rpc, {
    to: MANAGER,
    from: owner,
    signature:
      'function collect((uint256, address, uint128, uint128)) returns (uint256 amount0, uint256 amount1)',
    args: [[id, owner, MAX_UINT128, MAX_UINT128]],
  })
  const pool = poolOf(token0, token1, fee)
  return { id, token0, token1, fee, pool, tickLower, tickUpper, liquidity, collectable }
}

/** The NFTs of an account, and how many more there are than were read. */
export const readNfts = async (
  rpc: Rpc,
  owner: Address,
): Promise<{ readonly nfts: readonly Nft[]; readonly more: number }> => {
  const count = Number(
    await askContract<bigint>(rpc, {
      to: MANAGER,
      signature: 'function balanceOf(address) view returns (uint256)',
      args: [owner],
    }),
  )
  const nfts: Nft[] = []
  for (let i = 0; i < Math.min(count, MOST_NFTS); i++) nfts.push(await readNft(rpc, owner, i))
  return { nfts, more: Math.max(0, count - MOST_NFTS) }
}
