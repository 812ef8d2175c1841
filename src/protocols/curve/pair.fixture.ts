import { mulDivCeil, WAD } from '../../units/fixed.js'
import type { Address } from '../assets.js'
import { lidoState } from '../lido/lido.fixture.js'
import type { LidoState } from '../lido/state.js'
import { CURVE_STETH_POOL } from './addresses.js'
import type { CurvePair } from './pool.js'

/** A time for tests, seconds. */
export const NOW = 1_765_238_400

type Overrides = {
  readonly eth?: bigint
  readonly stEth?: bigint
  /** Without decimals. */
  readonly A?: bigint
  readonly adminFee?: bigint
  readonly lpSupply?: bigint
  /** stETH of the account 0x0a, which also holds all LP tokens. */
  readonly seller?: bigint
  readonly lido?: Partial<LidoState>
}

/** A pool and the Lido state that holds its stETH. Admin balances are zero. */
export const curvePair = (o: Overrides): CurvePair => {
  const lido = lidoState(o.lido ?? {})
  const ether = lido.bufferedEther + lido.clValidatorsBalance
  const sharesFor = (stEth: bigint) => mulDivCeil(stEth, lido.totalShares - lido.externalShares, ether)
  const pool = CURVE_STETH_POOL.toLowerCase() as Address
  const shares = { [pool]: sharesFor(o.stEth ?? 201_000n * WAD), '0x0a': sharesFor(o.seller ?? 0n) }
  const A = (o.A ?? 50n) * 100n
  const lpSupply = o.lpSupply ?? 390_000n * WAD
  return {
    curve: {
      initialA: A,
      futureA: A,
      initialATime: 0,
      futureATime: 0,
      fee: 4_000_000n,
      adminFee: o.adminFee ?? 5_000_000_000n,
      ethBalance: o.eth ?? 200_000n * WAD,
      adminBalances: [0n, 0n],
      lpSupply,
      lpBalances: { '0x0a': lpSupply },
    },
    lido: { ...lido, shares },
  }
}
