import type { SensitivityId } from '../../../analysis/measures/sensitivity.js'
import { OWNER } from '../../../market/crowd.js'
import { accountData } from '../../../protocols/aave/account.js'
import { day, decimal, ether, fixed, healthFactor, ofWad } from '../../text.js'
import { type Block, type Chapter, list, point, source, table, text } from '../blocks.js'
import { assetsOwed, changeIn, liquidationsIn, lowestIn, number, type Study, type Watched } from '../study.js'

const ETHER_LIKE = new Set(['ETH', 'WETH', 'stETH', 'wstETH', 'rETH', 'weETH', 'cbETH', 'osETH'])

/** Aave's own three numbers, put together as Aave does. */
const formula = ({ opened, first }: Study): readonly Block[] => {
  if (!opened.aave.accounts[OWNER]) return []
  const data = accountData(opened.aave, OWNER, opened.block.timestamp)
  if (data.debtBase === 0n || first.healthFactorWad === null) return []
  const dollars = (base: bigint): string => `$${fixed(base, { decimals: 8, digits: 0 })}`
  const threshold = `${decimal(data.liquidationThresholdBps / 100, 2)} %`
  return [
    text(
      `Aave values the collateral at ${dollars(data.collateralBase)} and the debt at ${dollars(data.debtBase)}. It counts only ${threshold} of the collateral; that is the [[liquidation threshold]]. So the [[health factor]] is`,
    ),
    point(
      `${dollars(data.collateralBase)} × ${threshold} ÷ ${dollars(data.debtBase)} = ${healthFactor(first.healthFactorWad)}`,
    ),
    text(
      'At 1 the counted part of the collateral just covers the debt. Below 1 the position can be liquidated: anyone may pay part of the debt and take collateral for it, with a bonus. How much of the debt at once is the [[close factor]].',
    ),
  ]
}

type MorphoClaim = Extract<Study['layers'][number], { kind: 'claim' }>

const morphoOf = ({ layers }: Study): MorphoClaim | undefined =>
  layers.flatMap(layer =>
    layer.kind === 'claim' && layer.protocol === 'morpho' && layer.parts.some(part => part.amount < 0n)
      ? [layer]
      : [],
  )[0]

/** Morpho's rule, where the debt is there. */
const morphoWords = (study: Study): readonly Block[] => {
  const held = morphoOf(study)
  if (!held || study.first.healthFactorWad === null) return []
  const limit = `${decimal(Number(held.details['lltv'] ?? 0) * 100, 1)} %`
  const oracle = held.details['seesDepeg']
    ? 'This market’s oracle multiplies the [[share rate]] by what the market pays for stETH, as Chainlink reports it. **So a discount in the market lowers the value of the collateral at once.** Such an oracle sees the depeg that Aave’s does not.'
    : 'This market’s oracle asks the [[share rate]], and nothing else. **What the market pays for the token is not asked.** Its twin, with the same terms and a market price for an oracle, would see a depeg.'
  return [
    text(
      `On Morpho the debt may be as large as ${limit} of the collateral. Said as a [[health factor]], collateral × ${limit} ÷ debt, it is ${healthFactor(study.first.healthFactorWad)}. Below 1 the whole debt may be paid at once and the collateral taken; there is no [[close factor]].`,
    ),
    text(oracle),
    text('The debt is ether, and so is the collateral: the dollar price of ether cancels out.'),
    ...depegProof(study),
  ]
}

const depegOf = ({ watched }: Study): Watched | undefined =>
  watched.find(({ scenario }) => scenario.name === 'depeg')

const lowestPrice = ({ seen }: Watched): number =>
  Math.min(
    ...seen.frames.flatMap(({ curvePriceWad, uniswapPriceWad }) => [
      number(curvePriceWad),
      number(uniswapPriceWad),
    ]),
  )

/** Whether the library's depeg lowers the health factor by more than a thousandth against calm. */
const depegReaches = (study: Study): boolean => {
  const watched = depegOf(study)
  const [low, calm] = [watched && lowestIn(watched.seen), lowestIn(study.calm.seen)]
  return low !== undefined && calm !== undefined && low.wad < calm.wad - 10n ** 15n
}

