import type { Market } from '../market/market.js'
import type { Action } from '../position/action.js'
import { type Report, simulateReport } from '../protocols/lido/report.js'
import type { LidoState } from '../protocols/lido/state.js'
import { internalEther, internalShares } from '../protocols/lido/steth.js'
import { WAD, type Wad } from '../units/fixed.js'

/** A report that finalises nothing and sweeps nothing; what waits for activation goes on waiting. */
const quietReport = (lido: LidoState, clDelta: bigint, now: number): Report => ({
  clDelta,
  elRewards: 0n,
  clWithdrawn: 0n,
  clPending: lido.clPendingBalance + (lido.version === 4 ? lido.depositedPostReport : 0n),
  exited: 0,
  finalizeUpTo: 0,
  bunker: lido.bunkerSince > 0,
  now,
})

/** Ether of one share after a report, 18 decimals. */
const rateAfter = (lido: LidoState, report: Report): Wad => {
  const { postInternalEther, sharesToBurn, sharesToMintAsFees } = simulateReport(lido, report)
  return (postInternalEther * WAD) / (internalShares(lido) - sharesToBurn + sharesToMintAsFees)
}

/** Lido's oracles report what brings one wstETH to `rateWad` stETH: the smallest change of the consensus layer that does. */
export const lidoReport = ({ lido, block }: Market, rateWad: Wad): Action => {
  const ether = internalEther(lido)
  const at = (clDelta: bigint): Report => quietReport(lido, clDelta, block.timestamp)
  let [low, high] = [-(lido.clValidatorsBalance * 9n) / 10n, ether]
  while (high - low > 1n) {
    const middle = (low + high) >> 1n
    if (rateAfter(lido, at(middle)) < rateWad) low = middle
    else high = middle
  }
  const { now: _, ...report } = at(high)
  return { kind: 'lido.report', ...report }
}
