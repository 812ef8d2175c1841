import type { Shown, Verdict } from '../../analysis/limits.js'

const number = (value: number): string =>
  Number.isFinite(value)
    ? String(Number(value.toPrecision(6)))
    : value > 0
      ? 'without bound'
      : 'without lower bound'

const shownText = ({ name, value, reason, day }: Shown): string => {
  const found = value === null ? (reason?.startsWith('without') ? reason : 'has no value') : number(value)
  return `${name} ${found}${day === null ? '' : ` on day ${number(day)}`}`
}

/** What was found of a limit, in a line: each measure in it with its day, and what decides. */
export const verdictSentence = ({ shown, note }: Pick<Verdict, 'shown' | 'note'>): string => {
  const found = shown.map(shownText).join(', ')
  return `${found}${note === null ? '' : `; ${note}`}`.replace(/^; /, '')
}

/** A verdict’s word, the same in every output. */
export const VERDICT_WORDS = { pass: 'PASS', fail: 'FAIL', undecided: 'UNDECIDED' } as const

const ORDER = { fail: 0, undecided: 1, pass: 2 } as const

/** What fails first. */
export const worstFirst = <T extends Pick<Verdict, 'status'>>(verdicts: readonly T[]): readonly T[] =>
  [...verdicts].sort((a, b) => ORDER[a.status] - ORDER[b.status])
