import { type Measure, toNumber, value } from './measure.js'

/** What liquidations took beyond the debt they paid, both at fair value. */
export const liquidationLossEth: Measure = {
  name: 'liquidationLossEth',
  about: 'collateral seized less debt covered, at fair value',
  unit: 'ETH',
  worse: 'higher',
  compute: run =>
    value(
      'ETH',
      toNumber(
        run.frames
          .flatMap(frame => frame.events)
          .reduce((sum, event) => (event.kind === 'liquidation' ? sum + event.lossWei : sum), 0n),
      ),
    ),
}
