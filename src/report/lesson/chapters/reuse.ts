import { ASSETS, type Asset } from '../../../protocols/assets.js'
import type { ValuedLayer } from '../../../simulation/frame.js'
import { decimal, ether, fixed } from '../../text.js'
import { type Block, type Chapter, list, point, source, subtitle, table, text } from '../blocks.js'
import { lessonOf } from '../layers/layers.js'
import { assetsOwed, number, perYear, type Study } from '../study.js'

/** Dust of rounding is no layer worth a word. */
const DUST = 10n ** 14n

const worthAWord = (layer: ValuedLayer): boolean => layer.valueWei > DUST || layer.valueWei < -DUST

const amountWords = (asset: string, amount: bigint): string => {
  const decimals = ASSETS[asset as Asset]?.decimals ?? 18
  return `${fixed(amount, { decimals, digits: 2 })} ${asset}`
}

const heldWords = (layer: ValuedLayer): string => {
  if (layer.kind === 'claim')
    return layer.parts.map(({ asset, amount }) => amountWords(asset, amount)).join(', ')
  if (layer.kind === 'lido.withdrawal') return `${ether(layer.amount)} ETH`
  return amountWords(layer.asset, layer.kind === 'aave.debt' ? -layer.amount : layer.amount)
}

/** The same layer on another day. */
const keyOf = (layer: ValuedLayer): string => {
  if (layer.kind === 'claim') return `claim ${layer.protocol} ${layer.label}`
  return layer.kind === 'lido.withdrawal' ? `request ${layer.requestId}` : `${layer.kind} ${layer.asset}`
}

type Carried = { readonly layer: ValuedLayer; readonly gainWei: bigint }

/** What each layer gained or cost over the calm scenario; a layer that came later is set against the first. */
const carriedBy = ({ calm, layers }: Study): readonly Carried[] => {
  const last = calm.seen.frames.at(-1)?.layers ?? []
  return layers.filter(worthAWord).map(layer => {
    const same = last.find(entry => keyOf(entry) === keyOf(layer))
    return { layer, gainWei: (same?.valueWei ?? 0n) - layer.valueWei }
  })
}

const share = (gainWei: bigint, equityWei: bigint, days: number): string =>
  `${decimal((Number(gainWei) / Number(equityWei)) * (365 / days) * 100, 2)} %`

const carryTable = (study: Study): Block => {
  const { equityWei } = study.first
  const { days } = study.calm.scenario
  const carried = carriedBy(study)
  const total = carried.reduce((sum, { gainWei }) => sum + gainWei, 0n)
  const row = (name: string, worth: bigint, gainWei: bigint, held: string): readonly string[] => [
    name,
    held,
    ether(worth),
    ether(gainWei),
    share(gainWei, equityWei, days),
  ]
  return table(
    `Layer by layer: what it is worth, and what it brought in ${days} calm days`,
    [
      { title: 'Layer' },
      { title: 'Amount' },
      { title: 'Worth, ETH', align: 'right' },
      { title: `In ${days} days, ETH`, align: 'right' },
      { title: 'A year, of net worth', align: 'right' },
    ],
    [
      ...carried.map(({ layer, gainWei }) =>
        row(lessonOf(layer).name(layer), layer.valueWei, gainWei, heldWords(layer)),
      ),
      row('**Net worth**', equityWei, total, '').map((cell, i) =>
        i === 0 || cell === '' ? cell : `**${cell}**`,
      ),
    ],
  )
}

/** Growth of one ether's worth of Lido's shares in the calm scenario, a year. */
const plainYield = ({ calm }: Study): number => {
  const [first, last] = [calm.seen.frames[0], calm.seen.frames.at(-1)]
  if (!first || !last) return 0
  return perYear(number(last.shareRateWad) / number(first.shareRateWad) - 1, calm.scenario.days)
}

const gross = ({ layers }: Study): bigint =>
  layers.reduce((sum, layer) => (layer.valueWei > 0n ? sum + layer.valueWei : sum), 0n)

const leverageWords = (study: Study): readonly Block[] => {
  if (assetsOwed(study).length === 0) return []
  const times = decimal(Number(gross(study)) / Number(study.first.equityWei), 2)
  return [
    text(
      `What is owned is worth ${times} times what would be left after paying the debt. That is the **leverage**. It multiplies both columns: the reward, and every loss.`,
    ),
  ]
}

const simpleWords = (study: Study): string =>
  `For comparison: ether staked with Lido and left alone earns ${decimal(plainYield(study) * 100, 2)} % a year in this model.`

const layerBlocks =
  (study: Study) =>
  (layer: ValuedLayer): readonly Block[] => {
    const lesson = lessonOf(layer)
    return [
      subtitle(lesson.name(layer)),
      text(lesson.what(study, layer)),
      text(`**What it brings.** ${lesson.yields(study, layer)}`),
      text('**What can now go wrong that could not before.**'),
      list(lesson.risks(study, layer)),
    ]
  }

const openingWords = ({ openingCostWei }: Study): string =>
  openingCostWei < 0n
    ? `Opening it brought ${ether(-openingCostWei)} ETH, bought below fair value, which is not in the table.`
    : `Opening it cost ${ether(openingCostWei)} ETH, which is not in the table.`

/** What each layer of the position adds, in yield and in risk. */
export const reuse = (study: Study): Chapter => {
  const layers = study.layers.filter(worthAWord)
  return {
    id: 'layers',
    title: layers.length > 1 ? 'What using the token again adds, layer by layer' : 'What is done with it',
    blocks: [
      text(
        layers.length > 1
          ? 'A claim that can be traded can be used again: supplied, borrowed against, provided to traders. Each use is a layer. Each has its own yield and its own way to fail, and each stands on all those below it.'
          : 'The position is one layer: the claim is held, and nothing is built on it.',
      ),
      ...layers.flatMap(layerBlocks(study)),
      carryTable(study),
      ...leverageWords(study),
      text(simpleWords(study)),
      ...(layers.length > 1
        ? [point('Yields add up. Risks do not only add up: the layer that fails takes those above it along.')]
        : []),
      source(
        `the model’s run of the scenario \`calm\` on this position; a year is the days watched, scaled, not compounded. ${openingWords(study)}`,
      ),
    ],
  }
}
