import type { Document } from '../document.js'
import { bps, counted, day, ether, ofWad, percentOfRay, percentOfWad } from '../text.js'
import { etherReason } from './etherMoves.js'
import {
  everHeld,
  everOwed,
  type Frame,
  liquidationsOf,
  type Reading,
  reading,
  transactionsOf,
} from './read.js'

const WAD = 10n ** 18n

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
