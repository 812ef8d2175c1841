import {
  type Action,
  endowedIn,
  leverage,
  openLoop,
  provideCurve,
  provideUniswap,
  type Strategy,
  size,
  toWei,
  z,
} from '../src/index.js'

const ETH_CORRELATED = 1

const share = (usual: number, about: string) =>
  z.coerce.number().min(0).max(1).default(usual).describe(`share of the ether ${about}`)

const params = z
  .strictObject({
    asset: endowedIn(['ETH']),
    size: size.default(10_000),
    held: share(0.3, 'staked and held as wstETH'),
    looped: share(0.3, 'looped on Aave'),
    curve: share(0.15, 'provided to Curve’s stETH pool, half of it staked'),
    uniswap: share(0.1, 'provided to Uniswap’s wstETH/WETH pool'),
    leverage: leverage.default(3).describe('collateral over equity of the loop'),
    width: z.coerce
      .number()
      .min(0.0005)
      .max(1)
      .default(0.01)
      .describe('of the Uniswap range on each side of the price: 0.01 is one percent'),
  })
  .refine(p => p.held + p.looped + p.curve + p.uniswap <= 1, {
    message: 'held, looped, curve and uniswap are more than all of it together; what they leave stays ether',
    path: ['held'],
  })

type Params = z.output<typeof params>

const MICRO = 1_000_000n

const partOf = ({ size: tokens }: Params, part: number): bigint =>
  (toWei(tokens) * BigInt(Math.round(part * 1e6))) / MICRO

const hold = (wei: bigint): readonly Action[] => [
  { kind: 'lido.stake', amount: wei },
  { kind: 'lido.wrap', amount: { balanceOf: 'stETH' } },
]

/** Several positions of one treasury, in one account. */
export const strategy: Strategy<Params> = {
  name: 'treasury-mix',
  about:
    'A treasury that does several things at once: some ether kept, some staked and held as wstETH, some looped on Aave, some provided to Curve and to Uniswap. It looks spread out and is not: nearly all of it stands on Lido’s share rate, the loop’s health and the liquidity hang on the same markets, and leaving one part makes leaving the others dearer.',
  params,
  endowment: ({ asset, size: tokens }) => ({ asset, amount: toWei(tokens) }),
  open(market, owner, p) {
    const loop = partOf(p, p.looped)
    const parts: readonly (readonly [number, (wei: bigint) => readonly Action[]])[] = [
      [p.held, hold],
      [p.curve, wei => provideCurve(market, wei, 0.5)],
      [p.uniswap, wei => provideUniswap(market, wei, { pool: 'wstETH/WETH 0.01%', width: p.width })],
    ]
    // The loop first: it supplies all the wstETH there is, and nothing else is held yet.
    const looped =
      loop === 0n
        ? []
        : openLoop(market, {
            owner,
            endowment: { asset: 'ETH', amount: loop },
            leverage: p.leverage,
            eMode: ETH_CORRELATED,
            conversion: 'stake',
            opening: 'flash loan',
          })
    const others = parts
      .filter(([part]) => part > 0)
      .map(([part, actions]) => ({ from: owner, actions: actions(partOf(p, part)) }))
    return [...looped, ...others]
  },
}
