/** A number that the futures rest on. `derived` comes out of a recorded series, with its window and standard error. */
export type Figure = {
  readonly value: number
  readonly standing: 'derived' | 'assumed'
  readonly standardError: number | null
  /** First and last day of the series. */
  readonly window: string | null
  readonly source: string
}

/** A figure that no series here gives. */
export const assumed = (value: number, source: string): Figure => ({
  value,
  standing: 'assumed',
  standardError: null,
  window: null,
  source,
})

/** Where a series comes from: its source, and its first and last day. */
export type Provenance = { readonly window: string; readonly source: string }

export const derived = (value: number, standardError: number, of: Provenance): Figure => ({
  value,
  standing: 'derived',
  standardError,
  ...of,
})
