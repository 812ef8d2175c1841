import type { RuleRecord } from '../lido/rules.js'

/** Years whose rules of ether.fi differ: the rate of a claim, bounds of a request, what a report may say. */
export const ETHER_FI_VERSIONS = [2025, 2026] as const
export type EtherFiVersion = (typeof ETHER_FI_VERSIONS)[number]

/**
 * ether.fi's rules by the day of their code (ISO days). 2025: smart-contracts @ 7181c523, a claim is paid at the lower of
 * the rates when asked and when claimed. 2026: @ b4a09680, the rate is frozen at finalisation and a rebase is capped.
 */
export const ETHER_FI_RULES: Readonly<Record<EtherFiVersion, RuleRecord>> = {
  2025: { since: '2025-12-06', source: 'etherfi-protocol/smart-contracts @ 7181c523' },
  2026: {
    since: '2026-05-18',
    source:
      'etherfi-protocol/smart-contracts @ bd213ba5 (the frozen rate), b4a09680 (on mainnet by 2026-07-15, as its fork tests have it)',
  },
}

/** The rules that were in force at `timestamp` (seconds); the oldest that are known before their day. */
export const etherFiVersionAt = (timestamp: number): EtherFiVersion =>
  new Date(timestamp * 1000).toISOString().slice(0, 10) >= ETHER_FI_RULES[2026].since ? 2026 : 2025
