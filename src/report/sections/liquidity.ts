import type { Document } from '../document.js'
import { counted, ether } from '../text.js'
import { reading } from './read.js'

const signed = (wei: bigint, more: string, less: string): string =>
  wei < 0n ? `${ether(-wei)} ETH ${less}` : `${ether(wei)} ETH ${more}`

type Read = ReturnType<typeof reading>

const isIn = (protocol: string, { frames }: Read): boolean =>
  frames.some(({ layers }) => layers.some(layer => layer.kind === 'claim' && layer.protocol === protocol))

const parts = (read: Read, fees: bigint, loss: bigint): string => {
  if (!isIn('uniswap', read))
    return 'Fees stand in the LP token: they and impermanent loss cannot be told apart.'
  const also = isIn('curve', read) ? ', in Uniswap; Curve’s stand in its LP token' : ''
  const without =
    loss < 0n
      ? `without them there is no impermanent loss but ${ether(-loss)} ETH more: what was bought below its fair value counts at fair value here`
      : `without them impermanent loss is ${ether(loss)} ETH`
  return `Fees waiting are ${ether(fees)} ETH${also}; ${without}.`
}

const range = (read: Read): string => {
  if (!isIn('uniswap', read)) return ''
  const outside = read.frames.filter(frame => frame.liquidity?.inRange === false).length
  return outside === 0
    ? ' The price stood inside the range in every frame.'
    : ` The price stood outside the range, where nothing is earned, in ${outside} of ${counted(read.frames.length, 'frame')}.`
}

/** Liquidity against holding the same tokens; empty where none was provided. */
export const liquidity = (document: Document): string => {
  const read = reading(document)
  const end = read.last.liquidity
  if (!end) return ''
  const [value, fees, held] = [BigInt(end.valueWei), BigInt(end.feesWei), BigInt(end.heldWei)]
  return `Liquidity: worth ${ether(value)} ETH at the end, ${signed(value - held, 'more', 'less')} than the tokens first provided would be, held. ${parts(read, fees, held - (value - fees))}${range(read)}`
}
