import type { Scenario } from '../scenario.js'
import { etherMoves, onDay } from '../steps.js'

export const flashCrash: Scenario = {
  name: 'flash-crash',
  family: 'market',
  about:
    'Ether loses 21 % within hours and is back by half the next morning: what is liquidated at the bottom does not come back.',
  source: 'ETH/USD of 2025-10-10: 4,368 to 3,435 at 21:00 UTC, 3,830 at the end of the day (SOURCES C.1)',
  assumed: ['the fall in three steps', 'gas of the day: no record; that of August 2024'],
  days: 7,
  severity: { meaning: 'compounds the fall: twice as hard is the same fall twice', largest: 5 },
  steps: [
    onDay(1, etherMoves(-700)),
    onDay(1.125, etherMoves(-1_500), { kind: 'gas', gwei: 350 }),
    onDay(1.25, etherMoves(-2_140)),
    onDay(1.5, etherMoves(-1_230), { kind: 'gas', gwei: 30.43 }),
  ],
}
