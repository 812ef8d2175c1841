import { OWNER } from '../market/crowd.js'
import type { WayOut } from '../simulation/exitPlanner.js'
import { etherOf } from '../simulation/model/play.js'
import type { Trial, World } from '../simulation/world.js'

/** What carrying a way out brought in ether, wei, and the gas its owner's transactions used. */
export type Tried = NonNullable<WayOut['onFork']> & {
  /** The world's own reason where it refused a transaction; null where all went through. */
  readonly refused: string | null
}

const ownGas = ({ plan }: WayOut, { outcomes }: Trial): bigint =>
  plan.legs
    .flatMap(({ txs }, leg) => txs.map((tx, i) => ({ tx, outcome: outcomes[leg]?.[i] })))
    .reduce((sum, { tx, outcome }) => (tx.from === OWNER ? sum + (outcome?.gasUsed ?? 0n) : sum), 0n)

/** Carries a way out on top of a world's present, and forgets it. */
export const tryWay = async (world: World, way: WayOut): Promise<Tried> => {
  const trial = await world.try(way.plan.legs, OWNER)
  const refused = trial.outcomes.flat().find(outcome => outcome.status === 'reverted')
  return {
    proceedsWei: etherOf(trial.wallet),
    gasUnits: ownGas(way, trial),
    refused: refused?.status === 'reverted' ? refused.reason : null,
  }
}