/** What the depeg of the library really did to the health factor. */
const depegProof = (study: Study): readonly Block[] => {
  const watched = depegOf(study)
  const [low, calm] = [watched && lowestIn(watched.seen), lowestIn(study.calm.seen)]
  if (!watched || !low || !calm) return []
  const price = decimal(lowestPrice(watched), 4)
  const same = !depegReaches(study)
  return [
    text(
      `In the scenario \`depeg\` stETH is sold until the market pays ${price} ETH for what is worth one. The lowest health factor in it is ${healthFactor(low.wad)}. In \`calm\`, where nothing happens, it is ${healthFactor(calm.wad)}.`,
    ),
    point(
      same
        ? 'The depeg does not liquidate this position, because nobody whom the health factor listens to has heard of it. It makes leaving dear, and only for those who sell.'
        : 'The depeg reaches the health factor here: this debt listens to the market’s price.',
    ),
  ]
}

const whyEther = (study: Study): readonly Block[] => [
  text(
    'Where does Aave get the price of the collateral? For a staking token it takes the dollar price of ether and multiplies it by the [[share rate]] that the token’s issuer reports, with a cap on how fast that may grow ([[CAPO]]). **What the market pays for the token is not asked.**',
  ),
  text(
    'The debt is ether too. So the dollar price of ether stands above and below the line of the fraction, and cancels out. What is left is the share rate, the threshold, and how much is owed.',
  ),
  ...depegProof(study),
]

const whyDollars = (study: Study): readonly Block[] => [
  text(
    'The collateral is worth ether, the debt is owed in dollars. Aave takes the dollar price of ether and multiplies it by the [[share rate]] that the token’s issuer reports. **What the market pays for the staking token is not asked**; what it pays for ether is.',
  ),
  text(
    'So the health factor falls as ether falls against the dollar, one for one. Ether that loses a tenth takes a tenth of the health factor.',
  ),
  ...depegProof(study),
]

const unitWords = (value: number, unit: string): string =>
  unit === 'bps'
    ? `${decimal(value / 100, 2)} %`
    : unit === 'per year'
      ? `${decimal(value * 100, 2)} % a year`
      : unit === 'days'
        ? `${decimal(value, 0)} days`
        : `${decimal(value, Math.abs(value) < 100 ? 4 : 2)} ${unit}`

const whatMoves = ({ sensitivities }: Study): readonly Block[] =>
  sensitivities.length === 0
    ? []
    : [
        text('And what does liquidate it? Each line moves one thing alone, until the health factor is 1.'),
        table(
          'What would have to happen',
          [
            { title: 'What moves' },
            { title: 'Today', align: 'right' },
            { title: 'Liquidation at', align: 'right' },
            { title: 'Why' },
          ],
          sensitivities.map(({ factor, unit, today, atLiquidation, reason }) => [
            factor,
            unit === 'days' ? '' : unitWords(today, unit),
            atLiquidation === null ? 'never' : unitWords(atLiquidation, unit),
            reason,
          ]),
        ),
      ]

/** How far a factor moves until the position can be liquidated, as in "12.3 % lower"; undefined where it never can. */
const moveOf = ({ sensitivities }: Study, id: SensitivityId): string | undefined => {
  const found = sensitivities.find(entry => entry.id === id)
  if (!found || found.atLiquidation === null || found.today === 0) return undefined
  const change = found.atLiquidation / found.today - 1
  return `${decimal(Math.abs(change) * 100, 1)} % ${change > 0 ? 'higher' : 'lower'}`
}

/** By how much the library's slashing leaves the share rate below where it began, rewards until then counted. */
const slashed = ({ watched }: Study): string | undefined => {
  const frames = watched.find(({ scenario }) => scenario.name === 'slashing')?.seen.frames
  const [first, low] = [
    frames?.[0]?.shareRateWad,
    frames?.reduce(
      (least, frame) => (frame.shareRateWad < least ? frame.shareRateWad : least),
      frames[0]?.shareRateWad ?? 0n,
    ),
  ]
  return first && low && low < first ? decimal((1 - number(low) / number(first)) * 100, 2) : undefined
}

