import type { LidoVersion } from '../protocols/lido/state.js'
import type { Scenario } from './scenario.js'

/** Rules that are chosen instead of the market's own. */
export type ChosenRules = { readonly lido?: LidoVersion }

/** The scenario under chosen rules: they hold before the position is opened, whatever else the scenario brings. */
export const withRules = (scenario: Scenario, { lido }: ChosenRules): Scenario =>
  lido === undefined
    ? scenario
    : {
        ...scenario,
        overlay: [...(scenario.overlay ?? []), { at: 0, shocks: [{ kind: 'lidoVersion', version: lido }] }],
      }

/** The version of Lido's rules that the scenario begins with, where the market has `own`. */
export const lidoVersionOf = ({ overlay = [] }: Scenario, own: LidoVersion): LidoVersion =>
  overlay
    .flatMap(({ shocks }) => shocks)
    .reduce<LidoVersion>((version, shock) => (shock.kind === 'lidoVersion' ? shock.version : version), own)
