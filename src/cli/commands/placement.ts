import type { Simulation } from '../../analysis/simulate.js'
import type { Ready } from './run.js'

/** Holdings that could not be put in place to the smallest unit. */
export const placementNotes = async (
  { strategy, params }: Ready,
  { opened }: Simulation,
): Promise<readonly string[]> => {
  if (!strategy.place || typeof params['holdings'] !== 'string') return []
  const [{ placedAs }, { heldOf }, { OWNER }] = await Promise.all([
    import('../../analysis/held/differences.js'),
    import('../../analysis/held/strategy.js'),
    import('../../market/crowd.js'),
  ])
  return placedAs(opened, OWNER, heldOf({ holdings: params['holdings'], size: Number(params['size']) }))
    .filter(({ wanted, got }) => wanted !== got)
    .map(
      ({ what, wanted, got }) =>
        `${strategy.name}: ${what}: ${got - wanted} of its smallest unit beside what was asked, as contracts round.`,
    )
}
