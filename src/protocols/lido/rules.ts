import type { LidoVersion } from './state.js'

/** Since when rules have been in force on mainnet, and by what record. */
export type RuleRecord = { readonly since: string; readonly source: string }

/** Lido's versions by the day of their rules (ISO days). */
export const LIDO_RULES: Readonly<Record<LidoVersion, RuleRecord>> = {
  2: { since: '2023-05-15', source: 'Lido V2 on mainnet; its checker of falls is LIP-23’s' },
  3: { since: '2025-12-24', source: 'lidofinance/core v3.0.0; research.lido.fi/t/10665' },
  4: { since: '2026-07-12', source: 'lidofinance/state-mate, "srv3 post vote" (on chain by that day)' },
}

/** The version whose rules were in force at `timestamp` (seconds); the oldest that is known before its day. */
export const lidoVersionAt = (timestamp: number): LidoVersion => {
  const day = new Date(timestamp * 1000).toISOString().slice(0, 10)
  if (day >= LIDO_RULES[4].since) return 4
  return day >= LIDO_RULES[3].since ? 3 : 2
}
