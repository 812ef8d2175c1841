import type { Address } from '../assets.js'

/**
 * Rocket Pool v1.3.1 on mainnet (before Saturn 1 of February 2026).
 * Source: rocket-pool/docs.rocketpool.net @ 295eb3dd, contracts-integrations.
 */
export const ROCKET_POOL = {
  rEth: '0xae78736Cd615f374D3085123A210448E74Fc6393',
  depositPool: '0xDD3f50F8A6CafbE9b31a427582963f465E745AF8',
  networkBalances: '0x6Cc65bF618F55ce2433f9D8d827Fc44117D81399',
  depositSettings: '0xD846AA34caEf083DC4797d75096F60b6E08B7418',
  minipoolQueue: '0x9e966733e3E9BFA56aF95f762921859417cF6FaA',
} as const satisfies Readonly<Record<string, Address>>
