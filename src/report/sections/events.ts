import { ASSETS } from '../../protocols/assets.js'
import type { Document } from '../document.js'
import {
  asText,
  blocks,
  type Column,
  counted,
  day,
  decimal,
  ether,
  fixed,
  listed,
  table,
  unique,
} from '../text.js'
import {
  amountOf,
  type Frame,
  type Liquidation,
  liquidationsOf,
  reading,
  type Transaction,
  transactionsOf,
} from './read.js'
import { isShock, shockSeen, shockWords } from './shocks.js'

const WAD = 10n ** 18n

/** Kinds of actions, each once, with how often. */
const actionWords = (sent: readonly Transaction[]): string => {
  const kinds = sent.flatMap(({ what }) => what.split(', '))
  const count = (kind: string): number => kinds.filter(other => other === kind).length
  return unique(kinds)
    .map(kind => (count(kind) > 1 ? `${asText(kind)} × ${count(kind)}` : asText(kind)))
    .join(', ')
}

const resultWords = (sent: readonly Transaction[]): string => {
  const refused = sent.filter(tx => tx.refused !== null)
  if (refused.length === 0) return 'done'
  const why = unique(refused.map(tx => asText(tx.refused ?? ''))).join('; ')
  return refused.length === sent.length
    ? `**refused**: ${why}`
    : `${refused.length} of ${sent.length} **refused**: ${why}`
}

const shockRows = (frame: Frame, before: Frame | undefined): readonly (readonly string[])[] => {
  const sent = transactionsOf(frame).filter(tx => isShock(tx.by))
  const rows = unique(sent.map(tx => tx.by)).map(by => {
    const own = sent.filter(tx => tx.by === by)
    return [
      day(frame.atSeconds),
      isShock(by) ? shockWords(by) : asText(by),
      isShock(by) ? shockSeen(by, frame, before) : '',
      actionWords(own),
      resultWords(own),
    ]
  })
  const gas =
    before && before.gasPriceWei !== frame.gasPriceWei
      ? [[day(frame.atSeconds), shockWords('gas'), shockSeen('gas', frame, before), '', 'done']]
      : []
  return [...rows, ...gas]
}

const SHOCK_COLUMNS: readonly Column[] = [
  { title: 'When' },
  { title: 'What happened' },
  { title: 'In the frames' },
  { title: 'By which calls' },
  { title: 'Result' },
]

const shocks = (frames: readonly Frame[]): string => {
  const rows = frames.flatMap((frame, i) => shockRows(frame, frames[i - 1]))
  return rows.length === 0 ? 'No shocks: only time passes.' : table(SHOCK_COLUMNS, rows)
}

type Sent = { readonly frame: Frame; readonly tx: Transaction }

/** Days as words; three or more in a row are named by the first and the last. */
const spans = (times: readonly number[]): readonly string[] => {
  const runs: number[][] = []
  for (const time of times) {
    const last = runs.at(-1)
    if (last && time - (last.at(-1) ?? 0) <= 86_400) last.push(time)
    else runs.push([time])
  }
  return runs.flatMap(run => {
    const [first, last] = [run[0] ?? 0, run.at(-1) ?? 0]
    return run.length < 3 ? run.map(day) : [`${day(first)} to ${day(last)}`]
  })
}

const refusals = (sent: readonly Sent[]): string => {
  const refused = sent.filter(({ tx }) => tx.refused !== null)
  const causes = unique(refused.map(({ tx }) => tx.refused ?? '')).map(cause => {
    const times = refused.filter(({ tx }) => tx.refused === cause).map(({ frame }) => frame.atSeconds)
    return `${asText(cause)} (${listed(spans(unique(times)))})`
  })
  return causes.length === 0 ? '' : `, ${counted(refused.length, 'time')} refused: ${causes.join('; ')}`
}

const reports = (sent: readonly Sent[]): string => {
  const own = sent.filter(({ tx }) => tx.role === 'lidoOracle' && tx.what.split(', ').includes('lido.report'))
  if (own.length === 0) return ''
  const refused = own.filter(({ tx }) => tx.refused !== null).length
  if (refused === 0) return `Lido reported ${counted(own.length, 'time')}; no report was refused.`
  return `Lido reported ${counted(own.length, 'time')}${refusals(own)}.`
}

