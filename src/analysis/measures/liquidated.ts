import { type Measure, value } from './measure.js'

/** 1 if any of it was liquidated, else 0. */
export const liquidated: Measure = {
  name: 'liquidated',
  about: '1 if any of the position was liquidated, else 0',
  unit: 'flag',
  worse: 'higher',
  compute: run =>
    value('flag', run.frames.some(frame => frame.events.some(event => event.kind === 'liquidation')) ? 1 : 0),
}
