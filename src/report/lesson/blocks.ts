/**
 * Text of a lesson: `**strong**`, `code` in backquotes, `[[term]]` for an entry of the glossary, `[[term|as it reads]]`.
 * Names and texts of others go through `verbatim` first.
 */
export type Inline = string

export type Column = { readonly title: string; readonly align?: 'left' | 'right' }

export type Block =
  | { readonly kind: 'text'; readonly text: Inline }
  | { readonly kind: 'list'; readonly items: readonly Inline[] }
  | { readonly kind: 'steps'; readonly items: readonly Inline[] }
  | { readonly kind: 'subtitle'; readonly text: Inline }
  /** A sentence to remember. */
  | { readonly kind: 'point'; readonly text: Inline }
  | {
      readonly kind: 'table'
      readonly title: Inline
      readonly columns: readonly Column[]
      readonly rows: readonly (readonly Inline[])[]
    }
  | { readonly kind: 'source'; readonly text: Inline }

export type Chapter = { readonly id: string; readonly title: string; readonly blocks: readonly Block[] }

export const text = (said: Inline): Block => ({ kind: 'text', text: said })
export const subtitle = (said: Inline): Block => ({ kind: 'subtitle', text: said })
export const point = (said: Inline): Block => ({ kind: 'point', text: said })
export const list = (items: readonly Inline[]): Block => ({ kind: 'list', items })
export const steps = (items: readonly Inline[]): Block => ({ kind: 'steps', items })
export const source = (said: Inline): Block => ({ kind: 'source', text: said })

export const table = (
  title: Inline,
  columns: readonly Column[],
  rows: readonly (readonly Inline[])[],
): Block => ({ kind: 'table', title, columns, rows })

/** A piece of a lesson's text, once its marks are read. */
export type Piece =
  | { readonly kind: 'plain' | 'strong' | 'code'; readonly text: string }
  | { readonly kind: 'term'; readonly text: string; readonly term: string }

const MARKS = /\\(.)|\*\*(.+?)\*\*|`(.+?)`|\[\[(.+?)(?:\|(.+?))?\]\]/gs

const pieceOf = ([, escaped, strong, code, term, shown]: RegExpMatchArray): Piece => {
  if (strong !== undefined) return { kind: 'strong', text: strong }
  if (code !== undefined) return { kind: 'code', text: code }
  if (term !== undefined) return { kind: 'term', text: shown ?? term, term }
  return { kind: 'plain', text: escaped ?? '' }
}

/** A lesson's text cut into its pieces. */
export const piecesOf = (said: Inline): readonly Piece[] => {
  const pieces: Piece[] = []
  let at = 0
  for (const match of said.matchAll(MARKS)) {
    if (match.index > at) pieces.push({ kind: 'plain', text: said.slice(at, match.index) })
    pieces.push(pieceOf(match))
    at = match.index + match[0].length
  }
  if (at < said.length) pieces.push({ kind: 'plain', text: said.slice(at) })
  return pieces
}

/** Text of others inside a lesson: its marks show and mean nothing; controls become spaces. */
export const verbatim = (raw: string): Inline =>
  raw.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ').replace(/[\\*`[\]]/g, found => `\\${found}`)