/** The answer of the chapter in a few sentences: what sinks the position, and what does not. */
const inShort = (study: Study): readonly Block[] => {
  const [rate, threshold, ether_] = (['shareRate', 'threshold', 'etherPrice'] as const).map(id =>
    moveOf(study, id),
  )
  const taken = slashed(study)
  const comparison =
    rate && taken
      ? ` (a tenth of Lido’s validators slashed at once leaves it ${taken} % lower at worst, rewards until then counted)`
      : ''
  const sinks = [
    ...(ether_ ? [`a dollar price of ether ${ether_}`] : []),
    ...(rate ? [`a share rate ${rate}${comparison}`] : []),
    ...(threshold ? [`a liquidation threshold ${threshold}`] : []),
    'interest that outruns the rewards for long enough',
  ]
  const spares = [
    ...(ether_ ? [] : ['the dollar price of ether']),
    ...(depegReaches(study) ? [] : ['the price at which the market trades the staking token']),
  ]
  const spared = spares.length > 0 ? ` What does not: ${spares.join(', and ')}.` : ''
  return [point(`In short. What liquidates this position: ${sinks.join('; or ')}.${spared}`)]
}

/** The scenario that brings the health factor lowest. */
const worstOf = ({ watched }: Study) =>
  watched.reduce<{ watched: Watched; wad: bigint; at: number } | undefined>((worst, entry) => {
    const low = lowestIn(entry.seen)
    return low && (!worst || low.wad < worst.wad) ? { watched: entry, ...low } : worst
  }, undefined)

const worstWords = (study: Study): readonly Block[] => {
  const worst = worstOf(study)
  if (!worst) return []
  const times = liquidationsIn(worst.watched.seen).length
  const end = times > 0 ? `and it is liquidated` : 'and it is not liquidated'
  return [
    text(
      `Of the scenarios run for this lesson, \`${worst.watched.scenario.name}\` brings it lowest: ${healthFactor(worst.wad)} on ${day(worst.at)}, ${end}. Its net worth changes by ${ether(changeIn(worst.watched.seen))} ETH over the ${worst.watched.scenario.days} days.`,
    ),
  ]
}

const reasonsOnAave = (study: Study, owed: readonly string[]): readonly Block[] => {
  if (study.opened.aave.accounts[OWNER]?.debts === undefined) return []
  if (Object.values(study.opened.aave.accounts[OWNER].debts).every(debt => debt === 0n)) return []
  return owed.every(asset => ETHER_LIKE.has(asset)) ? whyEther(study) : whyDollars(study)
}

/** Why a depeg does or does not liquidate this position, and what does. */
export const health = (study: Study): Chapter => {
  const owed = assetsOwed(study)
  if (owed.length === 0)
    return {
      id: 'health',
      title: 'Can it be liquidated?',
      blocks: [
        text(
          'No. Nothing is owed, so there is no [[health factor]] and nobody may take anything. What can be lost is value, not the position.',
        ),
        ...(depegOf(study)
          ? [
              list([
                `A [[depeg]] makes selling dear while it lasts. The share rate goes on growing: ${ofWad(study.first.shareRateWad, 4)} ETH for one wstETH today.`,
                'Slashing takes from the claim itself, and does not give it back.',
              ]),
            ]
          : []),
      ],
    }
  return {
    id: 'health',
    title: depegReaches(study)
      ? 'What a depeg does to this position, and what else can sink it'
      : 'Why a depeg does not liquidate this position, and what does',
    blocks: [
      ...formula(study),
      ...(study.opened.aave.accounts[OWNER] ? reasonsOnAave(study, owed) : []),
      ...morphoWords(study),
      ...whatMoves(study),
      ...(study.sensitivities.length > 0 ? inShort(study) : []),
      ...worstWords(study),
      source(
        'Aave v3.6 GenericLogic and AaveOracle, Morpho Blue, as mirrored in src/protocols; distances are searched on the exact account data of this position.',
      ),
    ],
  }
}
