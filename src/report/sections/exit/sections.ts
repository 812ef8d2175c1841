import { SECONDS_PER_DAY, SECONDS_PER_SLOT } from '../../../units/fixed.js'
import type { ExecutionJson, ExitDocument } from '../../exit/document.js'
import { asText, bps, type Column, decimal, duration, table } from '../../text.js'
import { moveLines, moveRows } from './move.js'
import { aloneWords, bandWords, daysWords, etherOf, openOf, recommendedOf } from './words.js'

const right = (title: string): Column => ({ title, align: 'right' })

const optionRow =
  ({ recommended }: ExitDocument) =>
  (option: ExitDocument['options'][number]): readonly string[] =>
    option.possible
      ? [
          `${option.name}${option.name === recommended ? ' ←' : ''}`,
          asText(option.method),
          etherOf(option.proceedsWei),
          bps(option.costBps),
          bandWords(option),
          `${daysWords(option.days)}${aloneWords(option)}`,
        ]
      : [option.name, 'closed', '–', '–', '', '–']

/** Every route: what it brings, costs and takes, or why it is closed. */
export const optionsTable = (document: ExitDocument): string =>
  table(
    [
      { title: 'route' },
      { title: 'how' },
      right('brings (ETH)'),
      right('cost (bps)'),
      right('at half … twice the depth'),
      { title: 'takes (bad case)' },
    ],
    [...document.options.map(optionRow(document)), ...moveRows(document)],
  )
/** Why a route is closed, a line each. */
export const closedLines = (document: ExitDocument): readonly string[] =>
  document.options.flatMap(option =>
    option.possible ? [] : [`- ${option.name} is closed: ${asText(option.reason)}.`],
  )

/** Ways of carrying a route out that were tried and lost, or did not go. */
export const methodsTable = (document: ExitDocument): string => {
  const split = document.options.find(({ kind }) => kind === 'split')
  if (!split || split.methods.length < 2) return ''
  return table(
    [{ title: 'split over the pools, by' }, right('cost (bps)'), { title: 'why not' }],
    split.methods.map(({ method, costBps, reason }) => [
      asText(method),
      costBps === null ? '–' : bps(costBps),
      reason === null ? '' : asText(reason),
    ]),
  )
}

/** From the quickest to the cheapest. */
export const frontierTable = (document: ExitDocument): string => {
  const all = openOf(document)
  const points = document.frontier.flatMap(name => all.filter(option => option.name === name))
  return table(
    [{ title: 'for a patience of' }, { title: 'leave by' }, right('cost (bps)'), right('between (ETH)')],
    points.map(({ name, days, costBps, lowWei, highWei }) => [
      daysWords(days),
      name,
      bps(costBps),
      etherOf(lowWei) === etherOf(highWei) ? etherOf(lowWei) : `${etherOf(lowWei)} … ${etherOf(highWei)}`,
    ]),
  )
}

const whole = (units: string): string => decimal(Number(BigInt(units) / 10n ** 15n) / 1_000, 1)

/** What the recommended plan sells where, and what it stands on. */
export const recommendedLines = (document: ExitDocument): readonly string[] => {
  const found = recommendedOf(document)
  if (!found) return []
  const sales = found.sales.map(({ venue, asset, soldUnits }) => `${whole(soldUnits)} ${asset} on ${venue}`)
  const sold = sales.length === 0 ? [] : [`- sells ${sales.join(', ')}`]
  const needs = found.dependsOn.map(
    ({ on, what, assumed }) => `- depends on ${on}: ${asText(what)}${assumed ? ' (assumed)' : ''}`,
  )
  const sent = `- ${found.transactions} ${found.transactions === 1 ? 'transaction' : 'transactions'} of its owner, ${etherOf(found.gasWei)} ETH of gas`
  return [...sold, sent, ...needs]
}

/** Moving the debt, and waiting for the discount: neither leaves the position today. */
export const otherLines = (document: ExitDocument): readonly string[] => {
  const { waitOut } = document
  const wait = waitOut.possible
    ? `- Waiting for the discount to close (an estimate, not carried out): the best pool pays ${bps(waitOut.discountNowBps)} bps less than fair now; once arbitrage through the queue has brought that to ${bps(waitOut.discountLeftBps)}, after ${decimal(waitOut.days.median, 1)} days (${decimal(waitOut.days.early, 1)} to ${decimal(waitOut.days.bad, 1)}), selling costs ${bps(waitOut.closedCostBps)} bps, and ${bps(waitOut.openCostBps)} if it has not closed by then.`
    : `- Waiting for the discount to close: ${asText(waitOut.reason)}.`
  return [...moveLines(document), wait]
}

const signedEther = (wei: string): string => etherOf(wei)

