import type { Document } from '../document.js'
import { bps, bpsWords, counted, day, dollars, duration, ether, fixed, percentOfRay, ratio } from '../text.js'
import {
  cheapest,
  exitCostWei,
  type Frame,
  liquidationsOf,
  lowestHealth,
  type OpenExit,
  quickest,
  type Reading,
  reading,
  restsOnAssumedDepth,
  routeName,
  scenarioName,
  transactionsOf,
  worstFrame,
} from './read.js'

const WAD = 10n ** 18n

const worth = (frame: Frame): string => {
  const wei = BigInt(frame.equityWei)
  return `${ether(wei)} ETH (${dollars(wei, BigInt(frame.etherPriceBase))} USD)`
}

const liquidationWords = (read: Reading): string => {
  const seizures = read.frames.flatMap(liquidationsOf)
  if (seizures.length === 0) return 'it was not liquidated'
  const loss = seizures.reduce((sum, event) => sum + BigInt(event.lossWei), 0n)
  const share = (loss * 10n ** 18n) / BigInt(read.first.equityWei)
  const times = seizures.length === 1 ? 'once' : counted(seizures.length, 'time')
  return `it was liquidated ${times}, which cost ${ether(loss)} ETH, ${fixed(share * 100n, { decimals: 18, digits: 1 })} % of net worth at the start`
}

const healthWords = (read: Reading): string => {
  const low = lowestHealth(read)
  if (!low) return 'it has no debt, so it cannot be liquidated'
  const when = low.frame === read.first ? 'at the start' : `up to ${day(low.frame.atSeconds)}`
  const seized = read.frames.some(frame => liquidationsOf(frame).length > 0)
  const below =
    low.wad < WAD && !seized
      ? ', below 1, where anyone may liquidate it, and nobody found that it paid; '
      : ', and '
  return `its health factor was lowest ${when}, at ${ratio(low.wad)}${below}${liquidationWords(read)}`
}

const worthSentence = (document: Document, read: Reading): string =>
  `The position is worth ${worth(read.first)} at fair value now and ${worth(read.last)} at the end of ${scenarioName(document)}, ${day(read.last.atSeconds)}; ${healthWords(read)}.`

const gainWords = (exit: OpenExit): string =>
  exit.costBps < 0 ? ', a gain: what is earned while waiting beats the cost' : ''

const bandWords = (document: Document, exit: OpenExit): string => {
  if (!restsOnAssumedDepth(document, exit)) return ''
  if (!exit.band) return '; the depth is assumed'
  const side = (cost: number | null): string => (cost === null ? 'not possible' : `${bps(cost)} bps`)
  return `; ${side(exit.band.halfDepthBps)} at half and ${side(exit.band.twiceDepthBps)} at twice the assumed depth`
}

const leavingWords = (document: Document, frame: Frame, exit: OpenExit): string =>
  `${bpsWords(exit.costBps)} of net worth, ${ether(exitCostWei(frame, exit))} ETH, through ${routeName(exit.route)} in ${duration(exit.days)}${gainWords(exit)}${bandWords(document, exit)}`

const closedWords = (frame: Frame): string => `no way out was open on ${day(frame.atSeconds)}`

/** At the frame where the patient pay most, and at the one where those who leave at once do. */
const exitSentence = (document: Document, read: Reading): string => {
  const [patient, hasty] = [worstFrame(read, cheapest), worstFrame(read, quickest)]
  const [cheap, quick] = [cheapest(patient), quickest(hasty)]
  if (!cheap || !quick) return `Leaving: ${closedWords(cheap ? hasty : patient)}.`
  if (patient === hasty && cheap.route === quick.route)
    return `Leaving would have cost most on ${day(patient.atSeconds)}: ${leavingWords(document, patient, cheap)}; no other way was cheaper or quicker.`
  return `Leaving the cheapest way would have cost at most ${leavingWords(document, patient, cheap)} (${day(patient.atSeconds)}); leaving the quickest way at most ${leavingWords(document, hasty, quick)} (${day(hasty.atSeconds)}).`
}

/** The verdict in two sentences, as Markdown: worth and liquidation, then leaving. */
export const verdictLines = (document: Document): readonly [string, string] => {
  const read = reading(document)
  return [worthSentence(document, read), exitSentence(document, read)]
}

