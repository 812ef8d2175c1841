import { openForkWorld } from '../../analysis/simulate.js'
import type { Progress } from '../../fork/genesis.js'
import type { Origin } from '../../fork/world/origin.js'
import type { Market } from '../../market/market.js'
import type { Strategy } from '../../position/strategy.js'
import type { AaveReserve } from '../../protocols/aave/state.js'
import { ASSETS, type Asset } from '../../protocols/assets.js'
import type { Scenario } from '../../scenario/scenario.js'
import { isShockKind } from '../../scenario/shocks/registry.js'
import { ACTOR_NAMES, type ActorName, cast } from '../../simulation/actors/cast.js'
import type { Frame } from '../../simulation/frame.js'
import { createModelWorld } from '../../simulation/model/modelWorld.js'
import { compareMarkets } from '../../simulation/reconcile/quantities.js'
import { run } from '../../simulation/run.js'
import type { World } from '../../simulation/world.js'
import { type Agreement, agreementOf, type Exact, type ExactStep, firstLiquidation } from '../proof.js'
import type { Trace } from '../trace.js'

/** Actors that the kernel lacks: it knows liquidators only. */
const LACKED: readonly ActorName[] = ACTOR_NAMES.filter(
  name => name !== 'liquidator' && name !== 'morpho-liquidator',
)

export type ProofRequest = {
  readonly strategy: Strategy
  readonly params: unknown
  readonly scenario: Scenario
  /** Before the position is opened. */
  readonly market: Market
  /** Where the fork starts; null runs the model alone. */
  readonly origin: Origin | null
  readonly progress: Progress
}

/** How far model and fork were ever apart, in the smallest unit of what was furthest; all numbers compared. */
export type ForkDifference = {
  readonly most: bigint
  readonly where: string | null
  readonly compared: number
}

/** One path in the exact model, on the fork, and beside the kernel's numbers. */
export type PathProof = {
  readonly model: Exact
  /** With every actor that the kernel lacks. */
  readonly peopled: Exact
  readonly fork: Exact | null
  readonly forkDifference: ForkDifference | null
  readonly modelAgreement: Agreement
  readonly forkAgreement: Agreement | null
}

const WAD = 1e18

const dollars = ({ aave }: Market, asset: Asset, amount: bigint): number =>
  (Number(amount) / 10 ** ASSETS[asset].decimals) * (Number(aave.reserves[asset]?.priceBase ?? 0n) / 1e8)

/** Debt of Aave's reserves that nobody will pay, in dollars. */
const deficitUsd = (market: Market): number =>
  (Object.entries(market.aave.reserves) as [Asset, AaveReserve][]).reduce(
    (sum, [asset, { deficit }]) => sum + dollars(market, asset, deficit),
    0,
  )

/** `deficitBefore`: dollars of bad debt at the step before. */
const stepOf = (frame: Frame, market: Market, deficitBefore: number): ExactStep => {
  const { at, healthFactorWad, layers, equityWei, events } = frame
  const taken = events.flatMap(event => (event.kind === 'liquidation' ? [event] : []))
  const debtWei = layers.reduce((sum, { valueWei }) => (valueWei < 0n ? sum - valueWei : sum), 0n)
  return {
    at,
    healthFactor: healthFactorWad === null ? null : Number(healthFactorWad) / WAD,
    debtEth: Number(debtWei) / WAD,
    worthEth: Number(equityWei) / WAD,
    liquidations: taken.length,
    seizedUsd: taken.reduce((sum, { collateral, seized }) => sum + dollars(market, collateral, seized), 0),
    coveredUsd:
      taken.reduce((sum, { debt, covered }) => sum + dollars(market, debt, covered), 0) -
      (taken.length === 0 ? 0 : deficitUsd(market) - deficitBefore),
  }
}

const refusedIn = ({ events }: Frame): readonly string[] =>
  events.flatMap(event =>
    event.kind === 'transaction' && event.refused !== null && isShockKind(event.by)
      ? [`${event.by}: ${event.refused}`]
      : [],
  )

type Watch = (frame: Frame, market: Market) => void

const runIn = async (
  world: World,
  { strategy, params, scenario }: ProofRequest,
  of: { readonly without: readonly ActorName[]; readonly watch?: Watch },
): Promise<Exact> => {
  const steps: ExactStep[] = []
  const refused: string[] = []
  let deficit = 0
  const onFrame = (frame: Frame, market: Market): void => {
    steps.push(stepOf(frame, market, deficit))
    deficit = deficitUsd(market)
    refused.push(...refusedIn(frame))
    of.watch?.(frame, market)
  }
  await run({ world, strategy, params, scenario, actors: cast(of.without), onFrame })
  return { steps, refused, liquidatedAtSeconds: firstLiquidation(steps) }
}

const magnitude = (value: bigint): bigint => (value < 0n ? -value : value)

/** Runs the fork beside what the model recorded, market by market. */
const onFork = async (
  request: ProofRequest & { readonly origin: Origin },
  markets: readonly Market[],
): Promise<{ readonly exact: Exact; readonly difference: ForkDifference }> => {
  const { world } = await openForkWorld(request.origin, request.progress)
  let difference: ForkDifference = { most: 0n, where: null, compared: 0 }
  let i = 0
  const watch: Watch = (_, market) => {
    const own = markets[i]
    i += 1
    if (!own) throw new Error('the worlds recorded different frames')
    for (const found of compareMarkets(own, market, []))
      if (magnitude(found.difference) > difference.most)
        difference = {
          ...difference,
          most: magnitude(found.difference),
          where: `${found.quantity}, ${found.where}`,
        }
    difference = { ...difference, compared: difference.compared + 1 }
  }
  try {
    return { exact: await runIn(world, request, { without: LACKED, watch }), difference }
  } finally {
    await world.close()
  }
}

/** Runs a traced path's scenario in the exact model and on a fork, and compares both with the kernel. */
export const provePath = async (trace: Trace, request: ProofRequest): Promise<PathProof> => {
  const { market, origin } = request
  const markets: Market[] = []
  const watch: Watch = (_, now) => {
    markets.push(now)
  }
  const model = await runIn(createModelWorld(market), request, { without: LACKED, watch })
  const peopled = await runIn(createModelWorld(market), request, { without: [] })
  const forked = origin && (await onFork({ ...request, origin }, markets))
  return {
    model,
    peopled,
    fork: forked?.exact ?? null,
    forkDifference: forked?.difference ?? null,
    modelAgreement: agreementOf(trace, model),
    forkAgreement: forked ? agreementOf(trace, forked.exact) : null,
  }
}
