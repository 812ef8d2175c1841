/** How large a protocol is, of all ether staked and of all that is staked through liquid tokens. */
export type MarketShare = {
  readonly protocol: string
  /** Ether staked through it. */
  readonly stakedEther: number
  readonly source: string
  readonly assumed: boolean
}

/** Shares as of one day. */
export type MarketShares = {
  readonly asOf: string
  readonly allStakedEther: number
  readonly liquidEther: number
  readonly shares: readonly MarketShare[]
  readonly source: string
}

/**
 * The nearest dated figures that were found. What is staked in all and through Lido is recorded; the whole of liquid
 * staking and Rocket Pool are quoted from undated pages and say so. Others: no figure was found, and none is made up.
 */
export const DATED_SHARES: MarketShares = {
  asOf: '2025-11-03',
  allStakedEther: 35_633_918,
  liquidEther: 14_150_000,
  source:
    'all staked ether: validatorqueue.com on 2025-11-03 (etheralpha/validatorqueue-com @ f6a337c0); liquid staking as a whole: 14.15 million ETH, DefiLlama as quoted by an undated page with ether at 2,664 USD, assumed',
  shares: [
    {
      protocol: 'Lido',
      stakedEther: 8_589_847,
      source:
        'total pooled ether decoded from recorded state of 2025-11-03 (coinspect/learn-evm-attacks @ 77342c4e)',
      assumed: false,
    },
    {
      protocol: 'Rocket Pool',
      stakedEther: 565_778,
      source:
        'Lido’s figure times 1,829 / 27,772 million USD, the two in one undated sample of Messari’s API reference',
      assumed: true,
    },
  ],
}