const least = (frames: readonly Frame[], value: (frame: Frame) => bigint): bigint =>
  frames.map(value).reduce((low, next) => (next < low ? next : low))

const owes = (frame: Frame, asset: string): boolean =>
  frame.layers.some(layer => layer.kind === 'aave.debt' && layer.asset === asset)

const owesOther = (frame: Frame): boolean =>
  frame.layers.some(layer => layer.kind === 'aave.debt' && layer.asset !== 'WETH')

/** Below this, of one, a market price is a discount worth a word. */
const DISCOUNT = (WAD * 99n) / 100n

const marketReason = ({ frames }: Reading): string => {
  const curve = least(frames, frame => BigInt(frame.curvePriceWad))
  const uniswap = least(frames, frame => BigInt(frame.uniswapPriceWad))
  if (curve >= DISCOUNT && uniswap >= DISCOUNT) return ''
  return `stETH sold for as little as ${ratio(curve < uniswap ? curve : uniswap)} of what it is worth; that does not touch the health factor, because Aave prices wstETH by Lido’s share rate and not by the market, and only those who sell feel it.`
}

const shareRateReason = ({ frames }: Reading): string => {
  const falls = frames.flatMap((frame, i) => {
    const before = frames[i - 1]
    const change = before ? BigInt(frame.shareRateWad) - BigInt(before.shareRateWad) : 0n
    return before && change < 0n ? [{ frame, part: (-change * WAD) / BigInt(before.shareRateWad) }] : []
  })
  const worst = falls.reduce<(typeof falls)[number] | undefined>(
    (found, fall) => (found && found.part >= fall.part ? found : fall),
    undefined,
  )
  if (!worst) return ''
  const fall = fixed(worst.part * 100n, { decimals: 18, digits: 2 })
  return `Lido’s share rate fell by ${fall} % on ${day(worst.frame.atSeconds)}; Aave’s price of wstETH and with it the health factor follow the share rate, and leverage multiplies the loss.`
}

const etherReason = ({ frames, first }: Reading): string => {
  const start = BigInt(first.etherPriceBase)
  const low = least(frames, frame => BigInt(frame.etherPriceBase))
  const fall = ((start - low) * WAD) / start
  if (fall * 20n < WAD) return ''
  const said = `Ether fell by ${fixed(fall * 100n, { decimals: 18, digits: 1 })} % against the dollar`
  if (owesOther(first))
    return `${said}; collateral is worth ether and the debt is owed in dollars, so the health factor falls as much as ether does. Net worth is counted in ether: dollars that are held buy more of it, so look at the worth in dollars too.`
  return owes(first, 'WETH')
    ? `${said}; collateral and debt are both worth ether, so its price cancels out of the health factor.`
    : `${said}.`
}

const SCARCE = (10n ** 27n * 98n) / 100n

const liquidityReason = ({ frames }: Reading): string => {
  const tight = frames.reduce((most, frame) =>
    BigInt(frame.wethUtilisationRay) > BigInt(most.wethUtilisationRay) ? frame : most,
  )
  if (BigInt(tight.wethUtilisationRay) < SCARCE) return ''
  const share = percentOfRay(BigInt(tight.wethUtilisationRay))
  const rate = percentOfRay(BigInt(tight.wethBorrowRateRay))
  return `On ${day(tight.atSeconds)} ${share} % of Aave’s WETH was borrowed, with ${ether(BigInt(tight.wethFreeWei))} WETH left: a flash loan of more than that fails, and borrowers pay ${rate} % a year.`
}

const oracleReason = ({ frames }: Reading): string => {
  const refused = frames
    .flatMap(transactionsOf)
    .filter(sent => sent.by === 'lido oracle' && sent.refused !== null)
  return refused.length === 0
    ? ''
    : `Lido’s own checks refused ${counted(refused.length, 'report')}: until one passed, the old and higher share rate stood on chain.`
}

/** Why the verdict is what it is, read off the frames; a sentence or two each, Markdown. */
export const reasons = (document: Document): readonly string[] => {
  const read = reading(document)
  return [marketReason, shareRateReason, oracleReason, etherReason, liquidityReason]
    .map(reason => reason(read))
    .filter(text => text !== '')
}
