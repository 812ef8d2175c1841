import { OWNER } from '../../market/crowd.js'
import { exitChurn, exitQueueNow } from '../../protocols/ethereum/churn.js'
import { EPOCHS_PER_DAY } from '../../protocols/ethereum/forks.js'
import { stEthPerToken } from '../../protocols/lido/wsteth.js'
import { decimal, ether, healthFactor, ofWad, percentOfRay } from '../text.js'
import type { Inline } from './blocks.js'
import type { Study } from './study.js'

/** A word explained; `here` says what it comes to for this position, where it comes to anything. */
export type Term = { readonly term: string; readonly meaning: Inline; readonly here?: Inline }

type Entry = { readonly term: string; readonly meaning: Inline; here?(study: Study): Inline | undefined }

const percentBps = (bps: number): string => `${decimal(bps / 100, 2)} %`

const eModeOf = ({ opened }: Study) => opened.aave.eModes[opened.aave.accounts[OWNER]?.eMode ?? 0]

const perDay = ({ start }: Study): bigint => exitChurn(start.ethereum) * BigInt(EPOCHS_PER_DAY)

const ENTRIES: readonly Entry[] = [
  {
    term: 'basis point',
    meaning: 'One hundredth of a percent; 100 bps are 1 %. Small costs are easier to compare in it.',
  },
  {
    term: 'bunker mode',
    meaning:
      'What Lido switches to when losses are about to reach it that are not yet in its reports. Withdrawals asked for after that wait until the losses are counted, so that nobody leaves at a rate that is known to be too high.',
  },
  {
    term: 'CAPO',
    meaning:
      'Aave’s cap on the price of a staking token (correlated-asset price oracle). The share rate may grow no faster than a set speed from a set start; what exceeds it is not believed. It protects against a rate that is pushed up. It can also be set wrong: on 10 March 2026 it priced wstETH 2.86 % too low, and 34 healthy accounts lost 10,938 wstETH to liquidators.',
  },
  {
    term: 'churn',
    meaning:
      'How much stake may enter or leave Ethereum in an epoch. It keeps the set of validators from changing too fast. Whoever comes later waits; in September 2025 the exit queue was 46 days long.',
    here: study =>
      `${ether(perDay(study))} ETH a day may leave; ${ether(exitQueueNow(study.start.ethereum, study.start.block.timestamp))} ETH are waiting.`,
  },
  {
    term: 'close factor',
    meaning:
      'How much of a debt one liquidation may pay. On Aave half of it; all of it when the health factor is 0.95 or less, or when the debt or the collateral is below $2,000.',
  },
  {
    term: 'correlation penalty',
    meaning:
      'The second and larger penalty of a slashed validator, about eighteen days after the slashing: three times the share of all stake that was slashed within the same weeks. Failing alone costs next to nothing, failing together costs everything.',
  },
  {
    term: 'depeg',
    meaning:
      'The market pays less for a staking token than it is a claim on. In June 2022 stETH sold for 0.9346 ETH. It is a price, not a loss, for those who do not have to sell.',
  },
  {
    term: 'e-mode',
    meaning:
      'Aave’s efficiency mode: where collateral and debt move together, it lends more against the same collateral. Higher thresholds, a smaller bonus, and less room for what was not foreseen.',
    here: study => {
      const mode = eModeOf(study)
      return mode
        ? `category ${mode.id}: up to ${percentBps(mode.ltvBps)} lent at the start, liquidation at ${percentBps(mode.liquidationThresholdBps)}, bonus ${percentBps(mode.liquidationBonusBps - 10_000)}.`
        : undefined
    },
  },
  {
    term: 'flash loan',
    meaning:
      'A loan that is taken and paid back in one transaction. If it is not paid back, nothing of that transaction happened. It needs no collateral, only somebody who has the tokens.',
  },
  {
    term: 'health factor',
    meaning:
      'Collateral × liquidation threshold ÷ debt, at the lender’s own prices. At 1 or above nothing happens. Below 1 anyone may liquidate.',
    here: ({ first }) =>
      first.healthFactorWad === null ? undefined : `${healthFactor(first.healthFactorWad)} at the start.`,
  },
  {
    term: 'liquidation',
    meaning:
      'Somebody pays part of the debt and takes collateral worth as much and a bonus more. The bonus is the owner’s loss and the liquidator’s reason to come. If selling the collateral brings less than the bonus, nobody may come.',
  },
  {
    term: 'liquidation threshold',
    meaning: 'The part of the collateral that counts in the health factor. Set by the lender’s governance.',
    here: study => {
      const mode = eModeOf(study)
      return mode ? percentBps(mode.liquidationThresholdBps) : undefined
    },
  },
  {
    term: 'load line',
    meaning:
      'How many times harder a scenario must strike until the position goes under. A load line of 1.8 means: as it happened one stays afloat, 1.8 times as hard one does not. It is named after the mark on a ship’s hull that shows how deep she may be loaded.',
  },
  {
    term: 'oracle',
    meaning:
      'What tells a contract something that the chain does not know by itself: a price, the balance of validators. Contracts believe it.',
  },
  {
    term: 'rebase',
    meaning:
      'A change of every holder’s balance at once, in the same proportion. stETH rebases with each daily report: up by rewards, down by penalties.',
  },
  {
    term: 'restaking',
    meaning:
      'Pledging ether that is staked already a second time, to other networks. They pay for it, and they may slash it by their own rules.',
  },
  {
    term: 'share rate',
    meaning:
      'Ether that one share of a staking pool is a claim on: all of the pool’s ether divided by all shares. Rewards raise it, penalties lower it, the market does not move it.',
    here: ({ opened }) => `one wstETH is ${ofWad(stEthPerToken(opened.lido), 4)} ETH.`,
  },
  {
    term: 'slashing',
    meaning:
      'The punishment for a validator that contradicts itself: part of its bond is destroyed and it is put out. Being absent is not slashed.',
  },
  {
    term: 'utilisation',
    meaning:
      'The part of a lending pool that is lent out. The higher it is, the higher the rate. At 100 % nobody can withdraw, and nothing is left for a flash loan.',
    here: ({ first }) =>
      `${percentOfRay(first.wethUtilisationRay)} % of Aave’s WETH is lent out; borrowers pay ${percentOfRay(first.wethBorrowRateRay)} % a year.`,
  },
]

/** The glossary of a lesson, in the order of the alphabet. */
export const glossary = (study: Study): readonly Term[] =>
  ENTRIES.map(({ term, meaning, here }) => {
    const said = here?.(study)
    return said === undefined ? { term, meaning } : { term, meaning, here: said }
  })
