import type { Scenario } from '../scenario.js'
import { etherMoves, stEthFallsAlong } from '../steps.js'

export const depegAndCrash: Scenario = {
  name: 'depeg-and-crash',
  family: 'market',
  about:
    'Ether loses 43 % while stETH falls to 0.9346 of it: collateral against dollars shrinks twice, and selling it to repay costs more every day.',
  source:
    'ETH/USD −42.6 % from 2026-01-28 to 2026-02-06; stETH/ETH low of 0.9346 on 2022-06-19 (SOURCES C.1)',
  assumed: ['that both happen in the same nine days', 'no recovery before the end: a sale a day'],
  days: 14,
  severity: { meaning: 'compounds the fall of ether and multiplies the discount', largest: 5 },
  steps: stEthFallsAlong(
    [
      [1, 0.985],
      [4, 0.965],
      [7, 0.95],
      [9, 0.9346],
    ],
    14,
    {
      1: etherMoves(-1_000),
      4: etherMoves(-2_200),
      7: etherMoves(-3_200),
      9: [...etherMoves(-4_260), { kind: 'gas', gwei: 30.43 }],
    },
  ),
}
