import type { Market } from '../../market/market.js'
import type { Address } from '../../protocols/assets.js'
import { getAmountsForLiquidity } from '../../protocols/uniswap/liquidityAmounts.js'
import { getSqrtRatioAtTick } from '../../protocols/uniswap/tickMath.js'
import type { Answers, World } from '../../simulation/world.js'
import type { Rpc } from '../ipc.js'
import { type Nft, readNfts } from './nfts.js'
import { type Elsewhere, type RawAave, readElsewhere, readRawAave } from './rawAave.js'
import { type SecondAave, secondAave, secondUniswap } from './second.js'

/** An NFT with what it holds, by the mirror and by the SDK. */
export type SeenNft = Nft & {
  /** Undefined where its pool is not modelled. */
  readonly amounts: readonly [bigint, bigint] | undefined
  readonly second: readonly [bigint, bigint] | undefined
}

/** An account as it was read, each reading beside a second one. */
export type Inspection = {
  readonly owner: Address
  readonly market: Market
  /** What the protocols’ own code answers. */
  readonly answers: Answers
  readonly aave: RawAave
  /** Undefined where @aave/math-utils is not installed. */
  readonly second: SecondAave | undefined
  readonly nfts: readonly SeenNft[]
  readonly moreNfts: number
  readonly elsewhere: readonly Elsewhere[]
}

const seenNft = (market: Market, nft: Nft): SeenNft => {
  if (!nft.pool) return { ...nft, amounts: undefined, second: undefined }
  const range = {
    sqrtRatioX96: market.uniswap[nft.pool].sqrtPriceX96,
    sqrtRatioAX96: getSqrtRatioAtTick(nft.tickLower),
    sqrtRatioBX96: getSqrtRatioAtTick(nft.tickUpper),
  }
  const { amount0, amount1 } = getAmountsForLiquidity(range, nft.liquidity)
  return { ...nft, amounts: [amount0, amount1], second: secondUniswap(market, nft) }
}

/** Reads an account off a chain: by the lens and the mirrors, by the protocols’ own code, and by their SDKs. */
export const inspectAccount = async (
  { world, rpc }: { readonly world: World; readonly rpc: Rpc },
  owner: Address,
): Promise<Inspection> => {
  const market = await world.market()
  const [answers, aave, { nfts, more }, elsewhere] = await Promise.all([
    world.ask(owner),
    readRawAave(rpc, owner),
    readNfts(rpc, owner),
    readElsewhere(rpc, owner),
  ])
  return {
    owner,
    market,
    answers,
    aave,
    second: secondAave(aave, market.block.timestamp),
    nfts: nfts.map(nft => seenNft(market, nft)),
    moreNfts: more,
    elsewhere,
  }
}
