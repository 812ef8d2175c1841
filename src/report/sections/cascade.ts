import type { Document } from '../document.js'
import { asText, blocks, type Column, counted, day, decimal, ether, fixed, listed, table } from '../text.js'
import { amountOf, type Frame, reading } from './read.js'

type Cascade = NonNullable<Frame['cascade']>
type Borrowers = NonNullable<Frame['borrowers']>
export type Struck = Frame & { readonly cascade: Cascade }

/** Frames in whose time there was a liquidation. */
export const struckOf = (frames: readonly Frame[]): readonly Struck[] =>
  frames.flatMap(frame => (frame.cascade ? [{ ...frame, cascade: frame.cascade }] : []))

const ratio = (wad: string): string => fixed(BigInt(wad), { decimals: 18, digits: 4 })

const fall = (before: string, lowest: string): string =>
  before === lowest ? ratio(before) : `${ratio(before)} → ${ratio(lowest)}`

const outletWords = ({ outlets }: Cascade): string =>
  outlets
    .map(({ where, asset, amountUnits }) => `${amountOf(asset, amountUnits)}: ${asText(where)}`)
    .join('; ')

const DAY_COLUMNS: readonly Column[] = [
  { title: 'When' },
  { title: 'Liquidations', align: 'right' },
  { title: 'Debt covered, ETH', align: 'right' },
  { title: 'Their loss, ETH', align: 'right' },
  { title: 'Bad debt, ETH', align: 'right' },
  { title: 'Where it went' },
  { title: 'Curve, stETH', align: 'right' },
  { title: 'Uniswap, wstETH over its rate', align: 'right' },
  { title: 'Other pools, over the rate' },
]

const poolWords = ({ pools }: Cascade): string =>
  pools.map(({ asset, beforeWad, lowestWad }) => `${asset} ${fall(beforeWad, lowestWad)}`).join('; ')

const dayRow = ({ atSeconds, cascade }: Struck): readonly string[] => [
  day(atSeconds),
  `${cascade.liquidations}`,
  ether(BigInt(cascade.coveredWei)),
  ether(BigInt(cascade.lossWei)),
  ether(BigInt(cascade.badDebtWei)),
  outletWords(cascade),
  fall(cascade.curvePriceBeforeWad, cascade.curvePriceLowestWad),
  fall(cascade.uniswapPriceBeforeWad, cascade.uniswapPriceLowestWad),
  poolWords(cascade) || '–',
]

const LIST_COLUMNS: readonly Column[] = [
  { title: 'When' },
  { title: 'Block', align: 'right' },
  { title: 'Account' },
  { title: 'Health factor', align: 'right' },
  { title: 'Collateral seized', align: 'right' },
  { title: 'Debt covered', align: 'right' },
  { title: 'Loss, ETH', align: 'right' },
  { title: 'How' },
]

/** Rows that the table lists; the JSON has more. */
const ROWS = 20

const accountWords = (account: string, own: boolean): string =>
  own ? '**this position**' : `…${asText(account.slice(-6))}`

type Listed = Cascade['list'][number] & { readonly atSeconds: number }

/** This position's own and the largest of the others, in order of time. */
const largest = (struck: readonly Struck[]): readonly Listed[] => {
  const all = struck.flatMap(({ atSeconds, cascade }) => cascade.list.map(one => ({ ...one, atSeconds })))
  const bySize = [...all].sort((a, b) => Number(BigInt(b.coveredWei) - BigInt(a.coveredWei)))
  const kept = new Set([...all.filter(({ own }) => own), ...bySize].slice(0, ROWS))
  return all.filter(one => kept.has(one))
}

const listRow = (one: Listed): readonly string[] => [
  day(one.atSeconds),
  one.block,
  accountWords(one.account, one.own),
  ratio(one.healthFactorWad),
  amountOf(one.collateral, one.seizedUnits),
  `${amountOf(one.debt, one.coveredUnits)}${one.badDebtWei === '0' ? '' : ` and ${ether(BigInt(one.badDebtWei))} ETH written off`}`,
  ether(BigInt(one.lossWei)),
  one.outlets.map(asText).join(', '),
]

const list = (struck: readonly Struck[]): string => {
  const shown = largest(struck)
  const all = struck.reduce((sum, { cascade }) => sum + cascade.liquidations, 0)
  const rest =
    all > shown.length
      ? `This position’s own and the largest of the others, ${shown.length} of ${all}; the JSON lists more.`
      : ''
  return blocks([table(LIST_COLUMNS, shown.map(listRow)), rest])
}

