import type { LayerLesson } from './layer.js'

/** Ether staked directly. */
export const validatorLayer: LayerLesson = {
  is: layer => layer.kind === 'claim' && /ethereum|validator|beacon/i.test(layer.protocol),
  name: () => 'ether in a validator',
  what: () => 'A bond on Ethereum’s own ledger of validators. It can be withdrawn, and cannot be sold.',
  yields: () => 'The whole staking reward, no fee taken.',
  risks: () => [
    'A machine that is off loses about what it would have earned.',
    'Two machines with the same key: slashing, and the way out that comes with it.',
    'The exit queue: leaving takes as long as all those ahead take.',
  ],
}
