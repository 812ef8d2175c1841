import type { LayerLesson } from './layer.js'

/** A share of Curve's stETH pool. */
export const curve: LayerLesson = {
  is: layer => layer.kind === 'claim' && layer.protocol === 'curve',
  name: () => 'a share of Curve’s stETH pool',
  what: () =>
    'A part of a pool that holds ETH and stETH and lets others swap between them, near one to one. The share is a claim on both coins as the pool happens to hold them.',
  yields: () =>
    'A fee from every swap, and the staking reward on the half that is stETH. The half that is ETH earns nothing by itself.',
  risks: () => [
    'In a depeg traders put stETH in and take ETH out. The share becomes mostly stETH, bought on the way down.',
    'The staking reward is earned on about half of the money only.',
    'Curve’s contracts, and the parameter A that its owners can move: it decides how long the price stays near one.',
  ],
}
