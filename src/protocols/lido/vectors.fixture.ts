import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { SHARED_FOLDER } from '../published.fixture.js'
import type { BalanceChange } from './balanceChange.js'
import { lidoState } from './lido.fixture.js'
import type { LidoState, LidoVersion } from './state.js'

// Recorded answers of Lido's real contracts: inputs, times and outcomes. The project's own files hold a part of each
// kind; where the whole recording lies beside the repository (../shared/vectors), that is read as well.

const HERE = dirname(fileURLToPath(import.meta.url))
const OWN = join(HERE, 'vectors')

/** A value of a recording, and a row of them. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }
export type Row = readonly Json[]

const read = (file: string): { readonly [key: string]: Json } => JSON.parse(readFileSync(file, 'utf8'))

/** A recording by where it was read: the project's own, and the whole one where it is there. */
export const recordings = <T>(
  own: string,
  shared: string,
  ofOwn: (json: Json) => T,
  ofShared: (json: Json) => T,
) => {
  const whole = join(SHARED_FOLDER, 'vectors', shared)
  const mine = { from: `vectors/${own}`, sequences: ofOwn(read(join(OWN, own))['sequences'] ?? []) }
  if (!existsSync(whole)) {
    process.stderr.write(
      `skipped: ../shared/vectors/${shared} is not there; the project's own part of it is run\n`,
    )
    return [mine]
  }
  return [mine, { from: `shared ${shared}`, sequences: ofShared(read(whole)['cases'] ?? []) }]
}

/** A list of rows; amounts are decimal strings, times and ids numbers. */
export const rows = (json: Json): readonly Row[] => json as readonly Row[]
export const wei = (json: Json | undefined): bigint => BigInt(json as string)
export const count = (json: Json | undefined): number => Number(json)

/** One report that the sanity checker judged. */
export type SanityAttempt = {
  readonly change: BalanceChange
  /** Of the recording: ether truly in the vaults, and what is taken; the checker of mainnet is told these apart. */
  readonly vaultThere: bigint
  readonly vaultTaken: bigint
  readonly elRewards: bigint
  readonly outcome: string
  readonly kept: boolean
}

export type SanitySequence = {
  readonly about: string
  readonly start: LidoState
  readonly attempts: readonly SanityAttempt[]
}

type Head = {
  readonly about: string
  readonly at: number
  readonly balance: bigint
  readonly vault: bigint
  readonly attempts: readonly Row[]
}

const startOf = (version: LidoVersion, { at, balance, vault }: Head): LidoState =>
  lidoState({ version, clValidatorsBalance: balance, lastReport: at, withdrawalVault: vault })

const attempts4 = (head: Head): readonly SanityAttempt[] => {
  let before = head.at
  return head.attempts.map(row => {
    const [at, preValidators, prePending, deposits, withdrawals, postValidators, postPending] = row
    const [, , , , , , , vault, vaultThere, vaultTaken, elRewards, outcome, kept] = row
    const change: BalanceChange = {
      preValidators: wei(preValidators),
      prePending: wei(prePending),
      deposits: wei(deposits),
      postValidators: wei(postValidators),
      postPending: wei(postPending),
      withdrawals: wei(withdrawals),
      vault: wei(vault),
      preCount: 0,
      postCount: 0,
      exited: 0,
      now: count(at),
      before,
    }
    if (kept === 1) before = count(at)
    return {
      change,
      vaultThere: wei(vaultThere),
      vaultTaken: wei(vaultTaken),
      elRewards: wei(elRewards),
      outcome: String(outcome),
      kept: kept === 1,
    }
  })
}

