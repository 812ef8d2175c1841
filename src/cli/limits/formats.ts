import type { Verdict } from '../../analysis/limits.js'
import { ether } from '../../report/text.js'
import { verdictSentence as sentence, VERDICT_WORDS as WORDS, worstFirst } from '../../report/words/limits.js'

/** What a check came to. */
export type Check = {
  readonly plimsoll: string
  readonly market: {
    readonly origin: string
    readonly block: string
    readonly timestamp: number
    readonly stateHash: string
  }
  readonly verdicts: readonly Verdict[]
  /** Positions that the market does not take, by scenario. */
  readonly refused: readonly {
    readonly position: string
    readonly scenario: string
    readonly reason: string
  }[]
  /** Net worth at the start over all positions; absent for one. The loans of one account do not help another. */
  readonly total?: { readonly positions: number; readonly netWei: string; readonly withoutModelWei: string }
  /** Of a comparison with an earlier check: how many verdicts are worse; null without one. */
  readonly becameWorse: number | null
}

export const CHECK_FORMATS = ['text', 'json', 'junit', 'sarif', 'github', 'prometheus'] as const
export type CheckFormat = (typeof CHECK_FORMATS)[number]

const totalText = ({ total }: Pick<Check, 'total'>): readonly string[] => {
  if (!total) return []
  const { positions, netWei, withoutModelWei } = total
  const besides =
    withoutModelWei === '0' ? '' : `, ${ether(BigInt(withoutModelWei))} ETH of it in tokens without a model`
  return [`${positions} positions hold ${ether(BigInt(netWei))} ETH net in all${besides}`]
}

/** The block of verdicts: what fails first. */
export const renderCheckText = ({
  verdicts,
  refused,
  becameWorse,
  total,
}: Pick<Check, 'verdicts' | 'refused' | 'becameWorse' | 'total'>): string => {
  const lines = worstFirst(verdicts).map(
    one =>
      `${WORDS[one.status].padEnd(9)}  ${one.limit}  ${one.position} under ${one.scenario}: ${sentence(one)}`,
  )
  const rows = refused.map(one => `REFUSED    ${one.position} under ${one.scenario}: ${one.reason}`)
  const count = (status: Verdict['status']) => verdicts.filter(one => one.status === status).length
  const worse = becameWorse === null ? '' : `; ${becameWorse} worse than in the baseline`
  const counts = `${count('pass')} passed, ${count('fail')} failed, ${count('undecided')} undecided, ${refused.length} refused${worse}`
  return `${[...rows, ...lines, ...totalText(total ? { total } : {}), counts].join('\n')}\n`
}

const xml = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: XML 1.0 has no place for them.
    .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '')

