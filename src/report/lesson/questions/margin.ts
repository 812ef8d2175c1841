import { boundOf, knobsOf } from '../../../analysis/fit.js'
import { spaced } from '../../explore/words.js'
import { propertiesOf } from '../../properties.js'
import { decimal, healthFactor, short } from '../../text.js'
import { assetsOwed, lowestIn, type Study, type Trial } from '../study.js'
import { type Ask, allAt } from './question.js'

/** Parameters that say how much is borrowed, as strategies call them; more is riskier. */
const BORROWING = ['leverage', 'ltv', 'loanToValue']

const WAD = 10n ** 18n

type Dial = { readonly name: string; readonly value: number; readonly highest: number }

const dialOf = async ({ strategy, params, start }: Study): Promise<Dial | undefined> => {
  const name = BORROWING.find(key => typeof params[key] === 'number')
  if (name === undefined) return undefined
  const knob = knobsOf(params).find(key => key === name)
  const bound = knob && (await boundOf(start, { strategy, params }, knob))
  const highest = bound?.value ?? propertiesOf(strategy.params)[name]?.maximum
  return highest === undefined ? undefined : { name, value: Number(params[name]), highest }
}

const sinks = async (study: Study, trial: Trial): Promise<boolean | undefined> => {
  const seen = await study.attempt(trial)
  const low = seen && lowestIn(seen)
  return low === undefined ? undefined : low.wad < WAD
}

/** Times as hard at which the loop of the library is really tried. */
const trialsFor = (study: Study): { readonly scenario: string; readonly times: number } =>
  assetsOwed(study).some(asset => ['USDC', 'USDT', 'DAI'].includes(asset))
    ? { scenario: 'eth-crash', times: 1 }
    : { scenario: 'slashing', times: 2 }

/** Largest setting, to a five-hundredth of its range, at which the position stays above 1; the market may refuse to open higher ones. */
const largestSafe = async (study: Study, dial: Dial, trial: Trial): Promise<number | undefined> => {
  const at = (value: number) => sinks(study, { ...trial, params: { [dial.name]: value } })
  let [low, high] = [dial.value, dial.highest]
  if ((await at(low)) !== false || (await at(high)) !== true) return undefined
  const fine = (dial.highest - dial.value) / 500
  while (high - low > fine) {
    const middle = Number(((low + high) / 2).toFixed(4))
    if (await at(middle)) high = middle
    else low = middle
  }
  return Math.floor(low * 1_000) / 1_000
}

/** How much could be borrowed before a stated event makes the position liquidatable. */
export const margin: Ask = async study => {
  const dial = await dialOf(study)
  if (!dial || assetsOwed(study).length === 0) return undefined
  const { scenario, times } = trialsFor(study)
  const trial = { scenario, severities: allAt(study, scenario, times) }
  const safe = await largestSafe(study, dial, trial)
  if (safe === undefined) return undefined
  const preset = { ...trial, params: { [dial.name]: safe } }
  const seen = await study.attempt(preset)
  const low = seen && lowestIn(seen)
  if (!low) return undefined
  const name = spaced(dial.name)
  const event =
    scenario === 'slashing'
      ? 'A fifth of Lido’s validators is slashed at once.'
      : 'Ether loses 43 % against the dollar.'
  return {
    ask: `${event} How far can the ${name} go before the health factor falls below 1?`,
    moves: [
      `Scenario: \`${scenario}\``,
      ...(times === 1 ? [] : [`What happens: ${times} times as hard`]),
      `${name}: up from ${short(dial.value)}, until the lowest health factor reads below 1`,
    ],
    preset,
    answer: `To about ${decimal(safe, safe < 2 ? 3 : 2)}: there the lowest health factor is ${healthFactor(low.wad)}. A little more, and anyone may liquidate.`,
    why:
      scenario === 'slashing'
        ? 'Leverage multiplies the fall of the share rate. At twice the leverage the same slashing takes twice the share of net worth.'
        : 'The health factor falls as much as ether does, whatever it started at. What one borrows decides where it starts.',
  }
}
