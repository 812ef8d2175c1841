import { asText, percentOfWad } from '../text.js'
import type { Reading } from './read.js'

const WAD = 10n ** 18n

const NOTE_IN_ETHER =
  'Net worth is counted in ether: dollars that are held buy more of it, so look at the worth in dollars too.'

/** What moving ether's price does to the health factor, as the sensitivities at the first frame tell. */
const etherEffect = ({ sensitivities }: Reading) => {
  const rows = sensitivities.filter(({ id }) => id === 'etherPrice')
  return {
    fallHurts: rows.some(({ atLiquidation, today }) => atLiquidation !== null && atLiquidation < today),
    riseHurts: rows.some(({ atLiquidation, today }) => atLiquidation !== null && atLiquidation > today),
    why: rows[0]?.reason,
  }
}

const fallWords = (said: string, read: Reading): string => {
  const { fallHurts, riseHurts, why } = etherEffect(read)
  if (fallHurts)
    return `${said}; the collateral loses more by it than the debt, so the health factor falls. ${NOTE_IN_ETHER}`
  if (riseHurts)
    return `${said}; the debt loses more by it than the collateral, so the health factor rises. ${NOTE_IN_ETHER}`
  return why === undefined ? `${said}.` : `${said}; ${asText(why)}.`
}

/** How ether moved against the dollar over a run, and what that does to the health factor; empty under a twentieth. */
export const etherReason = (read: Reading): string => {
  const { frames, first } = read
  const prices = frames.map(({ etherPriceBase }) => BigInt(etherPriceBase))
  const start = BigInt(first.etherPriceBase)
  const moved = (price: bigint): bigint => ((price - start) * WAD) / start
  const [low, high] = [
    moved(prices.reduce((a, b) => (a < b ? a : b))),
    moved(prices.reduce((a, b) => (a > b ? a : b))),
  ]
  const sentences = [
    low * -20n < WAD ? '' : fallWords(`Ether fell by ${percentOfWad(-low, 1)} % against the dollar`, read),
    high * 20n < WAD || !etherEffect(read).riseHurts
      ? ''
      : `Ether rose by ${percentOfWad(high, 1)} % against the dollar; the debt grows more by it than the collateral, so the health factor falls.`,
  ]
  return sentences.filter(sentence => sentence !== '').join(' ')
}
