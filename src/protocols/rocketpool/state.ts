/** Rocket Pool as holders of rETH meet it: what stands behind the rate, and the ether that redeems. Wei. */
export type RocketPoolState = {
  /** `RocketNetworkBalances`: ether that belongs to rETH and its supply, as the oracle members last submitted them. */
  readonly totalEth: bigint
  readonly totalREth: bigint
  /** rETH that exists now. */
  readonly supply: bigint
  /** Ether in the rETH contract itself. */
  readonly tokenEther: bigint
  /** Ether in the deposit pool. */
  readonly poolBalance: bigint
  /** Ether that minipools in the queue could take. */
  readonly queueCapacity: bigint
  readonly maximumPoolSize: bigint
  readonly minimumDeposit: bigint
  /** Of one ether: 0.0005 ether is 5 bps. */
  readonly depositFeeWad: bigint
  readonly depositEnabled: boolean
  readonly assignEnabled: boolean
}
