import { CROWD } from '../../market/crowd.js'
import { sentBy } from '../sent.js'
import type { ShockDef } from './define.js'
import { AMOUNT, CATEGORY } from './fields.js'
import { ISSUED, type OtherStakingToken } from './otherTokens.js'
import { tokens } from './severity.js'

/** Someone gets tokens out of nothing, supplies them to Aave, enters an e-mode and borrows against them. Whole tokens. */
type MintAndBorrow = {
  readonly kind: 'mintAndBorrow'
  readonly asset: OtherStakingToken
  readonly amount: number
  readonly category: number
  readonly debt: 'WETH' | 'wstETH'
  readonly borrow: number
}

export const mintAndBorrow: ShockDef<MintAndBorrow> = {
  kind: 'mintAndBorrow',
  fields: {
    asset: ISSUED,
    amount: AMOUNT,
    category: CATEGORY,
    debt: { kind: 'choice', of: ['WETH', 'wstETH'] },
    borrow: AMOUNT,
  },
  label: 'Tokens minted without backing',
  happened: 'tokens without backing became collateral',
  seen: 'wethBorrowed',
  atNothing: 'goes',
  scale: (shock, severity) => ({
    ...shock,
    amount: shock.amount * severity,
    borrow: shock.borrow * severity,
  }),
  lower: ({ asset, category, debt, borrow, ...minted }) => {
    const who = CROWD.speculator
    const amount = tokens(minted.amount)
    return [
      ...sentBy(CROWD.oracle, [{ kind: 'staking.mint', asset, to: who, amount }]),
      ...sentBy(who, [
        { kind: 'aave.supply', asset, amount },
        { kind: 'aave.setEMode', category },
        { kind: 'aave.borrow', asset: debt, amount: tokens(borrow) },
      ]),
    ]
  },
}