const rankWords = ({ rank, accounts }: Borrowers): string =>
  rank === null
    ? `${counted(accounts, 'account')} with debt, this position not among them`
    : `this position is number ${decimal(rank, 0)} of ${counted(accounts, 'account')} with debt, the lowest health factor first`

const standing = (frames: readonly Frame[]): string => {
  const seen = frames.flatMap(({ atSeconds, borrowers }) => (borrowers ? [{ atSeconds, borrowers }] : []))
  const [first, last] = [seen[0], seen.at(-1)]
  if (!first || !last) return ''
  const worst = seen.reduce((most, entry) =>
    entry.borrowers.eligible > most.borrowers.eligible ? entry : most,
  )
  const left =
    worst.borrowers.eligible === 0
      ? 'No day ended with anyone below a health factor of 1.'
      : worst.atSeconds === 0
        ? `When the position was opened, before anyone could act, ${counted(worst.borrowers.eligible, 'account')} with ${ether(BigInt(worst.borrowers.eligibleDebtWei))} ETH of debt stood below a health factor of 1.`
        : `At the end of ${day(worst.atSeconds)}, ${counted(worst.borrowers.eligible, 'account')} with ${ether(BigInt(worst.borrowers.eligibleDebtWei))} ETH of debt stood below a health factor of 1 because nobody gained by liquidating more, ${worst.borrowers.underwater} of them with more debt than collateral (${ether(BigInt(worst.borrowers.shortfallWei))} ETH short).`
  return [
    `At the start ${rankWords(first.borrowers)}; at the end ${rankWords(last.borrowers)}.`,
    left,
    `Bad debt on Aave’s reserves at the end: ${ether(BigInt(last.borrowers.deficitWei))} ETH.`,
  ].join(' ')
}

/** Below this, in wei, a loss is told in one number: a hundredth of an ether. */
const TELLABLE = 10n ** 16n

const splitWords = (bonus: bigint, wrongPrice: bigint): string => {
  if (wrongPrice < TELLABLE && -wrongPrice < TELLABLE) return ', all of it bonus'
  return wrongPrice > 0n
    ? `: ${ether(bonus)} ETH of bonus, and ${ether(wrongPrice)} ETH because Aave priced what was seized below its fair value`
    : `: ${ether(bonus)} ETH of bonus by Aave’s prices, less ${ether(-wrongPrice)} ETH by which Aave priced what was seized above its fair value`
}

/** The health factor below which a debt in ether against wstETH fell to 1 by Aave's price of wstETH alone. */
export const wrongPriceWords = (frames: readonly Frame[]): string => {
  const offs = frames.map(frame => {
    const fair = Number(frame.etherPriceBase) * (Number(frame.shareRateWad) / 1e18)
    return { at: frame.atSeconds, times: fair / Number(frame.wstEthPriceBase) }
  })
  const most = offs.reduce((found, next) => (next.times > found.times ? next : found), { at: 0, times: 1 })
  if (!Number.isFinite(most.times) || most.times < 1.001) return ''
  return `Aave priced wstETH up to ${decimal((1 - 1 / most.times) * 100, 2)} % below its share rate (${day(most.at)}): loops against ether became liquidatable below a health factor, at the rate, of ${decimal(most.times, 4)}.`
}

/** How many liquidations, when, and what they came to; a sentence. */
export const totals = (struck: readonly Struck[]): string => {
  const sum = (pick: (cascade: Cascade) => string): bigint =>
    struck.reduce((total, { cascade }) => total + BigInt(pick(cascade)), 0n)
  const count = struck.reduce((total, { cascade }) => total + cascade.liquidations, 0)
  const days = struck.map(({ atSeconds }) => day(atSeconds))
  const when = days.length > 3 ? `on ${days.length} days` : `on ${listed(days)}`
  return `${counted(count, 'liquidation')} ${when}: ${ether(sum(c => c.coveredWei))} ETH of debt covered, at a loss of ${ether(sum(c => c.lossWei))} ETH to whose it was${splitWords(
    sum(c => c.bonusWei),
    sum(c => c.wrongPriceWei),
  )}.`
}

/** Who else was liquidated, what was sold, and how far the market fell by it; empty without background borrowers. */
export const cascadeOf = (document: Document): string => {
  const { frames } = reading(document)
  if (!frames.some(frame => frame.borrowers !== null)) return ''
  const struck = struckOf(frames)
  if (struck.length === 0) return blocks(['Nobody was liquidated.', standing(frames)])
  return blocks([
    totals(struck),
    wrongPriceWords(frames),
    standing(frames),
    table(DAY_COLUMNS, struck.map(dayRow)),
    list(struck),
  ])
}
