import type { Scenario } from '../scenario.js'
import { etherMoves, onDay, stEthFallsTo } from '../steps.js'

export const depegAndCrash: Scenario = {
  name: 'depeg-and-crash',
  family: 'market',
  about:
    'Ether loses 43 % while stETH falls to 0.9346 of it: collateral against dollars shrinks twice, and selling it to repay costs more every day.',
  source:
    'ETH/USD −42.6 % from 2026-01-28 to 2026-02-06; stETH/ETH low of 0.9346 on 2022-06-19 (SOURCES C.1)',
  assumed: ['that both happen in the same nine days', 'no recovery before the end'],
  days: 14,
  severity: { meaning: 'compounds the fall of ether and multiplies the discount', largest: 5 },
  steps: [
    onDay(1, etherMoves(-1_000), stEthFallsTo(0.985)),
    onDay(4, etherMoves(-2_200), stEthFallsTo(0.965)),
    onDay(7, etherMoves(-3_200), stEthFallsTo(0.95)),
    onDay(9, etherMoves(-4_260), stEthFallsTo(0.9346), { kind: 'gas', gwei: 30.43 }),
  ],
}
