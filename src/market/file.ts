import { contradictions } from './consistency.js'
import { MarketFormatError, marketFromJson, marketToJson } from './json.js'
import type { Market } from './market.js'

/** Rises with each change of what a market holds. */
const MARKET_FILE_VERSION = 1

const HEAD = `{"marketFile":${MARKET_FILE_VERSION},`

/** The text of a market file: its version, and the market. */
export const marketFileText = (market: Market): string => `${HEAD}${marketToJson(market).slice(1)}\n`

const versionOf = (text: string): unknown => {
  try {
    return (JSON.parse(text) as { marketFile?: unknown } | null)?.marketFile
  } catch {
    throw new MarketFormatError('', 'is not JSON')
  }
}

const bodyOf = (text: string): string => {
  const { marketFile: _, ...market } = JSON.parse(text) as { marketFile: unknown }
  return JSON.stringify(market)
}

/**
 * The market of a file. Throws `MarketFormatError` for a file of another version, for what is no market, and for a
 * market that contradicts itself.
 */
export const readMarketFile = (text: string): Market => {
  const version = versionOf(text)
  if (version !== MARKET_FILE_VERSION)
    throw new MarketFormatError(
      'marketFile',
      version === undefined
        ? `is missing: the file is of another version of Plimsoll, or no market file`
        : `is ${JSON.stringify(version).slice(0, 40)}; this Plimsoll reads version ${MARKET_FILE_VERSION}`,
    )
  const market = marketFromJson(bodyOf(text))
  const [first, ...more] = contradictions(market)
  if (first === undefined) return market
  const others = more.length === 0 ? '' : `, and ${more.length} more`
  throw new MarketFormatError(first.path, `${first.problem} (this market is not consistent${others})`)
}
