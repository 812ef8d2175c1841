/** Options of every command that judges limits. */
export const LIMIT_OPTIONS = [
  [
    '--limit <expression...>',
    'what must hold, as in "minHealthFactor >= 1.1 under june-2022"; exit code 3 where it does not',
  ],
  [
    '--measure <definition...>',
    'a measure of your own for limits, as in "cushion=minHealthFactor - 1", or a file of them (.yaml: name: expression)',
  ],
  ['--allow-undecided', 'an undecided limit is no failure'],
] as const
