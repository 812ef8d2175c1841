import type { Frame, Layer } from '../sections/read.js'
import { liquidationsOf } from '../sections/read.js'
import type { CHANGE_KINDS, Verdict } from './schema.js'

type Kind = (typeof CHANGE_KINDS)[number]
type Sums = Readonly<Record<Kind, bigint>>

const NOTHING: Sums = { penalty: 0n, dollars: 0n, rates: 0n, interest: 0n, trades: 0n }

const DOLLARS = ['USDC', 'USDT', 'DAI']

/** A claim or a debt on one asset, with its worth in wei; of a debt both are negative. */
type Held = { readonly key: string; readonly asset: string; readonly units: bigint; readonly wei: bigint }

const heldOf = (layer: Layer): readonly Held[] => {
  if (layer.kind === 'lido.withdrawal' || layer.kind === 'claim') return []
  const sign = layer.kind === 'aave.debt' ? -1n : 1n
  const { kind, asset, amountUnits, valueWei } = layer
  return [{ key: `${kind} ${asset}`, asset, units: sign * BigInt(amountUnits), wei: BigInt(valueWei) }]
}

/** What each asset at each place comes to; two layers of one asset at one place are one. */
const holdings = (frame: Frame): ReadonlyMap<string, Held> => {
  const found = new Map<string, Held>()
  for (const held of frame.layers.flatMap(heldOf)) {
    const { units = 0n, wei = 0n } = found.get(held.key) ?? {}
    found.set(held.key, { ...held, units: held.units + units, wei: held.wei + wei })
  }
  return found
}

const isOnAave = (key: string): boolean => key.startsWith('aave.')

/** A dollar's price in ether, times any number: of USDC at Aave's price of it. */
const dollarPrice = (frame: Frame, asset: string): readonly [bigint, bigint] => [
  asset === 'USDC' ? BigInt(frame.usdcPriceBase) : 1n,
  BigInt(frame.etherPriceBase),
]

const dollarsRepriced = (was: Held, before: Frame, frame: Frame): bigint => {
  const [[oldUp, oldDown], [up, down]] = [dollarPrice(before, was.asset), dollarPrice(frame, was.asset)]
  return oldUp === 0n || down === 0n ? 0n : (was.wei * up * oldDown) / (down * oldUp) - was.wei
}

/** What an asset's rate did to what was held of it: its new worth for the old amount, less the old worth. */
const repriced = (was: Held, is: Held | undefined): bigint =>
  is === undefined || is.units === 0n ? 0n : (is.wei * was.units) / is.units - was.wei

/** Blocks in which somebody dealt with the position: amounts moved by more than interest. */
const wasTouched = (frame: Frame, before: Frame): boolean =>
  frame.layers.length !== before.layers.length ||
  frame.events.some(event => event.kind === 'liquidation' || event.role === 'policy')

const stepOf = (before: Frame, frame: Frame): Sums => {
  const [old, now] = [holdings(before), holdings(frame)]
  const penalty = liquidationsOf(frame).reduce((sum, { lossWei }) => sum - BigInt(lossWei), 0n)
  const sums = { ...NOTHING, penalty }
  for (const [key, was] of old) {
    const is = now.get(key)
    const isDollar = DOLLARS.includes(was.asset)
    const priced = isDollar ? dollarsRepriced(was, before, frame) : repriced(was, is)
    sums[isDollar ? 'dollars' : 'rates'] += priced
    if (wasTouched(frame, before) || is === undefined) continue
    // A balance of stETH grows by its share rate; what is supplied or owed grows by interest.
    sums[isOnAave(key) ? 'interest' : 'rates'] += is.wei - was.wei - priced
  }
  const whole = BigInt(frame.equityWei) - BigInt(before.equityWei)
  return { ...sums, trades: whole - sums.penalty - sums.dollars - sums.rates - sums.interest }
}

/** Net worth in dollars, to the cent. */
const usdOf = (frame: Frame | undefined): number =>
  frame ? Number((BigInt(frame.equityWei) * BigInt(frame.etherPriceBase)) / 10n ** 24n) / 100 : 0

/**
 * The change of net worth, in wei of ether, and its parts: the penalty of liquidations, the price of ether for what is
 * counted in dollars, the rates of staking tokens, interest, and the rest, which is trades, fees, gas and claims. They
 * add up to the change.
 */
export const changeOf = (frames: readonly Frame[]): Verdict['change'] => {
  const sums = frames.slice(1).reduce<Sums>((total, frame, i) => {
    const step = stepOf(frames[i] ?? frame, frame)
    return {
      penalty: total.penalty + step.penalty,
      dollars: total.dollars + step.dollars,
      rates: total.rates + step.rates,
      interest: total.interest + step.interest,
      trades: total.trades + step.trades,
    }
  }, NOTHING)
  const parts = (Object.keys(sums) as Kind[]).map(kind => ({ kind, wei: String(sums[kind]) }))
  const whole = BigInt(frames.at(-1)?.equityWei ?? 0) - BigInt(frames[0]?.equityWei ?? 0)
  return {
    wei: String(whole),
    usd: usdOf(frames.at(-1)) - usdOf(frames[0]),
    parts: parts.filter(({ wei }) => wei !== '0'),
  }
}
