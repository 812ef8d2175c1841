import { calm } from './library/calm.js'
import { depeg } from './library/depeg.js'
import { ethCrash } from './library/ethCrash.js'
import { liquidityCrunch } from './library/liquidityCrunch.js'
import { slashing } from './library/slashing.js'
import type { Scenario } from './scenario.js'

/** Every named scenario. Adding one is a file and a line here. */
export const SCENARIOS: readonly Scenario[] = [calm, depeg, slashing, liquidityCrunch, ethCrash]
