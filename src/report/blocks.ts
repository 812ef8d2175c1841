/** A line of a verdict with what it is about; continuation lines stand under the first. Plain text. */
export type VerdictRow = { readonly label: string; readonly lines: readonly string[] }

/** A verdict as every format shows it. Plain text; renderers escape it. */
export type VerdictBlock = {
  readonly title: string
  /** In capitals: what went wrong, or that the limits were kept. */
  readonly standing: string
  readonly isBad: boolean
  readonly rows: readonly VerdictRow[]
}
