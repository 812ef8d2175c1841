import type { PatienceId } from '../../simulation/patience.js'
import { SECONDS_PER_DAY } from '../../units/fixed.js'
import type { Document } from '../document.js'
import {
  asText,
  bps,
  bpsWords,
  counted,
  day,
  dollars,
  ether,
  healthFactor,
  listed,
  ofWad,
  percentOfRay,
  percentOfWad,
} from '../text.js'
import { etherReason } from './etherMoves.js'
import { timeWords } from './exits.js'
import {
  everHeld,
  everOwed,
  exitCostWei,
  type Frame,
  liquidationsOf,
  lowestHealth,
  patienceOf,
  type Reading,
  reading,
  scenarioName,
  transactionsOf,
  type Way,
  wayAt,
  worstFrame,
} from './read.js'

const WAD = 10n ** 18n

const soldWords = ({ soldNowWei }: Frame): string =>
  soldNowWei === null ? 'cannot be sold at once' : `${ether(BigInt(soldNowWei))} ETH sold at once`

const worth = (frame: Frame): string => {
  const wei = BigInt(frame.equityWei)
  return `${ether(wei)} ETH (${dollars(wei, BigInt(frame.etherPriceBase))} USD; ${soldWords(frame)})`
}

const liquidationWords = (read: Reading): string => {
  const seizures = read.frames.flatMap(liquidationsOf)
  if (seizures.length === 0) return 'it was not liquidated'
  const loss = seizures.reduce((sum, event) => sum + BigInt(event.lossWei), 0n)
  const share = (loss * 10n ** 18n) / BigInt(read.first.equityWei)
  const times = seizures.length === 1 ? 'once' : counted(seizures.length, 'time')
  if (loss < 0n)
    return `it was liquidated ${times}, to the last of its collateral: what was owed and stays unpaid, ${ether(-loss)} ETH, is the lenders’ loss`
  return `it was liquidated ${times}, which cost ${ether(loss)} ETH, ${percentOfWad(share, 1)} % of net worth at the start`
}

const healthWords = (read: Reading): string => {
  const low = lowestHealth(read)
  if (!low) return 'it has no debt, so it cannot be liquidated'
  const seized = read.frames.some(frame => liquidationsOf(frame).length > 0)
  const where = low.frame === read.first ? 'at the start' : day(low.frame.atSeconds)
  if (low.wad >= WAD)
    return `its health factor never stood below ${healthFactor(low.wad)} (${where}), and ${liquidationWords(read)}`
  const unpaid = seized ? 'and ' : 'and below 1 anyone may liquidate it, but nobody found that it paid: '
  return `its health factor fell to ${healthFactor(low.wad)} (${where}), ${unpaid}${liquidationWords(read)}`
}

const worthSentence = (document: Document, read: Reading): string =>
  `The position is worth ${worth(read.first)} at fair value now and ${worth(read.last)} on ${day(read.last.atSeconds)} of ${scenarioName(document)}; ${healthWords(read)}.`

const bandWords = ({ band }: Way): string => {
  if (!band) return ''
  const side = (cost: number | null): string => (cost === null ? 'not possible' : `${bps(cost)} bps`)
  return `, ${side(band.halfDepthBps)} at half and ${side(band.twiceDepthBps)} at twice the assumed depth`
}

/** What staying brought in the days that an exit takes, in words; empty where the run is over by then. */
const stayingWords = ({ frames }: Reading, from: Frame, { medianDays }: Way): string => {
  const then = frames.find(frame => frame.atSeconds >= from.atSeconds + medianDays * SECONDS_PER_DAY)
  const [before, after] = [BigInt(from.equityWei), BigInt(then?.equityWei ?? '0')]
  if (!then || before <= 0n) return ''
  const earned = Number(((after - before) * 1_000_000n) / before) / 100
  return ` (staying ${earned < 0 ? 'cost' : 'earned'} ${bps(Math.abs(earned))} bps in that time)`
}

