import { stringify } from 'yaml'
import type { Amounted, Held, HeldPart } from '../../position/held/parts.js'
import { unitsText } from '../../position/held/words.js'
import { ASSETS } from '../../protocols/assets.js'
import { holdingsSchema } from '../input/holdingsSchema.js'

const tokens = (list: readonly Amounted[]): Readonly<Record<string, string>> =>
  Object.fromEntries(list.map(({ asset, amount }) => [asset, unitsText(amount, ASSETS[asset].decimals)]))

const wad = (units: bigint): string => unitsText(units, 18)

const placeOf = (part: HeldPart) => {
  switch (part.kind) {
    case 'wallet':
      return { where: 'wallet', tokens: tokens([part]) }
    case 'aave':
      return {
        where: 'aave',
        eMode: String(part.eMode),
        supplied: tokens(part.supplies),
        ...(part.debts.length > 0 ? { borrowed: tokens(part.debts) } : {}),
      }
    case 'morpho':
      return {
        where: 'morpho',
        market: part.market,
        collateral: wad(part.collateral),
        ...(part.debt > 0n ? { borrowed: wad(part.debt) } : {}),
      }
    case 'curve':
      return { where: 'curve', lp: wad(part.lp) }
    case 'curve worth':
      return { where: 'curve', worthEth: wad(part.worthWei) }
    case 'uniswap':
      return {
        where: 'uniswap',
        pool: part.pool,
        from: String(part.tickLower),
        to: String(part.tickUpper),
        liquidity: String(part.liquidity),
      }
    case 'lido queue':
      return { where: 'lido queue', stETH: wad(part.stEth) }
    case 'unmodelled':
      return { where: 'elsewhere', token: part.symbol, amount: part.amount, priceEth: part.priceEth }
  }
}

/** Holdings as the text of a file that `readHoldingsFile` reads back to the same. Comments come first, a line each. */
export const holdingsYaml = (held: Held, comments: readonly string[]): string => {
  const wallet = held.flatMap(part => (part.kind === 'wallet' ? [part] : []))
  const places = held.flatMap(part => (part.kind === 'wallet' ? [] : [placeOf(part)]))
  const holdings = [...places, ...(wallet.length > 0 ? [{ where: 'wallet', tokens: tokens(wallet) }] : [])]
  const file = holdingsSchema.parse({ accounts: [{ holdings }] })
  const head = comments.map(line => `# ${line.replaceAll(/\s+/g, ' ')}\n`).join('')
  return `${head}${stringify(file, { lineWidth: 0 })}`
}
