import type { Protocol } from '../protocol.js'
import { Revert } from '../revert.js'
import { fields } from '../shape.js'
import { coinbaseEarnings } from './earnings.js'

/** cbETH as its contract shows it. */
export type CoinbaseState = {
  /** Ether of one cbETH, 18 decimals, as Coinbase's oracle wrote it last. */
  readonly exchangeRate: bigint
  /** cbETH that exists, wei. */
  readonly supply: bigint
}

/** Coinbase writes a new rate. Nothing else happens on chain: it wraps and unwraps for its customers only. */
export type CoinbaseAction = { readonly kind: 'coinbase.rate'; readonly rateWad: bigint }

/** cbETH (coinbase/wrapped-tokens-os StakedTokenV1): a rate, and no way to redeem. */
export const coinbase: Protocol<CoinbaseState, CoinbaseAction> = {
  shape: fields({ exchangeRate: 'bigint', supply: 'bigint' }),
  absent: { exchangeRate: 0n, supply: 0n },
  actions: {
    'coinbase.rate': {
      gas: 15_000n,
      apply(host, { rateWad }) {
        if (!host.isOracle) throw new Revert('StakedTokenV1: caller is not the oracle')
        if (rateWad === 0n) throw new Revert('StakedTokenV1: new exchange rate cannot be 0')
        host.state = { ...host.state, exchangeRate: rateWad }
        host.setRate('cbETH', rateWad)
      },
    },
  },
  // cbETH is a token in a wallet; nothing else is owned here.
  claims: () => [],
  health: () => [],
  earnings: ({ own, core }) => (own.supply === 0n ? {} : coinbaseEarnings(core)),
}
