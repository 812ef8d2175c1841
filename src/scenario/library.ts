import { august2024 } from './library/august2024.js'
import { calm } from './library/calm.js'
import { capo2026 } from './library/capo2026.js'
import { capsFull } from './library/capsFull.js'
import { clientBug, clientBugV3, ownValidatorsSlashed } from './library/clientBug.js'
import { deleveraging2026 } from './library/deleveraging2026.js'
import { depeg } from './library/depeg.js'
import { depegAndBack } from './library/depegAndBack.js'
import { depegAndCrash } from './library/depegAndCrash.js'
import { ethCrash } from './library/ethCrash.js'
import { exitQueue2025 } from './library/exitQueue2025.js'
import { exitQueueGloas } from './library/exitQueueGloas.js'
import { ezeth2024 } from './library/ezeth2024.js'
import { february2025 } from './library/february2025.js'
import { flashCrash } from './library/flashCrash.js'
import { forgedCollateral } from './library/forgedCollateral.js'
import { ftx2022 } from './library/ftx2022.js'
import { grindingDepeg } from './library/grindingDepeg.js'
import { inactivityLeak } from './library/inactivityLeak.js'
import { june2022 } from './library/june2022.js'
import { liquidityCrunch } from './library/liquidityCrunch.js'
import { longQueues } from './library/longQueues.js'
import { marketOracle } from './library/marketOracle.js'
import { missedRewards } from './library/missedRewards.js'
import { october2025 } from './library/october2025.js'
import { operatorSlashed } from './library/operatorSlashed.js'
import { poolDrained } from './library/poolDrained.js'
import { poolsEmpty } from './library/poolsEmpty.js'
import { priceCap } from './library/priceCap.js'
import { rateCurve } from './library/rateCurve.js'
import { reserveFrozen } from './library/reserveFrozen.js'
import { reservePaused } from './library/reservePaused.js'
import { rseth2026 } from './library/rseth2026.js'
import { singleSale } from './library/singleSale.js'
import { slashing } from './library/slashing.js'
import { staleFeed } from './library/staleFeed.js'
import { terra2022 } from './library/terra2022.js'
import { thresholdCut } from './library/thresholdCut.js'
import { usdc2023 } from './library/usdc2023.js'
import { validatorsSlashed } from './library/validatorsSlashed.js'
import { wethFull } from './library/wethFull.js'
import { wethSqueeze2025 } from './library/wethSqueeze2025.js'
import { withdrawalsPaused } from './library/withdrawalsPaused.js'
import { wrongFeed } from './library/wrongFeed.js'
import type { Scenario } from './scenario.js'

/** Every named scenario, by family. Adding one is a file and a line here. */
export const SCENARIOS: readonly Scenario[] = [
  calm,
  depeg,
  grindingDepeg,
  singleSale,
  depegAndBack,
  depegAndCrash,
  ethCrash,
  flashCrash,
  slashing,
  validatorsSlashed,
  operatorSlashed,
  clientBug,
  clientBugV3,
  ownValidatorsSlashed,
  inactivityLeak,
  missedRewards,
  liquidityCrunch,
  wethFull,
  poolsEmpty,
  longQueues,
  exitQueueGloas,
  staleFeed,
  wrongFeed,
  priceCap,
  marketOracle,
  thresholdCut,
  rateCurve,
  reserveFrozen,
  reservePaused,
  capsFull,
  withdrawalsPaused,
  poolDrained,
  forgedCollateral,
  ...terra2022,
  ...june2022,
  ...ftx2022,
  ...usdc2023,
  ...ezeth2024,
  ...august2024,
  ...february2025,
  ...wethSqueeze2025,
  ...exitQueue2025,
  ...october2025,
  ...deleveraging2026,
  ...capo2026,
  ...rseth2026,
]
