import { withdrawalDays } from '../../../protocols/lido/withdrawalDays.js'
import { stEthPerToken } from '../../../protocols/lido/wsteth.js'
import { decimal, ether, ofWad } from '../../text.js'
import { type Block, point, source, steps, text } from '../blocks.js'
import { assetsHeld, type Study } from '../study.js'
import type { Family } from './family.js'

const holds = (study: Study): boolean => assetsHeld(study).has('wstETH') || assetsHeld(study).has('stETH')

const feePercent = ({ start }: Study): string => decimal(start.lido.feeBps / 100, 0)

const form = (study: Study): Block => {
  const rate = ofWad(stEthPerToken(study.opened.lido), 4)
  return assetsHeld(study).has('wstETH')
    ? text(
        `This position holds **wstETH**. One wstETH is a fixed number of shares, and today it is worth ${rate} ETH at the [[share rate]]. The number of tokens stands still; what each is worth changes. stETH is the same claim shown the other way round: each is worth about one ether, and the number of tokens in the wallet changes every day, which is called a [[rebase]].`,
      )
    : text(
        `This position holds **stETH**. Each is a claim on one ether, and the number in the wallet changes with every daily report: that is a [[rebase]]. wstETH is the same claim shown the other way round: a fixed number of tokens, each worth ${rate} ETH today. Contracts that do not expect a balance to change by itself take wstETH.`,
      )
}

const claim = (study: Study): readonly Block[] => {
  const { lido } = study.opened
  const validators = lido.clValidatorsBalance
  return [
    text(
      `Lido gathers ether from many people and has professional operators run validators with it. At this block those validators hold ${ether(validators)} ETH, and ${ether(lido.bufferedEther)} ETH more wait in Lido’s buffer. Whoever deposits receives **shares** of the whole. Nobody owns a particular validator: a reward of one is shared by all, and so is a penalty.`,
    ),
    form(study),
    point(
      'A claim and a price are two things. The share rate says what a token is a claim on; it comes from Lido’s accounts. The market price says what somebody pays for it today; it comes from buyers and sellers, and may be lower.',
    ),
    source(
      'Lido’s share arithmetic (lidofinance/core, StETH.sol and WstETH.sol), as mirrored in src/protocols/lido; balances at this block from the report’s market.',
    ),
  ]
}

const arrival = (study: Study): readonly Block[] => [
  text('The way of a reward to this position, step by step:'),
  steps([
    'A validator earns it, within minutes, on Ethereum’s own ledger of validators.',
    'Ethereum pays what exceeds a validator’s stake out to Lido’s vault by itself, a few validators with every block. A round over all of them takes days.',
    'Once a day Lido’s oracle, a committee of several parties that must agree, reports how much ether there is.',
    `Lido keeps ${feePercent(study)} % of what was earned for its operators and its treasury. The rest raises the [[share rate]].`,
    'Whoever holds a share at that moment is richer. Contracts that read the share rate see it in the same block.',
  ]),
  text(
    'A penalty takes the same way: it arrives with a daily report, for everyone at once. A report that falls too far in one day is refused by Lido’s own checks. Then the old, too high rate stands on chain until a report passes, while everyone who looks knows better.',
  ),
  source(
    'Lido’s accounting oracle (docs.lido.fi/guides/oracle-spec/accounting-oracle) and sanity checker (lidofinance/core); the fee is read from the report’s market.',
  ),
]

/** A withdrawal of this size, which the queue pays in one go. */
const SAMPLE = 1_000n * 10n ** 18n

const redemption = ({ opened }: Study): string => {
  const { medianDays, badDays } = withdrawalDays({
    lido: opened.lido,
    ethereum: opened.ethereum,
    stEth: SAMPLE,
    now: opened.block.timestamp,
    sweepValidators: 902_000,
  })
  return `Lido itself pays back at the share rate, through a **withdrawal queue**: ask, wait, claim. Requests are served in order, at the lower of the rate when asked and the rate when served, and a request earns nothing while it waits. For ${ether(SAMPLE)} stETH asked today the forecast is ${decimal(medianDays, 1)} days, ${decimal(badDays, 1)} in a bad case; when many leave at once it has been weeks.`
}

/** stETH and wstETH. */
export const lido: Family = {
  name: 'Lido',
  kind: 'liquid',
  in: holds,
  givenUp: study => [
    `**Part of the reward.** Lido keeps ${feePercent(study)} % of it.`,
    '**The choice of operator.** Lido’s governance decides who runs the validators. If they fail together, every holder pays.',
    '**Simplicity.** Between you and the validator stand Lido’s contracts, its oracle and its governance. Each can be wrong.',
  ],
  claim,
  arrival,
  redemption,
}
