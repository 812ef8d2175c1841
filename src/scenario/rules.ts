import type { EtherFiVersion } from '../protocols/etherfi/rules.js'
import type { LidoVersion } from '../protocols/lido/state.js'
import type { Scenario, Shock } from './scenario.js'

/** Rules that are chosen instead of the market's own. */
export type ChosenRules = { readonly lido?: LidoVersion; readonly etherfi?: EtherFiVersion }

const shocksOf = ({ lido, etherfi }: ChosenRules): readonly Shock[] => [
  ...(lido === undefined ? [] : [{ kind: 'lidoVersion', version: lido } as const]),
  ...(etherfi === undefined ? [] : [{ kind: 'etherFiVersion', version: etherfi } as const]),
]

/** The scenario under chosen rules: they hold before the position is opened, whatever else the scenario brings. */
export const withRules = (scenario: Scenario, rules: ChosenRules): Scenario => {
  const shocks = shocksOf(rules)
  return shocks.length === 0
    ? scenario
    : { ...scenario, overlay: [...(scenario.overlay ?? []), { at: 0, shocks }] }
}

const overlaid = ({ overlay = [] }: Scenario): readonly Shock[] => overlay.flatMap(({ shocks }) => shocks)

/** The version of Lido's rules that the scenario begins with, where the market has `own`. */
export const lidoVersionOf = (scenario: Scenario, own: LidoVersion): LidoVersion =>
  overlaid(scenario).reduce<LidoVersion>(
    (version, shock) => (shock.kind === 'lidoVersion' ? shock.version : version),
    own,
  )

/** The year of ether.fi's rules that the scenario begins with, where the market has `own`. */
export const etherFiVersionOf = (scenario: Scenario, own: EtherFiVersion): EtherFiVersion =>
  overlaid(scenario).reduce<EtherFiVersion>(
    (version, shock) => (shock.kind === 'etherFiVersion' ? shock.version : version),
    own,
  )
