import { count, type Row, recordings, rows, type Step, stepOf, valuesOf } from './vectors.fixture.js'

/** Columns of a recorded state, in order. */
export const STATE_COLUMNS = [
  'totalShares',
  'externalShares',
  'bufferedEther',
  'clValidatorsBalance',
  'clPendingBalance',
  'depositedPostReport',
  'withdrawalVault',
  'elRewardsVault',
  'alice',
  'queue',
  'burner',
  'treasury',
  'modules',
  'lockedEther',
  'unfinalizedStEth',
  'lastRequestId',
  'lastFinalizedRequestId',
  'checkpoints',
  'bunkerSince',
  'pooledEther',
] as const

/** Lido before and after a report: wei, shares, ids and seconds. */
export type RecordedState = Readonly<Record<(typeof STATE_COLUMNS)[number], bigint>>

/** A recorded row as a state. */
export const recordedState = (row: Row): RecordedState =>
  Object.fromEntries(
    STATE_COLUMNS.map((column, i) => [column, BigInt(row[i] as string | number)]),
  ) as RecordedState

/** What a recorded report was told; amounts in wei. */
export type RecordedReport = {
  readonly postValidators: bigint
  readonly postPending: bigint
  readonly clWithdrawn: bigint
  readonly elRewards: bigint
  readonly finalizeUpTo: number
  readonly batches: readonly number[]
  readonly shareRateRay: bigint
  readonly bunker: boolean
}

/** The report that a step of kind `report` holds. */
export const recordedReport = ({ argument }: Step): RecordedReport => {
  const row = argument as Row
  const amount = (i: number): bigint => BigInt(row[i] as string)
  return {
    postValidators: amount(0),
    postPending: amount(1),
    clWithdrawn: amount(2),
    elRewards: amount(3),
    finalizeUpTo: count(row[4]),
    batches: row[5] as readonly number[],
    shareRateRay: amount(6),
    bunker: count(row[8]) === 1,
  }
}

/** Days of requests, stakes, deposits and reports. */
export type ReportSequence = {
  readonly at: number
  readonly before: RecordedState
  readonly steps: readonly Step[]
}

const reportSequence = ([at, before, steps]: Row): ReportSequence => ({
  at: count(at),
  before: recordedState(before as Row),
  steps: rows(steps ?? []).map(stepOf),
})

/** Whole reports, recorded. */
export const reportVectors = () =>
  recordings(
    'report-v4.json',
    'lido-report-v4.json',
    json => valuesOf(json, ['at', 'before', 'steps']).map(reportSequence),
    json => rows(json).map(reportSequence),
  )
