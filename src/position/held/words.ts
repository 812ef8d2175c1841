/** A word of a text, and where it stands in it. */
export type Word = { readonly text: string; readonly at: number }

/** A text about holdings that cannot be read: where, why, and what may stand there. */
export class HeldTextError extends Error {
  override readonly name = 'HeldTextError'
  /** The text with the wrong word between marks. */
  readonly marked: string
  readonly expected: string
  constructor(message: string, details: { readonly marked: string; readonly expected: string }) {
    super(message)
    this.marked = details.marked
    this.expected = details.expected
  }
}

/** Throws at a word; at the end of the text where there is none. */
export const wrongAt = (text: string, word: Word | undefined, message: string, expected: string): never => {
  const at = word?.at ?? text.length
  const end = at + (word?.text.length ?? 0)
  const marked = `${text.slice(0, at)}>>${text.slice(at, end)}<<${text.slice(end)}`
  throw new HeldTextError(message, { marked, expected })
}

/** The words of one part of a text that starts at `offset` of the whole. */
export const wordsOf = (part: string, offset: number): readonly Word[] =>
  [...part.matchAll(/\S+/g)].map(found => ({ text: found[0], at: offset + found.index }))

const AMOUNT = /^([+-]?)((?:\d{1,3}(?:[,_]\d{3})+|\d+)(?:\.\d*)?|\.\d+)$/

/** A number in smallest units, with its sign; undefined where it is none, 'too fine' beyond the decimals. */
export const unitsOf = (text: string, decimals: number): bigint | 'too fine' | undefined => {
  const [, sign, digits] = AMOUNT.exec(text) ?? []
  if (digits === undefined) return undefined
  const [whole = '', fraction = ''] = digits.replaceAll(/[,_]/g, '').split('.')
  if (whole.length > 30) return undefined
  const kept = fraction.replace(/0+$/, '')
  if (kept.length > decimals) return 'too fine'
  const units = BigInt(`${whole}${kept.padEnd(decimals, '0')}` || '0')
  return sign === '-' ? -units : units
}

/** Smallest units as a number that `unitsOf` reads back. */
export const unitsText = (units: bigint, decimals: number): string => {
  const digits = (units < 0n ? -units : units).toString().padStart(decimals + 1, '0')
  const fraction = decimals === 0 ? '' : digits.slice(-decimals).replace(/0+$/, '')
  const whole = decimals === 0 ? digits : digits.slice(0, -decimals)
  return `${units < 0n ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`
}