const attempts3 = (head: Head): readonly SanityAttempt[] => {
  let before = head.at
  return head.attempts.map(row => {
    const [at, pre, post, vault, vaultThere, elRewards, preCount, postCount, exited, outcome, kept] = row
    const change: BalanceChange = {
      preValidators: wei(pre),
      prePending: 0n,
      deposits: 0n,
      postValidators: wei(post),
      postPending: 0n,
      withdrawals: wei(vault),
      vault: wei(vault),
      preCount: count(preCount),
      postCount: count(postCount),
      exited: count(exited),
      now: count(at),
      before,
    }
    if (kept === 1) before = count(at)
    return {
      change,
      vaultThere: wei(vaultThere),
      vaultTaken: 0n,
      elRewards: wei(elRewards),
      outcome: String(outcome),
      kept: kept === 1,
    }
  })
}

const ATTEMPTS = { 3: attempts3, 4: attempts4 } as const

/** What the sanity checker of a version accepts and refuses. */
export const sanityVectors = (version: 3 | 4) => {
  const sequence = (head: Head): SanitySequence => ({
    about: head.about,
    start: startOf(version, head),
    attempts: ATTEMPTS[version](head),
  })
  return recordings(
    `sanity-v${version}.json`,
    `lido-sanity-v${version}.json`,
    json =>
      (json as readonly { readonly [key: string]: Json }[]).map(it =>
        sequence({
          about: String(it['about']),
          at: count(it['at']),
          balance: wei(it['clBalanceWei']),
          vault: wei(it['vaultWei']),
          attempts: rows(it['attempts'] ?? []),
        }),
      ),
    json =>
      rows(json).map(([about, at, balance, vault, attempts]) =>
        sequence({
          about: String(about),
          at: count(at),
          balance: wei(balance),
          vault: wei(vault),
          attempts: rows(attempts ?? []),
        }),
      ),
  )
}

/** Outcomes that have no meaning here, and why: docs/fidelity.md, "Groups of the recording that are left out". */
export const MEANINGLESS_OUTCOMES: readonly string[] = [
  'IncorrectWithdrawalsVaultBalance',
  'IncorrectELRewardsVaultBalance',
  'IncorrectCLWithdrawalsVaultBalance',
  'IncorrectWithdrawalsVaultTransfer',
]

/** One call of a recording: what was done, when, and what came of it. */
export type Step = {
  readonly op: string
  readonly at: number
  readonly argument: Json
  readonly outcome: string
  /** What the recording holds behind the outcome, in its own order. */
  readonly rest: Row
}

/** A row `[op, time, argument, outcome, …]`. */
export const stepOf = ([op, at, argument, outcome, ...rest]: Row): Step => ({
  op: String(op),
  at: count(at),
  argument: argument ?? null,
  outcome: String(outcome),
  rest,
})

export type DepositSequence = {
  readonly about: string
  readonly at: number
  readonly totalShares: bigint
  readonly clBalance: bigint
  readonly buffer: bigint
  readonly reserve: bigint
  readonly target: bigint
  readonly askerShares: bigint
  readonly steps: readonly Step[]
}

const depositSequence = (row: Row): DepositSequence => {
  const [about, at, totalShares, clBalance, buffer, reserve, target, askerShares, steps] = row
  return {
    about: String(about),
    at: count(at),
    totalShares: wei(totalShares),
    clBalance: wei(clBalance),
    buffer: wei(buffer),
    reserve: wei(reserve),
    target: wei(target),
    askerShares: wei(askerShares),
    steps: rows(steps ?? []).map(stepOf),
  }
}

/** The project's own rows are objects: their values in the order of the whole recording. */
export const valuesOf = (json: Json, keys: readonly string[]): readonly Row[] =>
  (json as readonly { readonly [key: string]: Json }[]).map(it => keys.map(key => it[key] ?? null))

/** Deposits of the buffer, and reports that finalise. */
export const depositVectors = () =>
  recordings(
    'deposits-v4.json',
    'lido-deposits-v4.json',
    json =>
      valuesOf(json, [
        'about',
        'at',
        'totalShares',
        'clBalanceWei',
        'bufferWei',
        'reserveWei',
        'targetWei',
        'askerShares',
        'steps',
      ]).map(depositSequence),
    json => rows(json).map(depositSequence),
  )
