/** Day 1 of each history scenario of the library that falls in the record; its source is the scenario's. */
export const EVENTS: readonly (readonly [scenario: string, day: string])[] = [
  ['terra-2022-05', '2022-05-05'],
  ['june-2022', '2022-06-10'],
  ['ftx-2022-11', '2022-11-06'],
  ['usdc-2023-03', '2023-03-09'],
  ['ezeth-2024-04', '2024-04-24'],
  ['august-2024', '2024-08-02'],
  ['february-2025', '2025-02-01'],
  ['weth-squeeze-2025-07', '2025-07-11'],
  ['exit-queue-2025-09', '2025-09-09'],
  ['october-2025', '2025-10-10'],
]

/** History scenarios that began after `from` and by `to`. */
export const eventsIn = (from: string, to: string): readonly string[] =>
  EVENTS.flatMap(([scenario, day]) => (day > from && day <= to ? [scenario] : []))
