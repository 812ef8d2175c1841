import { calm } from './library/calm.js'
import { clientBug, clientBugV3 } from './library/clientBug.js'
import { depeg } from './library/depeg.js'
import { ethCrash } from './library/ethCrash.js'
import { exitQueueGloas } from './library/exitQueueGloas.js'
import { inactivityLeak } from './library/inactivityLeak.js'
import { liquidityCrunch } from './library/liquidityCrunch.js'
import { missedRewards } from './library/missedRewards.js'
import { operatorSlashed } from './library/operatorSlashed.js'
import { slashing } from './library/slashing.js'
import { validatorsSlashed } from './library/validatorsSlashed.js'
import type { Scenario } from './scenario.js'

/** Every named scenario. Adding one is a file and a line here. */
export const SCENARIOS: readonly Scenario[] = [
  calm,
  depeg,
  slashing,
  liquidityCrunch,
  ethCrash,
  validatorsSlashed,
  operatorSlashed,
  clientBug,
  clientBugV3,
  inactivityLeak,
  missedRewards,
  exitQueueGloas,
]
