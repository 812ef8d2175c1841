import { z } from 'zod'
import { DATED_SHARES, type MarketShares } from '../analysis/measures/marketShares.js'
import { EnvironmentError } from '../fork/errors.js'

const PROTOCOLS_URL = 'https://api.llama.fi/protocols'
const PRICE_URL = 'https://coins.llama.fi/prices/current/coingecko:ethereum'
const PATIENCE_MS = 20_000

/** Names of the protocols there, by the name they have here. */
const NAMES: Readonly<Record<string, string>> = {
  Lido: 'Lido',
  'Rocket Pool': 'Rocket Pool',
  'ether.fi': 'ether.fi Stake',
  Coinbase: 'Coinbase Wrapped Staked ETH',
  StakeWise: 'StakeWise V3',
}

const protocolsSchema = z.array(
  z.object({
    name: z.string(),
    category: z.string().nullish(),
    chainTvls: z.record(z.string(), z.number()).nullish(),
  }),
)
const priceSchema = z.object({
  coins: z.object({ 'coingecko:ethereum': z.object({ price: z.number().positive() }) }),
})

/** One answer: its JSON, and the day that the server says it is. */
export type Answer = { readonly json: unknown; readonly day: string }

/** Asks for one URL. Throws whatever the network throws. */
export type Ask = (url: string) => Promise<Answer>

const overHttp: Ask = async url => {
  const response = await fetch(url, { signal: AbortSignal.timeout(PATIENCE_MS) })
  if (!response.ok) throw new Error(`answered ${response.status}`)
  const date = new Date(response.headers.get('date') ?? '')
  return { json: await response.json(), day: date.toISOString().slice(0, 10) }
}

const LIQUID = ['Liquid Staking', 'Liquid Restaking']

const sharesFrom = (
  protocols: z.output<typeof protocolsSchema>,
  price: number,
  day: string,
): MarketShares => {
  const ether = (usd: number | undefined): number => Math.round((usd ?? 0) / price)
  const onMainnet = (one: (typeof protocols)[number]): number => ether(one.chainTvls?.['Ethereum'])
  const liquid = protocols.filter(one => LIQUID.includes(one.category ?? ''))
  const shares = Object.entries(NAMES).flatMap(([protocol, name]) => {
    const found = protocols.find(one => one.name === name)
    return found
      ? [{ protocol, stakedEther: onMainnet(found), source: 'DefiLlama, value on Ethereum', assumed: false }]
      : []
  })
  return {
    asOf: day,
    allStakedEther: DATED_SHARES.allStakedEther,
    liquidEther: liquid.reduce((sum, one) => sum + onMainnet(one), 0),
    shares,
    source: `DefiLlama on ${day}, dollars over its price of ether; all staked ether is the figure of ${DATED_SHARES.asOf}`,
  }
}

/**
 * Shares of staking as DefiLlama's public API gives them now. Throws `EnvironmentError` where it does not answer, or
 * answers something else.
 */
export const refreshedShares = async (ask: Ask = overHttp): Promise<MarketShares> => {
  const unreachable = (cause: unknown) =>
    new EnvironmentError('The shares of staking could not be refreshed.', {
      facts: { from: 'DefiLlama, api.llama.fi' },
      hint: `Leave --refresh out: the report then uses the dated table of ${DATED_SHARES.asOf}.`,
      cause:
        cause instanceof Error
          ? cause.cause instanceof Error
            ? cause.cause.message
            : cause.message
          : String(cause),
    })
  try {
    const [protocols, price] = await Promise.all([ask(PROTOCOLS_URL), ask(PRICE_URL)])
    const { coins } = priceSchema.parse(price.json)
    return sharesFrom(protocolsSchema.parse(protocols.json), coins['coingecko:ethereum'].price, protocols.day)
  } catch (error) {
    throw unreachable(error instanceof z.ZodError ? new Error('the answer has another shape') : error)
  }
}