/** JUnit XML: a suite for each position and scenario, a case for each limit. */
export const renderJunit = ({ verdicts, refused }: Check): string => {
  const pairs = [...new Set([...verdicts, ...refused].map(one => `${one.position} under ${one.scenario}`))]
  const suites = pairs.map(pair => {
    const own = verdicts.filter(one => `${one.position} under ${one.scenario}` === pair)
    const gone = refused.filter(one => `${one.position} under ${one.scenario}` === pair)
    const cases = own.map(one => {
      const head = `    <testcase classname="${xml(pair)}" name="${xml(one.limit)}"`
      return one.status === 'pass'
        ? `${head}/>`
        : `${head}>\n      <failure type="${one.status}" message="${xml(sentence(one))}"/>\n    </testcase>`
    })
    const errors = gone.map(
      one =>
        `    <testcase classname="${xml(pair)}" name="the market takes it">\n      <error type="refused" message="${xml(one.reason)}"/>\n    </testcase>`,
    )
    const failures = own.filter(one => one.status !== 'pass').length
    return `  <testsuite name="${xml(pair)}" tests="${own.length + gone.length}" failures="${failures}" errors="${gone.length}">\n${[...errors, ...cases].join('\n')}\n  </testsuite>`
  })
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="plimsoll">\n${suites.join('\n')}\n</testsuites>\n`
}

/** SARIF 2.1.0: a rule for each limit, a result for each that does not pass. */
export const renderSarif = ({ plimsoll, verdicts, refused }: Check, file: string): string => {
  const limits = [...new Set(verdicts.map(({ limit }) => limit))]
  const location = [{ physicalLocation: { artifactLocation: { uri: file } } }]
  const results = verdicts
    .filter(({ status }) => status !== 'pass')
    .map(one => ({
      ruleId: `limit-${limits.indexOf(one.limit) + 1}`,
      level: one.status === 'fail' ? 'error' : 'warning',
      message: { text: `${one.position} under ${one.scenario}: ${sentence(one)}` },
      locations: location,
    }))
  const gone = refused.map(one => ({
    ruleId: 'refused',
    level: 'error',
    message: { text: `${one.position} under ${one.scenario}: ${one.reason}` },
    locations: location,
  }))
  const rules = [
    ...limits.map((text, i) => ({ id: `limit-${i + 1}`, shortDescription: { text } })),
    ...(gone.length > 0
      ? [{ id: 'refused', shortDescription: { text: 'The market takes the position.' } }]
      : []),
  ]
  const driver = { name: 'Plimsoll', version: plimsoll, rules }
  const sarif = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [{ tool: { driver }, results: [...gone, ...results] }],
  }
  return `${JSON.stringify(sarif, null, 2)}\n`
}

const command = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
const property = (text: string): string => command(text).replaceAll(':', '%3A').replaceAll(',', '%2C')

/** GitHub’s workflow commands: annotations of what does not pass. */
export const renderGithub = ({ verdicts, refused }: Check, file: string): string => {
  const lines = verdicts
    .filter(({ status }) => status !== 'pass')
    .map(
      one =>
        `::${one.status === 'fail' ? 'error' : 'warning'} file=${property(file)},title=${property(`${WORDS[one.status]} ${one.limit}`)}::${command(`${one.position} under ${one.scenario}: ${sentence(one)}`)}`,
    )
  const gone = refused.map(
    one =>
      `::error file=${property(file)},title=REFUSED::${command(`${one.position} under ${one.scenario}: ${one.reason}`)}`,
  )
  return [...gone, ...lines].map(line => `${line}\n`).join('')
}

const label = (text: string): string =>
  text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')

const labels = (pairs: Readonly<Record<string, string>>): string =>
  Object.entries(pairs)
    .map(([name, text]) => `${name}="${label(text)}"`)
    .join(',')

const sample = (value: number): string =>
  Number.isFinite(value) ? String(value) : value > 0 ? '+Inf' : Number.isNaN(value) ? 'NaN' : '-Inf'

/** Prometheus text: whether each limit holds (1, 0, or 0.5 undecided), and each measure in it. */
export const renderPrometheus = ({ verdicts, refused }: Check): string => {
  const STATUS = { pass: '1', undecided: '0.5', fail: '0' } as const
  const limits = verdicts.map(
    ({ position, scenario, limit, status }) =>
      `plimsoll_limit{${labels({ position, scenario, limit })}} ${STATUS[status]}`,
  )
  const measures = verdicts.flatMap(({ position, scenario, shown }) =>
    shown.flatMap(({ name, value }) =>
      value === null
        ? []
        : [`plimsoll_measure{${labels({ position, scenario, measure: name })}} ${sample(value)}`],
    ),
  )
  const gone = refused.map(
    ({ position, scenario }) => `plimsoll_refused{${labels({ position, scenario })}} 1`,
  )
  return [
    '# HELP plimsoll_limit 1: the limit holds, 0: it does not, 0.5: undecided.',
    '# TYPE plimsoll_limit gauge',
    ...limits,
    '# HELP plimsoll_measure Measures that limits are about, at their worst over a scenario.',
    '# TYPE plimsoll_measure gauge',
    ...new Set(measures),
    '# HELP plimsoll_refused The market does not take the position.',
    '# TYPE plimsoll_refused gauge',
    ...gone,
    '',
  ].join('\n')
}
