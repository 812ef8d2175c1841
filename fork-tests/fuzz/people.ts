import { CROWD, OWNER } from '../../src/market/crowd.js'
import type { Tx } from '../../src/position/action.js'
import { AAVE } from '../../src/protocols/aave/addresses.js'
import type { Address, Asset } from '../../src/protocols/assets.js'

/** Accounts that open, squeeze and close positions. */
export const USERS: readonly Address[] = [
  OWNER,
  '0x00000000000000000000000000000000000a11ce',
  '0x0000000000000000000000000000000000000b0b',
  '0x00000000000000000000000000000000000ca201',
]

/** Everyone whose balances are compared; the treasury's aTokens too. */
export const TRACKED: readonly Address[] = [
  ...USERS,
  ...Object.values(CROWD),
  AAVE.collector.toLowerCase() as Address,
]

const E18 = 10n ** 18n

const give = (
  from: Address,
  gifts: Readonly<Partial<Record<Asset, bigint>>>,
  before: Tx['actions'] = [],
): Tx => ({
  from,
  actions: [
    ...before,
    ...USERS.flatMap(to =>
      (Object.entries(gifts) as [Asset, bigint][]).map(
        ([asset, amount]) => ({ kind: 'transfer', asset, to, amount }) as const,
      ),
    ),
  ],
})

/** What every user starts with, out of the crowd's holdings. */
export const ENDOWMENTS: readonly Tx[] = [
  give(CROWD.liquidator, { ETH: 20_000n * E18 }),
  give(CROWD.whale, { stETH: 4_000n * E18 }),
  give(CROWD.restaker, { WETH: 4_000n * E18, wstETH: 3_000n * E18 }),
  give(CROWD.treasurer, { USDC: 20_000_000_000_000n, USDT: 10_000_000_000_000n, DAI: 10_000_000n * E18 }),
  give(CROWD.treasurer, { WBTC: 5_000_000_000n }, [
    { kind: 'aave.withdraw', asset: 'WBTC', amount: 20_000_000_000n },
  ]),
  give(CROWD.whale, { osETH: 1_000n * E18, rsETH: 500n * E18, ezETH: 500n * E18 }),
  give(CROWD.lender, { rETH: 800n * E18, cbETH: 500n * E18 }, [
    { kind: 'aave.withdraw', asset: 'rETH', amount: 3_200n * E18 },
    { kind: 'aave.withdraw', asset: 'cbETH', amount: 2_000n * E18 },
  ]),
  give(CROWD.restaker, { weETH: 500n * E18 }, [
    { kind: 'aave.withdraw', asset: 'weETH', amount: 2_000n * E18 },
  ]),
  // Someone who can always pay for another's debt.
  {
    from: CROWD.treasurer,
    actions: (['USDC', 'USDT', 'DAI'] as const).map(asset => ({
      kind: 'transfer',
      asset,
      to: CROWD.liquidator,
      amount: asset === 'DAI' ? 50_000_000n * E18 : 500_000_000_000_000n,
    })),
  },
  {
    from: CROWD.restaker,
    actions: [{ kind: 'transfer', asset: 'wstETH', to: CROWD.liquidator, amount: 100_000n * E18 }],
  },
  // Validators that are on duty after a week or so, for what befalls them to befall someone.
  ...USERS.slice(0, 2).map(
    (from, i): Tx => ({
      from,
      actions: [{ kind: 'validators.deposit', wei: 32n * E18, compounding: i === 1 }],
    }),
  ),
]
