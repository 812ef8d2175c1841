import type { Amount } from '../amount.js'
import type { Host, Protocol } from '../protocol.js'
import { Revert } from '../revert.js'
import { fields } from '../shape.js'
import { deposit } from './depositPool.js'
import { rocketPoolEarnings } from './earnings.js'
import { burn, getExchangeRate } from './reth.js'
import type { RocketPoolState } from './state.js'

/** Calls on Rocket Pool; amounts in wei. */
export type RocketPoolAction =
  /** Ether in, rETH out. */
  | { readonly kind: 'rocketpool.deposit'; readonly amount: Amount }
  /** rETH in, ether out, or nothing at all where too little ether is there. */
  | { readonly kind: 'rocketpool.burn'; readonly amount: Amount }
  /** The oracle members' daily submission, from which the rate follows. */
  | { readonly kind: 'rocketpool.balances'; readonly totalEth: bigint; readonly totalREth: bigint }

const absent: RocketPoolState = {
  totalEth: 0n,
  totalREth: 0n,
  supply: 0n,
  tokenEther: 0n,
  poolBalance: 0n,
  queueCapacity: 0n,
  maximumPoolSize: 0n,
  minimumDeposit: 0n,
  depositFeeWad: 0n,
  depositEnabled: false,
  assignEnabled: false,
}

const applyDeposit = (host: Host<RocketPoolState>, wanted: Amount): void => {
  const wei = host.amount(wanted)
  host.debit('ETH', wei)
  const [rEth, next] = deposit(host.state, wei)
  host.state = next
  host.credit('rETH', rEth)
}

const applyBurn = (host: Host<RocketPoolState>, wanted: Amount): void => {
  const rEth = host.amount(wanted)
  const [wei, next] = burn(host.state, { rEth, balance: host.balanceOf('rETH') })
  host.state = next
  host.debit('rETH', rEth)
  host.credit('ETH', wei)
}

/** Rocket Pool v1.3.1: the rate, minting through the deposit pool, burning against the ether that is there. */
export const rocketpool: Protocol<RocketPoolState, RocketPoolAction> = {
  shape: fields({
    totalEth: 'bigint',
    totalREth: 'bigint',
    supply: 'bigint',
    tokenEther: 'bigint',
    poolBalance: 'bigint',
    queueCapacity: 'bigint',
    maximumPoolSize: 'bigint',
    minimumDeposit: 'bigint',
    depositFeeWad: 'bigint',
    depositEnabled: 'boolean',
    assignEnabled: 'boolean',
  }),
  absent,
  actions: {
    'rocketpool.deposit': { gas: 56_000n, apply: (host, { amount }) => applyDeposit(host, amount) },
    'rocketpool.burn': { gas: 46_000n, apply: (host, { amount }) => applyBurn(host, amount) },
    'rocketpool.balances': {
      gas: 17_000n,
      apply(host, { totalEth, totalREth }) {
        if (!host.isOracle) throw new Revert('NotOracle')
        host.state = { ...host.state, totalEth, totalREth }
        host.setRate('rETH', getExchangeRate(host.state))
      },
    },
  },
  // rETH is a token in a wallet; nothing else is owned here.
  claims: () => [],
  health: () => [],
  earnings: ({ own, core }) => rocketPoolEarnings(own, core),
}
