import { MAX_UINT256 } from '../../units/fixed.js'
import type { Address } from '../assets.js'
import type { Claim, Health, Protocol, SecuredDebt } from '../protocol.js'
import { fields, keyed, type ShapeOf } from '../shape.js'
import type { CoreStates } from '../states.js'
import { MORPHO_ACTIONS, type MorphoAction } from './actions.js'
import { MORPHO_MARKET_NAMES, MORPHO_MARKETS } from './addresses.js'
import { morphoCarry } from './carry.js'
import { morphoMovable } from './movable.js'
import type { MorphoMarket, MorphoMarketName, MorphoPosition, MorphoState } from './state.js'
import { type Holding, holdingOf, pricedMarket } from './view.js'

const position: ShapeOf<MorphoPosition> = fields({
  supplyShares: 'bigint',
  borrowShares: 'bigint',
  collateral: 'bigint',
})

const market: ShapeOf<MorphoMarket> = fields({
  totalSupplyAssets: 'bigint',
  totalSupplyShares: 'bigint',
  totalBorrowAssets: 'bigint',
  totalBorrowShares: 'bigint',
  lastUpdate: 'number',
  feeWad: 'bigint',
  rateAtTargetWad: 'bigint',
  positions: keyed(position),
})

const shape: ShapeOf<MorphoState> = fields({
  markets: fields({ 'market price': market, 'exchange rate': market }),
  cash: keyed('bigint'),
  feeRecipient: 'string',
})

const NEVER_CREATED: MorphoMarket = {
  totalSupplyAssets: 0n,
  totalSupplyShares: 0n,
  totalBorrowAssets: 0n,
  totalBorrowShares: 0n,
  lastUpdate: 0,
  feeWad: 0n,
  rateAtTargetWad: 0n,
  positions: {},
}

type States = { readonly own: MorphoState; readonly core: CoreStates }
type Held = Holding & { readonly name: MorphoMarketName }

/** What an account holds in each market where it has a position, interest included. */
const heldBy = ({ own, core }: States, owner: Address): readonly Held[] =>
  MORPHO_MARKET_NAMES.flatMap(name => {
    if (!own.markets[name].positions[owner]) return []
    const priced = pricedMarket(own, name, { ...core, now: core.block.timestamp })
    return priced ? [{ name, ...holdingOf(priced, owner) }] : []
  })

/** What a market's oracle makes the price of wstETH from. */
const ORACLES: Readonly<Record<MorphoMarketName, string>> = {
  'market price': 'Morpho’s price of wstETH: Lido’s share rate × Chainlink’s stETH/ETH',
  'exchange rate': 'Morpho’s price of wstETH: Lido’s share rate alone',
}

/** Collateral, what is lent, and what is owed, each on its own, so that gross and net can be told apart. */
const claimsOf = ({ name, supplied, collateral, borrowed }: Held): readonly Claim[] => {
  const { collateralToken, loanToken, lltvWad, seesDepeg } = MORPHO_MARKETS[name]
  const where = `${collateralToken}/${loanToken} at ${Number(lltvWad) / 1e16} %, ${name}`
  const details = { market: name, lltv: Number(lltvWad) / 1e18, seesDepeg }
  const secured = borrowed === 0n ? details : { ...details, oracle: ORACLES[name] }
  const claims: readonly Claim[] = [
    {
      label: `collateral in ${where}`,
      parts: [{ asset: collateralToken, amount: collateral }],
      details: secured,
    },
    { label: `lent in ${where}`, parts: [{ asset: loanToken, amount: supplied }], details },
    { label: `borrowed in ${where}`, parts: [{ asset: loanToken, amount: -borrowed }], details },
  ]
  return claims.filter(({ parts }) => parts.some(part => part.amount !== 0n))
}

const venueOf = (name: MorphoMarketName): string => `morpho, ${name}`

const securedOf = ({ name, borrowed, collateral }: Held): SecuredDebt => {
  const { collateralToken, loanToken } = MORPHO_MARKETS[name]
  return {
    venue: venueOf(name),
    collateral: { asset: collateralToken, amount: collateral },
    debt: { asset: loanToken, amount: borrowed },
  }
}

const healthOf = ({ name, healthFactorWad }: Held): readonly Health[] =>
  healthFactorWad === undefined || healthFactorWad === MAX_UINT256
    ? []
    : [{ venue: venueOf(name), healthFactorWad }]

/** Morpho Blue: isolated markets, each with an oracle of its own that never changes. */
export const morpho: Protocol<MorphoState, MorphoAction> = {
  shape,
  absent: {
    markets: { 'market price': NEVER_CREATED, 'exchange rate': NEVER_CREATED },
    cash: {},
    feeRecipient: '0x0000000000000000000000000000000000000000',
  },
  actions: MORPHO_ACTIONS,
  claims: (states, owner) => heldBy(states, owner).flatMap(claimsOf),
  health: (states, owner) => heldBy(states, owner).flatMap(healthOf),
  secured: (states, owner) => heldBy(states, owner).map(securedOf),
  carry: ({ own, core }, claim) => morphoCarry(own, core, claim),
  movable: ({ own, core }, owner) => morphoMovable(own, core, owner),
}
