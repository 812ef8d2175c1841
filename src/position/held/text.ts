import { ASSETS } from '../../protocols/assets.js'
import type { Amounted, Held, HeldPart } from './parts.js'
import { unitsText } from './words.js'

const amount = ({ asset, amount: units }: Amounted): string =>
  `${unitsText(units, ASSETS[asset].decimals)} ${asset}`

const debt = (one: Amounted): string => `-${amount(one)}`

const partText = (part: HeldPart): string => {
  switch (part.kind) {
    case 'wallet':
      return amount(part)
    case 'aave': {
      const items = [...part.supplies.map(amount), ...part.debts.map(debt)].join(' and ')
      return `${items} on aave${part.eMode === 0 ? '' : ` e-mode ${part.eMode}`}`
    }
    case 'morpho': {
      const collateral = amount({ asset: 'wstETH', amount: part.collateral })
      const owed = part.debt === 0n ? '' : ` and ${debt({ asset: 'WETH', amount: part.debt })}`
      return `${collateral}${owed} on morpho ${part.market}`
    }
    case 'curve':
      return `lp ${unitsText(part.lp, 18)} in curve`
    case 'curve worth':
      return `${unitsText(part.worthWei, 18)} ETH in curve`
    case 'uniswap':
      return `liquidity ${part.liquidity} in uniswap ${part.pool} from ${part.tickLower} to ${part.tickUpper}`
    case 'lido queue':
      return `${unitsText(part.stEth, 18)} stETH in lido queue`
    case 'unmodelled':
      return `${part.amount} ${part.symbol} at ${part.priceEth} ETH`
  }
}

/** What an account holds as the text that `parseHeld` reads back to the same. */
export const heldText = (held: Held): string => held.map(partText).join('; ')
