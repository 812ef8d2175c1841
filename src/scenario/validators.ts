import { CROWD, OWNER } from '../market/crowd.js'
import type { Market } from '../market/market.js'
import type { Action, Tx } from '../position/action.js'
import { type ConsensusFork, epochAt, WEI_PER_GWEI } from '../protocols/ethereum/forks.js'
import { expectedLeak } from '../protocols/ethereum/leak.js'
import { slashingParts } from '../protocols/ethereum/slash.js'
import type { LidoVersion } from '../protocols/lido/state.js'
import { isSlashable } from '../protocols/validators/validators.js'
import { max, min, mulDivFloor, SECONDS_PER_DAY, WAD } from '../units/fixed.js'
import { sentBy } from './sent.js'

/**
 * What goes wrong with validators, and the rules that judge it, as data. Shares in basis points, days whole or not.
 * `own`: it happens to all of the owner's own validators too.
 */
export type ValidatorShock =
  /** This share of Lido's validators, by balance, is slashed at once, and a share of everyone else's with them. */
  | {
      readonly kind: 'slash'
      readonly shareBps: number
      readonly othersBps?: number
      readonly own?: boolean
    }
  /** So many of Lido's validators are slashed at once, of this effective balance each, and so many others like them. */
  | {
      readonly kind: 'slashValidators'
      readonly validators: number
      readonly effectiveBalanceEther: number
      readonly others: number
      readonly own?: boolean
    }
  /**
   * Shares of Lido's and of everyone else's validators do not attest for some days; `leak`: finality is lost with them
   * while those who do not attest weigh more than a third.
   */
  | {
      readonly kind: 'outage'
      readonly shareBps: number
      readonly othersBps: number
      readonly days: number
      readonly leak: boolean
      readonly own?: boolean
    }
  /** The consensus layer runs this fork's rules from now on. */
  | { readonly kind: 'consensusFork'; readonly fork: ConsensusFork }
  /** Lido's reports, fees and deposits follow the rules of this version from now on. */
  | { readonly kind: 'lidoVersion'; readonly version: LidoVersion }

const atMost = (bps: number): number => Math.min(10_000, Math.round(bps))

/** With none of a shock nobody's own validators are hit. */
const spared = <T extends { readonly own?: boolean }>(shock: T, severity: number): T =>
  shock.own && severity === 0 ? { ...shock, own: false } : shock

/** The same shock, `severity` times as hard: shares and counts multiply, and of an outage the days. */
export const scaleValidators = (shock: ValidatorShock, severity: number): ValidatorShock => {
  switch (shock.kind) {
    case 'slash':
      return spared(
        shock.othersBps === undefined
          ? { ...shock, shareBps: atMost(shock.shareBps * severity) }
          : {
              ...shock,
              shareBps: atMost(shock.shareBps * severity),
              othersBps: atMost(shock.othersBps * severity),
            },
        severity,
      )
    case 'slashValidators':
      return spared(
        {
          ...shock,
          validators: Math.round(shock.validators * severity),
          others: Math.round(shock.others * severity),
        },
        severity,
      )
    case 'outage':
      return { ...shock, days: shock.days * severity }
    case 'consensusFork':
    case 'lidoVersion':
      return shock
  }
}

const VALIDATOR = 32n * WAD

const whole = (amount: bigint, unit: bigint): bigint => amount - (amount % unit)

/** A share in whole validators of 32 ether. */
const shareOf = (balance: bigint, bps: number): bigint =>
  whole(mulDivFloor(balance, BigInt(Math.round(bps)), 10_000n), VALIDATOR)

/** Stake of everyone but Lido, wei. */
const restOf = ({ ethereum, lido }: Market): bigint =>
  max(0n, ethereum.stakedEther - lido.clValidatorsBalance)

type Outage = Extract<ValidatorShock, { kind: 'outage' }>
type Slashed = { readonly balance: bigint; readonly others: bigint; readonly effectiveBalance: bigint }

/** What a slashing takes of the owner's own validators, wei of effective balance. */
const ownSlashable = ({ validators, block }: Market): bigint =>
  validators.validators
    .filter(entry => entry.owner === OWNER && isSlashable(entry, epochAt(block.timestamp)))
    .reduce((sum, { effectiveBalance }) => sum + effectiveBalance * WEI_PER_GWEI, 0n)

/**
 * In the parts in which the exit queue lets them out; all in one transaction. The owner's come first in the queue and
 * count among the others.
 */
const slashed = (market: Market, slashing: Slashed, own: boolean | undefined): readonly Action[] => {
  const mine = own ? ownSlashable(market) : 0n
  const order = { ...slashing, others: slashing.others + mine, now: market.block.timestamp }
  const parts = slashingParts(market.ethereum, order)
  const first: readonly Action[] = mine === 0n ? [] : [{ kind: 'validators.slash', owner: OWNER }]
  return [...first, ...parts.map((part): Action => ({ kind: 'ethereum.slash', ...part }))]
}

/** The owner's own validators go off with the others, those that still wait to be activated too. */
const ownOff = (market: Market, shock: Outage, until: number): readonly Action[] =>
  shock.own && market.validators.validators.some(({ owner }) => owner === OWNER)
    ? [{ kind: 'validators.outage', owner: OWNER, until }]
    : []

const counted = (market: Market, shock: Extract<ValidatorShock, { kind: 'slashValidators' }>): Slashed => {
  const effectiveBalance = BigInt(shock.effectiveBalanceEther) * WAD
  const all = (validators: number, most: bigint): bigint =>
    whole(min(BigInt(validators) * effectiveBalance, most), effectiveBalance)
  return {
    balance: all(shock.validators, market.lido.clValidatorsBalance),
    others: all(shock.others, restOf(market)),
    effectiveBalance,
  }
}

const actionsOf = (shock: ValidatorShock, market: Market): readonly Action[] => {
  switch (shock.kind) {
    case 'slash':
      return slashed(
        market,
        {
          balance: shareOf(market.lido.clValidatorsBalance, shock.shareBps),
          others: shareOf(restOf(market), shock.othersBps ?? 0),
          effectiveBalance: VALIDATOR,
        },
        shock.own,
      )
    case 'slashValidators':
      return slashed(market, counted(market, shock), shock.own)
    case 'outage': {
      if (shock.days === 0) return []
      const until = market.block.timestamp + Math.round(shock.days * SECONDS_PER_DAY)
      const offline = shareOf(market.lido.clValidatorsBalance, shock.shareBps)
      const others = shareOf(restOf(market), shock.othersBps)
      const off = { from: market.block.timestamp, until, offline, others }
      const leak = shock.leak ? expectedLeak(market.ethereum, off) : { leakUntil: 0, lost: 0n }
      return [...ownOff(market, shock, until), { kind: 'ethereum.outage', until, offline, others, ...leak }]
    }
    case 'consensusFork':
      return [{ kind: 'ethereum.fork', fork: shock.fork }]
    case 'lidoVersion':
      return [{ kind: 'lido.rules', version: shock.version }]
  }
}

/** The transaction by which a shock to validators happens, as of `market`: the consensus layer's own. */
export const lowerValidators = (shock: ValidatorShock, market: Market): readonly Tx[] =>
  sentBy(CROWD.oracle, actionsOf(shock, market))
