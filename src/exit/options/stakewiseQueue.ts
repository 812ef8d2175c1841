import { CROWD } from '../../market/crowd.js'
import { stakeWiseRewards } from '../../market/issuerRewards.js'
import type { Market } from '../../market/market.js'
import { all } from '../../position/legs.js'
import type { ExitPlan } from '../../position/strategy.js'
import type { Address } from '../../protocols/assets.js'
import { convertToAssets } from '../../protocols/stakewise/controller.js'
import { nextTicket } from '../../protocols/stakewise/exitQueue.js'
import { vaultAssets, withdrawableAssets } from '../../protocols/stakewise/vault.js'
import { mulDivCeil, SECONDS_PER_DAY, SECONDS_PER_SLOT } from '../../units/fixed.js'
import { NEXT_REPORT, validatorsLeave } from './validatorExit.js'

/** Ether that redeeming so much osETH takes, with what may accrue until then; ceiled. */
const etherFor = ({ stakewise, block }: Market, osEth: bigint): bigint =>
  mulDivCeil(convertToAssets(stakewise, osEth, block.timestamp), 1_005n, 1_000n)

/** osETH through StakeWise's redeemer: one ticket, one wait, the rate of the day it is redeemed. */
export const throughStakeWise = (market: Market, owner: Address): readonly ExitPlan[] => {
  const { vault, redeemer } = market.stakewise
  const held = market.wallets[owner]?.osETH ?? 0n
  const osEth = redeemer.queuedShares + held
  const minted = vault.accounts[CROWD.whale]?.minted ?? 0n
  if (held === 0n || osEth > minted) return []
  const ether = etherFor(market, osEth)
  // A day's rewards are a ten-thousandth at most.
  const soon = mulDivCeil(convertToAssets(market.stakewise, osEth, market.block.timestamp), 10_002n, 10_000n)
  const isThere = withdrawableAssets(vault) >= soon
  const wait = isThere ? NEXT_REPORT : validatorsLeave(market, ether)
  const seconds = Math.round(wait.medianDays * SECONDS_PER_DAY)
  // The vault's own queue is paid first.
  const withdrawn = isThere ? 0n : ether + vaultAssets(vault, vault.queue.queuedShares)
  const { delta, rewardPerSecond } = stakeWiseRewards(market, seconds)
  const ticket = nextTicket(redeemer)
  const minter = CROWD.whale
  return [
    {
      method: { id: 'oneTicket' },
      through: 'stakeWiseRedeemer',
      legs: [
        {
          seconds: SECONDS_PER_SLOT,
          txs: [{ from: owner, actions: [{ kind: 'stakewise.redeem', amount: all('osETH') }] }],
        },
        {
          seconds,
          txs: [
            {
              from: CROWD.oracle,
              actions: [
                {
                  kind: 'stakewise.report',
                  rewardPerSecond,
                  delta,
                  withdrawn,
                  toValidators: 0n,
                  minter,
                  redeemed: osEth,
                },
              ],
            },
          ],
        },
        {
          seconds: SECONDS_PER_SLOT,
          txs: [{ from: owner, actions: [{ kind: 'stakewise.claimRedeemed', ticket }] }],
        },
      ],
      waits: [wait],
      assumed: [
        'StakeWise redeems what waits, in its order, against a minter’s stake: from ether in the vault, or from validators that leave (the exit queue, half a sweep, a report)',
        'the redeemer is in use: it is deployed, and how StakeWise works it is not recorded for the seed block',
        'rewards go on; nothing else happens while waiting',
      ],
    },
  ]
}
