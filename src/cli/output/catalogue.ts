import type { Family, Scenario } from '../../scenario/scenario.js'

/** Families in the order of the catalogue, with a line that says what belongs there. */
const FAMILIES: Readonly<Record<Family, string>> = {
  baseline: 'what the others are read against',
  market: 'prices move; Aave’s price of wstETH follows the share rate and does not see a depeg',
  validators: 'consensus-layer penalties, and how Lido reports them',
  liquidity: 'nothing is lost by price; the question is whether, and how fast, one can leave',
  'oracle and governance': 'a feed, a cap, a parameter: somebody else’s decision or mistake',
  'protocol failure': 'a contract or an issuer fails',
  history: 'what really went wrong, on today’s market; NAME:then sets up the market of its day first',
}

const WIDTH = 100

const wrap = (text: string, indent: string): string => {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && indent.length + line.length + word.length + 1 > WIDTH) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line].map(one => `${indent}${one}\n`).join('')
}

const severityWords = ({ severity }: Scenario): string =>
  severity.isSwitch ? severity.meaning : `severity up to ${severity.largest} (${severity.meaning})`

const assumedWords = ({ assumed }: Scenario): string =>
  assumed.length === 0 ? '' : `; ${assumed.length} assumed`

/** One entry: what it is, how long, what severity does, where the figures are from. */
const entry = (scenario: Scenario, hasThen: boolean): string =>
  [
    `  ${scenario.name}${hasThen ? '  (and :then)' : ''}\n`,
    wrap(scenario.about, '    '),
    wrap(`${scenario.days} days; ${severityWords(scenario)}${assumedWords(scenario)}`, '      '),
    wrap(`source: ${scenario.source}`, '      '),
  ].join('')

const counted = (count: number): string => (count === 1 ? '1 scenario' : `${count} scenarios`)

/** The library by family, for a risk officer to choose from. The market of a day stands with its event. */
export const catalogue = (scenarios: readonly Scenario[]): string => {
  const names = new Set(scenarios.map(({ name }) => name))
  const listed = scenarios.filter(({ mode }) => mode !== 'then')
  const sections = (Object.keys(FAMILIES) as Family[]).flatMap(family => {
    const members = listed.filter(scenario => scenario.family === family)
    if (members.length === 0) return []
    const entries = members.map(scenario => entry(scenario, names.has(`${scenario.name}:then`))).join('')
    return [`\n ${family.toUpperCase()}: ${FAMILIES[family]} (${counted(members.length)})\n${entries}`]
  })
  const use = [
    '',
    ' NAME@2 is twice as hard, A+B happen together, all is the whole library, ./mine.yaml a file of your own',
    ' (`plimsoll schema --of scenario` says what it may hold).',
    '',
  ].join('\n')
  return `${sections.join('')}${use}`
}
