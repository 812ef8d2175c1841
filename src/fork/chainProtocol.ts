import type { Hex } from 'viem'
import type { Tx } from '../position/action.js'
import type { Address } from '../protocols/assets.js'
import type { AnyAction, Health } from '../protocols/protocol.js'
import type { Builder } from './build/builder.js'
import type { CompileJob } from './compile.js'
import type { Words } from './lensWords.js'
import type { SeedBook } from './seed.js'
import type { Step } from './steps.js'

/** One view call whose answer is taken as plain words; nothing where nobody answers. */
export type Read = { readonly target: Address; readonly data: Hex }

/** Whose positions are read. */
export type ReadRequest = { readonly tracked: readonly Address[] }

/** The steps inside a callback, as `abi.encode(Step[])`. */
export type EncodeNested = (actions: readonly AnyAction[]) => Hex

type StepsOf<A extends AnyAction> = {
  readonly [K in A['kind']]: (
    action: Extract<A, { readonly kind: K }>,
    from: Address,
    nested: EncodeNested,
  ) => readonly Step[]
}

/** How a protocol is asked what an account's debts stand at: a view contract that is placed for the call. */
export type HealthQuestion = {
  /** Name of the contract, among those compiled. */
  readonly contract: string
  call(account: Address): Hex
  decode(answer: Hex): readonly Health[]
}

/** How a protocol that plugs in stands on a chain. */
export type ChainProtocol<S = unknown, A extends AnyAction = AnyAction> = {
  /** Sources from npm to compile, beside what stands in contracts/. */
  readonly compile?: CompileJob
  /** Packages whose versions the compiled code depends on. */
  readonly packages?: readonly string[]
  /** Calls of each action, in order. */
  readonly steps: StepsOf<A>
  /** What to read, in one go with the rest of the market. */
  reads(request: ReadRequest): readonly Read[]
  /** The state from the answers, in the order of `reads`. Throws `RangeError` on answers of another shape. */
  decode(answers: readonly Words[], request: ReadRequest): S
  /** Left out where the protocol lends nothing. */
  readonly question?: HealthQuestion
  /** Places the contracts on the embedded mainnet, before any account holds anything. */
  build(builder: Builder): Promise<void>
  /** What the crowd does there, as real transactions, after everyone has what they need. */
  crowd(book: SeedBook): readonly Tx[]
}
