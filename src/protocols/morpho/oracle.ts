import { WAD } from '../../units/fixed.js'
import type { ChainlinkState } from '../chainlink/state.js'
import type { LidoState } from '../lido/state.js'
import { stEthPerToken } from '../lido/wsteth.js'
import { MORPHO_MARKETS } from './addresses.js'
import { ensure } from './checks.js'
import type { MorphoMarketName } from './state.js'

/**
 * MorphoChainlinkOracleV2 `price` (and ChainlinkOracle of the first version, which is the same arithmetic): wstETH in
 * WETH, 36 decimals. The share rate alone is scaled by 1e18; with Chainlink's stETH/ETH, also of 18 decimals, by one.
 */
export const oraclePrice = (
  name: MorphoMarketName,
  { lido, chainlink }: { readonly lido: LidoState; readonly chainlink: ChainlinkState },
): bigint => {
  const rate = stEthPerToken(lido)
  if (!MORPHO_MARKETS[name].seesDepeg) return rate * WAD
  const { answer } = chainlink.feeds['stETH/ETH']
  ensure(answer >= 0n, 'negative answer')
  return rate * answer
}
