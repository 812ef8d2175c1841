import { createRequire } from 'node:module'
import { type Abi, encodeDeployData, type Hex } from 'viem'
import type { Address } from '../../protocols/assets.js'
import { ASSETS } from '../../protocols/assets.js'
import { UNISWAP, UNISWAP_POOLS } from '../../protocols/uniswap/addresses.js'
import type { UniswapPoolName } from '../../protocols/uniswap/state.js'
import type { Builder } from './builder.js'

const require = createRequire(import.meta.url)

type NpmArtifact = { readonly abi: Abi; readonly bytecode: Hex }

const artifact = (path: string): NpmArtifact => require(`@uniswap/${path}`) as NpmArtifact
const core = (name: string) => artifact(`v3-core/artifacts/contracts/${name}.sol/${name}.json`)
const periphery = (folder: string, name: string) =>
  artifact(`v3-periphery/artifacts/contracts/${folder}${name}.sol/${name}.json`)

/** Made the factory and the periphery; the nonces are those of mainnet. */
const DEPLOYER: Address = '0x6C9FC64A53c1b71FB3f9Af64d1ae3A4931A5f4E9'

/** Uniswap v3 with its real bytecode at its real addresses, and the pools at `prices`. */
export const buildUniswap = async (
  b: Builder,
  prices: Readonly<Record<UniswapPoolName, bigint>>,
): Promise<void> => {
  const deploy = (nonce: number, { abi, bytecode }: NpmArtifact, args: readonly unknown[]) =>
    b.deployFrom(DEPLOYER, nonce, encodeDeployData({ abi, bytecode, args: [...args] }))
  const factory = core('UniswapV3Factory')
  const weth = ASSETS.WETH.address
  await deploy(0, factory, [])
  await deploy(2, periphery('lens/', 'TickLens'), [])
  await deploy(4, periphery('', 'SwapRouter'), [UNISWAP.factory, weth])
  await deploy(8, periphery('', 'NonfungiblePositionManager'), [UNISWAP.factory, weth, TOKEN_DESCRIPTOR])
  await deploy(13, periphery('lens/', 'QuoterV2'), [UNISWAP.factory, weth])
  await b.call(DEPLOYER, UNISWAP.factory, factory.abi, 'enableFeeAmount', [100, 1])
  for (const [name, pool] of Object.entries(UNISWAP_POOLS)) {
    const tokens = [ASSETS[pool.token0].address, ASSETS[pool.token1].address]
    await b.call(DEPLOYER, UNISWAP.factory, factory.abi, 'createPool', [...tokens, pool.fee])
    const abi = core('UniswapV3Pool').abi
    await b.call(DEPLOYER, pool.address, abi, 'initialize', [prices[name as UniswapPoolName]])
    const fee = b.book.seed.uniswap.feeProtocol.value
    await b.call(DEPLOYER, pool.address, abi, 'setFeeProtocol', [fee, fee])
  }
  await b.call(DEPLOYER, UNISWAP.factory, factory.abi, 'setOwner', [OWNER])
}

/** Mainnet's token descriptor, which draws the picture of a position; without code here. */
const TOKEN_DESCRIPTOR: Address = '0x91ae842A5Ffd8d12023116943e72A606179294f3'
/** Uniswap's timelock. */
const OWNER: Address = '0x1a9C8182C09F50C8318d769245beA52c32BE35BC'
