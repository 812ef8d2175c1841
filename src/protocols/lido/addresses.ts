import { type Address, ASSETS } from '../assets.js'

/** Source of all addresses here: lidofinance/docs @ 35624e45 (2026-07-24), docs/deployed-contracts/index.md. */
export const STETH: Address = ASSETS.stETH.address
export const WSTETH: Address = ASSETS.wstETH.address
/** `WithdrawalQueueERC721`. */
export const WITHDRAWAL_QUEUE: Address = '0x889edC2eDab5f40e902b864aD4d7AdE8E412F9B1'

/** Lido's contracts on Ethereum. */
export const LIDO = {
  stEth: STETH,
  wstEth: WSTETH,
  withdrawalQueue: WITHDRAWAL_QUEUE,
  accountingOracle: '0x852deD011285fe67063a08005c71a85690503Cee',
  accounting: '0x23ED611be0e1a820978875C0122F92260804cdDf',
  burner: '0xE76c52750019b80B43E36DF30bf4060EB73F573a',
  withdrawalVault: '0xB9D7934878B5FB9610B3fE8A5e441e8fad7E293f',
  elRewardsVault: '0x388C818CA8B9251b393131C08a736A67ccB19297',
  locator: '0xC1d0b3DE6792Bf6b4b37EccdcC24e45978Cfd2Eb',
  /** Aragon Agent, the DAO's treasury. */
  agent: '0x3e40D73EB977Dc6a537aF587D48316feE66E9C8c',
} as const satisfies Record<string, Address>
/** Receives the modules' half of the fee. */
export const STAKING_ROUTER: Address = '0xFdDf38947aFB03C621C71b06C9C70bce73f12999'
