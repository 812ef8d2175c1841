import type { Action, Amount } from '../src/position/action.js'
import { size, toWei, z } from '../src/position/parameters.js'
import type { Strategy } from '../src/position/strategy.js'
import type { Asset } from '../src/protocols/assets.js'

/** Positions that no strategy of Plimsoll's opens: debts of other kinds, and more than one. */

const ofBorrow = z.strictObject({ size, borrow: z.number().default(50) })

const everything = (asset: Asset): Amount => ({ balanceOf: asset })

const toDollars: readonly Action[] = [
  {
    kind: 'uniswap.swap',
    pool: 'USDC/WETH 0.05%',
    sell: 'WETH',
    amount: everything('WETH'),
    minimumOut: 0n,
    sqrtPriceLimitX96: 0n,
  },
  { kind: 'aave.supply', asset: 'USDC', amount: everything('USDC') },
]

/** Ether sold for dollars that secure a WETH debt, sold for dollars too. */
export const short: Strategy<z.output<typeof ofBorrow>> = {
  name: 'short',
  about: 'Short ether.',
  params: ofBorrow,
  endowment: given => ({ asset: 'ETH', amount: toWei(given.size) }),
  open: (_market, from, { borrow }) => [
    {
      from,
      actions: [
        { kind: 'weth.wrap', amount: everything('ETH') },
        ...toDollars,
        { kind: 'aave.borrow', asset: 'WETH', amount: toWei(borrow) },
        ...toDollars,
      ],
    },
  ],
}

/** WETH that secures a debt in wstETH. */
export const reversed: Strategy<z.output<typeof ofBorrow>> = {
  name: 'reversed',
  about: 'Owes a staking token.',
  params: ofBorrow,
  endowment: given => ({ asset: 'ETH', amount: toWei(given.size) }),
  open: (_market, from, { borrow }) => [
    {
      from,
      actions: [
        { kind: 'weth.wrap', amount: everything('ETH') },
        { kind: 'aave.supply', asset: 'WETH', amount: everything('WETH') },
        { kind: 'aave.borrow', asset: 'wstETH', amount: toWei(borrow) },
      ],
    },
  ],
}

const ofTwo = z.strictObject({ size })

/** wstETH that secures 800,000 dollars and 300 WETH. */
export const two: Strategy<{ readonly size: number }> = {
  name: 'two',
  about: 'Owes two assets.',
  params: ofTwo,
  endowment: given => ({ asset: 'wstETH', amount: toWei(given.size) }),
  open: (_market, from) => [
    {
      from,
      actions: [
        { kind: 'aave.supply', asset: 'wstETH', amount: everything('wstETH') },
        { kind: 'aave.borrow', asset: 'USDC', amount: 800_000_000_000n },
        { kind: 'aave.borrow', asset: 'WETH', amount: toWei(300) },
      ],
    },
  ],
}