/** Cost, way and time; a negative cost is called what it is, beside what staying would have brought. */
const leavingWords = (read: Reading, frame: Frame, way: Way): string => {
  const how = `by ${asText(way.name)} in ${timeWords(way)}`
  const wei = exitCostWei(frame, way)
  return way.costBps < 0
    ? `a gain of ${bps(-way.costBps)} bps (${ether(-wei)} ETH) ${how}, because what is earned while waiting beats the cost${stayingWords(read, frame, way)}`
    : `${bpsWords(way.costBps)} of net worth (${ether(wei)} ETH) ${how}${bandWords(way)}`
}

/** Patiences that the verdict tells; the tables have all. */
const TOLD: readonly PatienceId[] = ['now', 'days30', 'any']

type Told = { readonly names: readonly string[]; readonly frame: Frame; readonly way: Way | undefined }

/** The worst moment for each patience, once where two have the same way at the same moment. */
const worstMoments = (read: Reading): readonly Told[] => {
  const told: Told[] = []
  for (const patience of TOLD.map(patienceOf)) {
    const frame = worstFrame(read, patience)
    const way = wayAt(frame, patience)
    const last = told.at(-1)
    if (last?.frame === frame && last.way === way)
      told[told.length - 1] = { ...last, names: [...last.names, patience.name] }
    else told.push({ names: [patience.name], frame, way })
  }
  return told
}

