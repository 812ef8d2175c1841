import { type Estimate, FEW_DRAWS } from '../../paths/estimates.js'
import type { PathSpec } from '../../paths/facts.js'
import type { PositionResult } from '../../paths/results.js'

const percent = (share: number): string =>
  share === 0 ? '0 %' : share < 0.001 ? `${(share * 100).toPrecision(2)} %` : `${(share * 100).toFixed(2)} %`
const money = (value: number): string =>
  value.toLocaleString('en-GB', { maximumFractionDigits: Math.abs(value) < 100 ? 2 : 0 })

const between = ({ value, low, high }: Estimate, write: (value: number) => string, unit: string): string =>
  `${write(value)}${unit} (${write(low)} to ${write(high)})`

const liquidationLine = (result: PositionResult): string => {
  const { probabilityOfLiquidation: p, paths, effectiveDraws } = result
  if (p === null)
    return `Liquidation: withheld, ${Math.round(effectiveDraws ?? 0)} effective draws are too few to tell.`
  const few = p.draws < FEW_DRAWS ? ` Few positive draws (${p.draws}): the interval is what counts.` : ''
  const effective = effectiveDraws === null ? '' : `, ${Math.round(effectiveDraws)} effective`
  return `Liquidation: ${between(p, percent, '')} of paths, 95 % interval, ${p.draws} of ${paths.toLocaleString('en-GB')} draws${effective}.${few}`
}

const riskLines = ({ risks }: PositionResult): readonly string[] =>
  risks.flatMap(risk => [
    `  VaR ${risk.level} %  ${between(risk.valueAtRiskEth, money, ' ETH')}; ${between(risk.valueAtRiskUsd, money, ' USD')}`,
    `  ES ${risk.level} %   ${between(risk.expectedShortfallEth, money, ' ETH')}; ${between(risk.expectedShortfallUsd, money, ' USD')}`,
  ])

const driverLine = ({ drivers }: PositionResult): string => {
  const [first] = drivers
  if (!first || Math.abs(first.deviations) < 0.3) return '  In the worst 1 % no single factor stands out.'
  return `  In the worst 1 % ${first.name} stands out: ${percent(first.inTail)} there, ${percent(first.usual)} on all paths (${first.deviations.toFixed(1)} standard deviations).`
}

const fanLine = ({ fan }: PositionResult): string => {
  const last = fan.at(-1)
  if (!last) return ''
  const [p1 = 0, p5 = 0, , p50 = 0, , p95 = 0] = last.quantiles
  return `  Net worth on day ${last.day}: 1 % ${money(p1)}, 5 % ${money(p5)}, median ${money(p50)}, 95 % ${money(p95)} ETH.`
}

const worstLine = ({ worst, startEth }: PositionResult): string => {
  const [first] = worst
  return first ? `  Worst path: number ${first.path}, a loss of ${money(first.value * startEth)} ETH.` : ''
}

/** One position's results as text: the probability, its interval, what drives it, and one real path, in that order. */
const positionText = (result: PositionResult, spec: PathSpec): string =>
  [
    `${result.name}: ${money(result.startEth)} ETH (${money(result.startUsd)} USD) over ${spec.days} days.`,
    `  ${liquidationLine(result)}`,
    ...(result.penaltyEth
      ? [`  A liquidation takes ${between(result.penaltyEth, money, ' ETH')} on average.`]
      : []),
    driverLine(result),
    worstLine(result),
    ...riskLines(result),
    `  Mean loss  ${between(result.meanLossEth, money, ' ETH')} (negative: a gain). Drawdown at 95 %: ${money(result.drawdown95Eth.value)} ETH.`,
    ...(result.leastHealth
      ? [
          `  Lowest health factor: median ${result.leastHealth.median.value.toFixed(4)}, 1 % below ${result.leastHealth.p1.value.toFixed(4)}.`,
        ]
      : []),
    fanLine(result),
  ].join('\n')

/** Results as text for a terminal. */
export const pathsText = (results: readonly PositionResult[], spec: PathSpec, basis: string): string =>
  `${results.map(result => positionText(result, spec)).join('\n\n')}\n\n${basis}\n`
