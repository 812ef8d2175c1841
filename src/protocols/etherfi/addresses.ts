import type { Address } from '../assets.js'

/** ether.fi on mainnet. Source: etherfi-protocol/smart-contracts, deployed-contracts; weETH also in the Aave address book. */
export const ETHER_FI = {
  liquidityPool: '0x308861A430be4cce5502d0A12724771Fc6DaF216',
  eEth: '0x35fA164735182de50811E8e2E824cFb9B6118ac2',
  weEth: '0xCd5fE23C85820F7B72D0926FC9b05b43E359b7ee',
  withdrawRequestNft: '0x7d5706f6ef3F89B3951E23e557CDFBC3239D4E2c',
  depositAdapter: '0xcfC6d9Bd7411962Bfe7145451A7EF71A24b6A7A2',
  redemptionManager: '0xDadEf1fFBFeaAB4f68A9fD181395F68b4e4E7Ae0',
  treasury: '0x0c83EAe1FE72c390A02E426572854931EefF93BA',
} as const satisfies Readonly<Record<string, Address>>