const triedTable = ({ tried, world }: ExecutionJson): string =>
  tried.length === 0
    ? ''
    : table(
        [
          { title: `tried on the ${world}` },
          right('planned (ETH)'),
          right('returned (ETH)'),
          right('difference (wei)'),
        ],
        tried.map(({ name, plannedWei, returnedWei, differenceWei, reason }) => [
          name,
          etherOf(plannedWei),
          returnedWei === null ? `refused: ${asText(reason ?? '')}` : etherOf(returnedWei),
          differenceWei ?? '–',
        ]),
      )

/** Blocks while it is a matter of blocks. */
const afterWords = (days: number): string => {
  const slots = Math.round((days * SECONDS_PER_DAY) / SECONDS_PER_SLOT)
  return slots < 5 ? (slots === 1 ? 'one block' : `${slots} blocks`) : duration(days)
}

const legsTable = ({ legs }: ExecutionJson): string =>
  table(
    [
      { title: 'leg' },
      right('after'),
      right('transactions'),
      right('against the plan (wei)'),
      right('claimed (ETH)'),
      { title: '' },
    ],
    legs.map(({ days, transactions, prompt, differenceWei, claimedWei, refused }, i) => [
      String(i + 1),
      afterWords(days),
      String(transactions),
      prompt ? (differenceWei ?? '–') : 'after a wait',
      claimedWei === '0' ? '' : etherOf(claimedWei),
      refused === null ? '' : `refused: ${asText(refused)}`,
    ]),
  )

const apartLine = ({ apart }: ExecutionJson): string => {
  if (!apart || apart.waits.length === 0) return ''
  const waits = apart.waits
    .map(({ plannedDays, days }) => `${decimal(days, 1)} days (planned ${decimal(plannedDays, 1)})`)
    .join(', ')
  return `It differs from the plan by ${signedEther(apart.totalWei)} ETH: ${signedEther(apart.queueWei)} by the queue’s days, ${signedEther(apart.rateWei)} by rates, ${signedEther(apart.priceWei)} by prices. Waits: ${waits}.`
}

/** How long it was said to take; nothing where it is a matter of blocks. */
const statedDays = ({ options }: ExitDocument, { plan }: ExecutionJson): string => {
  const found = options.find(({ name }) => name === plan)
  if (!found?.possible || found.days.bad < 0.01) return ''
  return `, stated ${decimal(found.days.early, 1)} to ${decimal(found.days.bad, 1)}`
}

const outcomeLine = (document: ExitDocument, done: ExecutionJson): string => {
  if (done.plan === null) return 'Nothing was carried out, as no plan is recommended.'
  if (done.proceedsWei === null) return `It did not come to its end: ${asText(done.failure ?? '')}.`
  const planned = `${etherOf(done.plannedWei ?? '0')} ETH`
  const stated =
    done.lowWei === done.highWei
      ? `planned ${planned}`
      : `planned ${planned}, stated ${etherOf(done.lowWei ?? '0')} to ${etherOf(done.highWei ?? '0')}`
  const verdict = done.inside === true ? 'inside what was stated' : '**outside what was stated**'
  return `Carried out on the ${done.world}, ${done.plan}: ${etherOf(done.proceedsWei)} ETH (${stated}) after ${duration(done.days)}${statedDays(document, done)}: ${verdict}.`
}

/** What the plans returned, world by world. */
export const executedBlocks = (document: ExitDocument): readonly string[] =>
  document.executed.flatMap(done => [
    triedTable(done),
    outcomeLine(document, done),
    done.legs.length > 0 ? legsTable(done) : '',
    apartLine(done),
  ])

const SIZES_SHOWN = 10

/** Cost by size: every few of the sizes that the document holds. */
export const sizesTable = ({ bySize }: ExitDocument): string => {
  const step = Math.max(1, Math.round(bySize.length / SIZES_SHOWN))
  const rows = bySize.filter((_, i) => (i + 1) % step === 0)
  if (rows.length === 0) return ''
  const cost = (point: { readonly costBps: number } | null): string => (point ? bps(point.costBps) : 'closed')
  return table(
    [
      right('size (ETH)'),
      right('at once (bps)'),
      right('cheapest (bps)'),
      right('in (days)'),
      right('sold at once'),
      right('queue alone (bps)'),
    ],
    rows.map(({ fairWei, market, queue, frontier }) => {
      const best = frontier.at(-1)
      return [
        etherOf(fairWei),
        cost(market),
        cost(best ?? null),
        best ? decimal(best.medianDays, 1) : '–',
        best ? `${decimal(100 * best.soldShare, 0)} %` : '–',
        cost(queue),
      ]
    }),
  )
}
