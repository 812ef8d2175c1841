import { type LayerLesson, narrow } from './layer.js'

const STAKED = new Set(['stETH', 'wstETH', 'rETH', 'weETH', 'cbETH', 'osETH'])

/** Tokens in the owner's own wallet. */
export const wallet: LayerLesson = {
  is: layer => layer.kind === 'wallet',
  name: layer => `${narrow(layer, 'wallet').asset} in the wallet`,
  what: (_, layer) =>
    `Held and lent to nobody. Whoever has the key of the address has the ${narrow(layer, 'wallet').asset}.`,
  yields: (_, layer) =>
    STAKED.has(narrow(layer, 'wallet').asset)
      ? 'The staking reward, and nothing else.'
      : 'Nothing: it waits.',
  risks: (_, layer) => [
    STAKED.has(narrow(layer, 'wallet').asset)
      ? 'What the token itself is exposed to: validators, its issuer’s contracts, the price on the day it is sold.'
      : 'The price of the token, and the loss of the key.',
  ],
}