const momentWords = (read: Reading, { names, frame, way }: Told): string => {
  const who = listed(names)
  const at = day(frame.atSeconds)
  if (!way) return `${who}, no way out was open on ${at}`
  return `${who}, the worst moment is ${at}: ${leavingWords(read, frame, way)}`
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** For each patience, the moment at which leaving costs most, and what it costs then. */
const exitSentence = (read: Reading): string =>
  `Leaving. ${worstMoments(read)
    .map(told => `${capital(momentWords(read, told))}.`)
    .join(' ')}`

/** The verdict in two sentences, as Markdown: worth and liquidation, then leaving. */
export const verdictLines = (document: Document): readonly [string, string] => {
  const read = reading(document)
  return [worthSentence(document, read), exitSentence(read)]
}

const least = (frames: readonly Frame[], value: (frame: Frame) => bigint): bigint =>
  frames.map(value).reduce((low, next) => (next < low ? next : low))

const owes = (frame: Frame, asset: string): boolean =>
  frame.layers.some(layer => layer.kind === 'aave.debt' && layer.asset === asset)

/** Below this, of one, a market price is a discount worth a word. */
const DISCOUNT = (WAD * 99n) / 100n

const LIDO = ['stETH', 'wstETH']

/** Aave's price of wstETH over ether's price and Lido's share rate; 18 decimals, 0 where ether has no price. */
const pricedOverRate = (frame: Frame): bigint => {
  const fair = BigInt(frame.etherPriceBase) * BigInt(frame.shareRateWad)
  return fair === 0n ? 0n : (BigInt(frame.wstEthPriceBase) * WAD * WAD) / fair
}

const isOnAave = ({ frames }: Reading): boolean =>
  frames.some(({ layers }) => layers.some(layer => layer.kind === 'aave.debt'))

/** Whether a lender's oracle reads what the market pays for stETH. */
const seesDepeg = ({ frames }: Reading): boolean =>
  frames.some(({ layers }) =>
    layers.some(layer => layer.kind === 'claim' && layer.details['seesDepeg'] === true),
  )

const marketReason = (read: Reading): string => {
  if (!everHeld(read, LIDO)) return ''
  const { frames } = read
  const curve = least(frames, frame => BigInt(frame.lowestCurvePriceWad))
  const uniswap = least(frames, frame => BigInt(frame.uniswapPriceWad))
  if (curve >= DISCOUNT && uniswap >= DISCOUNT) return ''
  const said = `stETH sold for as little as ${ofWad(curve < uniswap ? curve : uniswap, 4)} of what it is worth`
  if (!everOwed(read))
    return `${said}; what it is a claim on did not change, nothing is owed, and only those who sell feel it.`
  if (seesDepeg(read))
    return `${said}; the oracle of this market on Morpho multiplies the share rate by Chainlink’s stETH/ETH, so that the health factor fell with it although nothing was lost at Lido.`
  if (!isOnAave(read))
    return `${said}; that does not touch the health factor, because the oracle of this market on Morpho follows Lido’s share rate, and only those who sell feel it.`
  const priced = least(frames, pricedOverRate)
  return priced < DISCOUNT
    ? `${said}; Aave prices wstETH at the market here, down to ${ofWad(priced, 4)} of its share rate, so that the health factor fell with it.`
    : `${said}; that does not touch the health factor, because Aave prices wstETH by Lido’s share rate and not by the market, and only those who sell feel it.`
}

const shareRateReason = (read: Reading): string => {
  if (!everHeld(read, LIDO)) return ''
  const { frames } = read
  const falls = frames.flatMap((frame, i) => {
    const before = frames[i - 1]
    const change = before ? BigInt(frame.shareRateWad) - BigInt(before.shareRateWad) : 0n
    return before && change < 0n ? [{ frame, part: (-change * WAD) / BigInt(before.shareRateWad) }] : []
  })
  const worst = falls.reduce<(typeof falls)[number] | undefined>(
    (found, next) => (found && found.part >= next.part ? found : next),
    undefined,
  )
  if (!worst) return ''
  const fall = percentOfWad(worst.part, 2)
  const said = `Lido’s share rate fell by ${fall} % on ${day(worst.frame.atSeconds)}`
  return everOwed(read)
    ? `${said}; ${isOnAave(read) ? 'Aave’s' : 'the lender’s'} price of wstETH and with it the health factor follow the share rate, and leverage multiplies the loss.`
    : `${said}, and the position with it.`
}

const SCARCE = (10n ** 27n * 98n) / 100n

const liquidityReason = ({ frames, first }: Reading): string => {
  const tight = frames.reduce((most, frame) =>
    BigInt(frame.wethUtilisationRay) > BigInt(most.wethUtilisationRay) ? frame : most,
  )
  if (BigInt(tight.wethUtilisationRay) < SCARCE) return ''
  const share = percentOfRay(BigInt(tight.wethUtilisationRay))
  const rate = percentOfRay(BigInt(tight.wethBorrowRateRay))
  const said = `On ${day(tight.atSeconds)} ${share} % of Aave’s WETH was borrowed, with ${ether(BigInt(tight.wethFreeWei))} WETH left`
  return owes(first, 'WETH')
    ? `${said}: a flash loan of more than that fails, and borrowers pay ${rate} % a year.`
    : `${said}; this position owes none.`
}

const oracleReason = (read: Reading): string => {
  if (!everHeld(read, LIDO)) return ''
  const { frames } = read
  const refused = frames
    .flatMap(transactionsOf)
    .filter(sent => sent.role === 'lidoOracle' && sent.refused !== null)
  if (refused.length === 0) return ''
  const last = frames.at(-1)
  const isToTheEnd = last !== undefined && reportsOf(last).some(sent => sent.refused !== null)
  return isToTheEnd
    ? refusedToTheEnd(last, refused.length)
    : `Lido’s own checks refused ${counted(refused.length, 'report')}: until one passed, the old and higher share rate stood on chain.`
}

const reportsOf = (frame: Frame) => transactionsOf(frame).filter(sent => sent.role === 'lidoOracle')

/** By how much a rate on chain is too high against another one, of one; 18 decimals. */
const gapTo = (frame: Frame, to: string): bigint =>
  ((BigInt(frame.shareRateWad) - BigInt(to)) * WAD) / BigInt(frame.shareRateWad)

/** Where no report passes any more: what that means for whoever lends against the rate. */
const refusedToTheEnd = (last: Frame, count: number): string => {
  const gap = gapTo(last, last.trueShareRateWad)
  const high =
    gap > 0n
      ? `the rate on chain is ${bpsOf(gap)} bps too high`
      : 'the rate on chain is not reported any more'
  return `Lido’s own checks refused ${counted(count, 'report')}, to the end: ${high}, and nobody can be liquidated by the true one until the DAO acts.`
}

const bpsOf = (part: bigint): string => bps(Number((part * 1_000_000n) / WAD) / 100)

/** How long, and by how much, the rate on chain was known to be too high; of it, what no report had counted yet. */
const wrongRateReason = (read: Reading): string => {
  if (!everHeld(read, LIDO)) return ''
  const { frames } = read
  const gap = (frame: Frame, to: string): bigint =>
    ((BigInt(frame.shareRateWad) - BigInt(to)) * WAD) / BigInt(frame.shareRateWad)
  const wrong = frames.filter(frame => gap(frame, frame.knownShareRateWad) > WAD / 10_000n)
  const [first, last] = [wrong[0], wrong.at(-1)]
  if (!first || !last) return ''
  const worst = wrong.reduce((most, frame) =>
    gap(frame, frame.knownShareRateWad) > gap(most, most.knownShareRateWad) ? frame : most,
  )
  const uncounted = wrong.reduce((most, frame) => {
    const part = gap(frame, frame.trueShareRateWad)
    return part > most ? part : most
  }, 0n)
  const until = first === last ? '' : ` to ${day(last.atSeconds)}`
  const said = `From ${day(first.atSeconds)}${until} Lido’s share rate on chain was known to be too high, by ${bpsOf(gap(worst, worst.knownShareRateWad))} bps on ${day(worst.atSeconds)}: penalties that were certain had not fallen yet`
  return uncounted > WAD / 10_000n
    ? `${said}, or had fallen and stood in no report (up to ${bpsOf(uncounted)} bps).`
    : `${said}.`
}

const bunkerReason = (read: Reading): string => {
  if (!everHeld(read, LIDO)) return ''
  const on = read.frames.filter(frame => frame.bunker)
  const [first, last] = [on[0], on.at(-1)]
  if (!first || !last) return ''
  const until =
    first === last ? `on ${day(first.atSeconds)}` : `from ${day(first.atSeconds)} to ${day(last.atSeconds)}`
  return `Lido was in bunker mode ${until}: withdrawals asked for earlier were paid, later ones had to wait.`
}

const ownFrame = ({ frames }: Reading, standing: string): Frame | undefined =>
  frames.find(frame =>
    frame.layers.some(
      layer =>
        layer.kind === 'claim' && layer.protocol === 'validators' && layer.details['standing'] === standing,
    ),
  )

/** What became of validators that the owner runs, and the day that cost most. */
const ownReason = (read: Reading): string => {
  const [slashed, off] = [ownFrame(read, 'slashed'), ownFrame(read, 'off duty')]
  const hit = slashed ?? off
  if (!hit) return ''
  const falls = read.frames.slice(1).map((frame, i) => ({
    frame,
    wei: BigInt(read.frames[i]?.equityWei ?? frame.equityWei) - BigInt(frame.equityWei),
  }))
  const worst = falls.reduce((most, next) => (next.wei > most.wei ? next : most))
  const cost = `${day(worst.frame.atSeconds)} cost most, ${ether(worst.wei)} ETH`
  return slashed
    ? `The owner’s validators were slashed by ${day(hit.atSeconds)}: an initial penalty at once, one for every epoch until they may leave, and in the middle of that time the correlation penalty, which grows with all that was slashed; ${cost}.`
    : `The owner’s validators were off duty from ${day(hit.atSeconds)} on: every epoch cost them instead of earning; ${cost}.`
}

const carryReason = (read: Reading): string => {
  const { frames, first, last } = read
  if (!everOwed(read)) return ''
  const steady = frames.every((frame, i) => {
    const before = frames[i - 1] ?? first
    const same = frame.etherPriceBase === before.etherPriceBase && liquidationsOf(frame).length === 0
    return same && BigInt(frame.shareRateWad) >= BigInt(before.shareRateWad)
  })
  return steady && BigInt(last.equityWei) < BigInt(first.equityWei)
    ? 'Net worth fell although the share rate never did: interest on the debt outran the staking rewards.'
    : ''
}

/** Why the verdict is what it is, read off the frames; a sentence or two each, Markdown. */
export const reasons = (document: Document): readonly string[] => {
  const read = reading(document)
  return [
    marketReason,
    shareRateReason,
    oracleReason,
    wrongRateReason,
    bunkerReason,
    ownReason,
    etherReason,
    liquidityReason,
    carryReason,
  ]
    .map(reason => reason(read))
    .filter(text => text !== '')
}