/** Everyone who acted of their own, besides Lido's oracle. */
const others = (sent: readonly Sent[]): string => {
  const own = sent.filter(({ tx }) => tx.role !== 'lidoOracle' && tx.role !== 'shock')
  const names = unique(own.map(({ tx }) => tx.by))
  if (names.length === 0) return ''
  const said = names.map(name => {
    const theirs = own.filter(({ tx }) => tx.by === name)
    return `${asText(name)} ${counted(theirs.length, 'transaction')}${refusals(theirs)}`
  })
  return `Others: ${said.join('; ')}.`
}

type Valued = { readonly seizedWei: bigint; readonly coveredWei: bigint }

/**
 * Fair values of what was seized and covered, in wei; they differ by the loss. Debt in ether is worth itself, seized
 * wstETH the share rate of its frame; undefined where neither is known.
 */
const valued = (frame: Frame, event: Liquidation): Valued | undefined => {
  const loss = BigInt(event.lossWei)
  if (event.debt === 'WETH') {
    const coveredWei = BigInt(event.coveredUnits)
    return { coveredWei, seizedWei: coveredWei + loss }
  }
  if (event.collateral !== 'wstETH') return undefined
  const seizedWei =
    (BigInt(event.seizedUnits) * BigInt(frame.shareRateWad)) / 10n ** BigInt(ASSETS.wstETH.decimals)
  return { seizedWei, coveredWei: seizedWei - loss }
}

const penalty = (loss: bigint, coveredWei: bigint): string =>
  coveredWei <= 0n ? '–' : `${fixed(((loss * WAD) / coveredWei) * 100n, { decimals: 18, digits: 2 })} %`

const LIQUIDATION_COLUMNS: readonly Column[] = [
  { title: 'When' },
  { title: 'Block', align: 'right' },
  { title: 'Collateral seized', align: 'right' },
  { title: 'worth, ETH', align: 'right' },
  { title: 'Debt covered', align: 'right' },
  { title: 'worth, ETH', align: 'right' },
  { title: 'Loss, ETH', align: 'right' },
  { title: 'Penalty', align: 'right' },
]

const worthOf = (wei: bigint | undefined): string => (wei === undefined ? '–' : ether(wei))

const liquidationRow = (frame: Frame, event: Liquidation): readonly string[] => {
  const value = valued(frame, event)
  const loss = BigInt(event.lossWei)
  return [
    day(frame.atSeconds),
    decimal(Number(event.block), 0).replaceAll(',', ''),
    amountOf(event.collateral, event.seizedUnits),
    worthOf(value?.seizedWei),
    amountOf(event.debt, event.coveredUnits),
    worthOf(value?.coveredWei),
    ether(loss),
    value ? penalty(loss, value.coveredWei) : '–',
  ]
}

const totalRow = (all: readonly (readonly [Frame, Liquidation])[]): readonly string[] => {
  const loss = all.reduce((total, [, event]) => total + BigInt(event.lossWei), 0n)
  const values = all.map(([frame, event]) => valued(frame, event))
  const sum = (pick: (value: Valued) => bigint): bigint | undefined =>
    values.reduce<bigint | undefined>(
      (acc, value) => (acc === undefined || !value ? undefined : acc + pick(value)),
      0n,
    )
  const covered = sum(value => value.coveredWei)
  return [
    '**all**',
    '',
    '',
    worthOf(sum(value => value.seizedWei)),
    '',
    worthOf(covered),
    `**${ether(loss)}**`,
    covered === undefined ? '–' : penalty(loss, covered),
  ]
}

const liquidations = (frames: readonly Frame[]): string => {
  const all = frames.flatMap(frame => liquidationsOf(frame).map(event => [frame, event] as const))
  if (all.length === 0) return 'No liquidation.'
  const rows = all.map(([frame, event]) => liquidationRow(frame, event))
  return table(LIQUIDATION_COLUMNS, all.length > 1 ? [...rows, totalRow(all)] : rows)
}

/** What happened between the frames. */
export const events = (document: Document): string => {
  const { frames } = reading(document)
  const sent = frames.flatMap(frame => transactionsOf(frame).map(tx => ({ frame, tx })))
  return blocks([
    shocks(frames),
    [reports(sent), others(sent)].filter(text => text !== '').join(' '),
    liquidations(frames),
  ])
}
