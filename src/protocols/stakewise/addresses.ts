import type { Address } from '../assets.js'

/**
 * StakeWise v3 on mainnet; `vault` is the genesis vault, which stands for all here.
 * Source: stakewise/v3-core, deployments; osETH also in the Aave address book.
 */
export const STAKEWISE = {
  osEth: '0xf1C9acDc66974dFB6dEcB12aA385b9cD01190E38',
  controller: '0x2A261e60FB14586B474C208b1B7AC6D0f5000306',
  vault: '0xAC0F906E433d58FA868F936E8A43230473652885',
  redeemer: '0xdF3123dD182b8d3e0266a2dC37eEb8366d149B5A',
} as const satisfies Readonly<Record<string, Address>>
