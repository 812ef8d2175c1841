import type { Verdict } from '../../analysis/limits.js'
import { LimitError } from '../errors.js'

type Judged = {
  readonly verdicts: readonly Pick<Verdict, 'status'>[]
  /** Of those verdicts the ones that count, where only what became worse does. */
  readonly worse?: readonly Pick<Verdict, 'status'>[] | undefined
  readonly refused: readonly unknown[]
  readonly allowUndecided: boolean
}

/** Limits that do not hold as the error that ends a command; undefined where everything holds. */
export const limitFailure = ({
  verdicts,
  worse,
  refused,
  allowUndecided,
}: Judged): LimitError | undefined => {
  const broken = (worse ?? verdicts).filter(
    ({ status }) => status === 'fail' || (status === 'undecided' && !allowUndecided),
  )
  if (broken.length === 0 && refused.length === 0) return undefined
  const facts = {
    ...(broken.length > 0
      ? { [worse === undefined ? 'limits' : 'became worse']: String(broken.length) }
      : {}),
    ...(refused.length > 0 ? { 'refused positions': String(refused.length) } : {}),
  }
  return new LimitError('Not every limit holds.', { facts })
}
