import type { Document } from '../document.js'
import { counted, ofWad } from '../text.js'
import { amountOf, type Frame, reading } from './read.js'

const WAD = 10n ** 18n
/** Rounding of shares, in the smallest unit: a balance that moved by less stood still. */
const STILL = 1_000n

type Held = { readonly asset: string; readonly units: bigint; readonly valueWei: bigint }

const heldIn = (frame: Frame): readonly Held[] =>
  frame.layers.flatMap(layer =>
    layer.kind === 'wallet'
      ? [{ asset: layer.asset, units: BigInt(layer.amountUnits), valueWei: BigInt(layer.valueWei) }]
      : [],
  )

/** Ether a token; both have 18 decimals. */
const each = ({ units, valueWei }: Held): bigint => (valueWei * WAD) / units

const STAKED: readonly string[] = ['stETH', 'wstETH', 'rETH', 'weETH', 'cbETH', 'osETH']
/** Worth less than this, in wei, is dust. */
const DUST = 10n ** 15n

const said = (before: Held, after: Held): string => {
  const { asset } = before
  const moved = after.units > before.units ? after.units - before.units : before.units - after.units
  if (asset === 'stETH')
    return `the stETH balance itself went from ${amountOf(asset, String(before.units))} to ${amountOf(asset, String(after.units))}, each a claim on one ether: it rebases`
  if (moved > STILL) return ''
  return `the balance stood still at ${amountOf(asset, String(before.units))}, and each went from ${ofWad(each(before), 6)} to ${ofWad(each(after), 6)} ETH: it accrues in value`
}

/** How a staking token in the wallet earned or lost: by its balance or by its value; Markdown, empty without one. */
export const growth = (document: Document): string => {
  const { first, last } = reading(document)
  if (first === last) return ''
  const ends = heldIn(last)
  const lines = heldIn(first)
    .filter(({ asset, valueWei }) => STAKED.includes(asset) && valueWei > DUST)
    .flatMap(before => {
      const after = ends.find(({ asset }) => asset === before.asset)
      const text = after ? said(before, after) : ''
      return text === '' ? [] : [text]
    })
  const days = counted(Math.round((last.atSeconds - first.atSeconds) / 86_400), 'day')
  return lines.length === 0 ? '' : `Over ${days} ${lines.join('; ')}.`
}
