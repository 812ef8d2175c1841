import { decodeFunctionResult, encodeFunctionData, numberToHex, parseAbi } from 'viem'
import { CROWD } from '../../market/crowd.js'
import type { Tx } from '../../position/action.js'
import { type Address, ASSETS, type Asset } from '../../protocols/assets.js'
import { FEEDS } from '../../protocols/chainlink/addresses.js'
import type { MorphoAction } from '../../protocols/morpho/actions.js'
import { MORPHO, MORPHO_MARKET_NAMES, MORPHO_MARKETS } from '../../protocols/morpho/addresses.js'
import type {
  MorphoMarket,
  MorphoMarketName,
  MorphoPosition,
  MorphoState,
} from '../../protocols/morpho/state.js'
import { mulDivFloor, SECONDS_PER_YEAR, WAD } from '../../units/fixed.js'
import { type Builder, mappingSlot } from '../build/builder.js'
import type { ChainProtocol, HealthQuestion, Read, ReadRequest } from '../chainProtocol.js'
import { key, type Words } from '../lensWords.js'
import { type SeedBook, wei } from '../seed.js'
import { NONE } from '../steps.js'
import { MORPHO_STEPS, paramsOf, positionCall } from './morphoSteps.js'

const PACKAGE = '@morpho-org/morpho-blue'

const GETTERS = parseAbi([
  'function market(bytes32 id) view returns (uint128, uint128, uint128, uint128, uint128, uint128)',
  'function feeRecipient() view returns (address)',
  'function rateAtTarget(bytes32 id) view returns (int256)',
  'function balanceOf(address account) view returns (uint256)',
])

const TOKENS = ['WETH', 'wstETH'] as const satisfies readonly Asset[]

const marketReads = (name: MorphoMarketName, { tracked }: ReadRequest): readonly Read[] => {
  const args = [MORPHO_MARKETS[name].id] as const
  return [
    { target: MORPHO.blue, data: encodeFunctionData({ abi: GETTERS, functionName: 'market', args }) },
    {
      target: MORPHO.adaptiveCurveIrm,
      data: encodeFunctionData({ abi: GETTERS, functionName: 'rateAtTarget', args }),
    },
    ...tracked.map(account => ({ target: MORPHO.blue, data: positionCall(name, account) })),
  ]
}

const reads = (request: ReadRequest): readonly Read[] => [
  { target: MORPHO.blue, data: encodeFunctionData({ abi: GETTERS, functionName: 'feeRecipient' }) },
  ...TOKENS.map(asset => ({
    target: ASSETS[asset].address,
    data: encodeFunctionData({ abi: GETTERS, functionName: 'balanceOf', args: [MORPHO.blue] }),
  })),
  ...MORPHO_MARKET_NAMES.flatMap(name => marketReads(name, request)),
]

/** A word of an answer, 0 where nobody answered. */
const word = (words: Words | undefined, index: number): bigint =>
  words && words.length > index ? words.big(index) : 0n

const positionsOf = (
  answers: readonly Words[],
  { tracked }: ReadRequest,
): Readonly<Record<Address, MorphoPosition>> =>
  Object.fromEntries(
    tracked.flatMap((account, i) => {
      const [supplyShares, borrowShares, collateral] = [0, 1, 2].map(n => word(answers[i], n))
      const held = {
        supplyShares: supplyShares ?? 0n,
        borrowShares: borrowShares ?? 0n,
        collateral: collateral ?? 0n,
      }
      return Object.values(held).some(amount => amount > 0n) ? [[key(account), held] as const] : []
    }),
  )

const decodeOne = (answers: readonly Words[], request: ReadRequest): MorphoMarket => {
  const [market, rate, ...positions] = answers
  return {
    totalSupplyAssets: word(market, 0),
    totalSupplyShares: word(market, 1),
    totalBorrowAssets: word(market, 2),
    totalBorrowShares: word(market, 3),
    lastUpdate: Number(word(market, 4)),
    feeWad: word(market, 5),
    rateAtTargetWad: word(rate, 0),
    positions: positionsOf(positions, request),
  }
}

const decode = (answers: readonly Words[], request: ReadRequest): MorphoState => {
  const [recipient, ...rest] = answers
  const width = 2 + request.tracked.length
  const marketAt = (i: number): MorphoMarket => {
    const first = TOKENS.length + i * width
    return decodeOne(rest.slice(first, first + width), request)
  }
  const cash = TOKENS.flatMap((asset, i) => {
    const amount = word(rest[i], 0)
    return amount > 0n ? [[asset, amount] as const] : []
  })
  return {
    markets: Object.fromEntries(
      MORPHO_MARKET_NAMES.map((name, i) => [name, marketAt(i)]),
    ) as MorphoState['markets'],
    cash: Object.fromEntries(cash),
    feeRecipient: recipient && recipient.length > 0 ? recipient.address(0) : NONE,
  }
}

/** The oracle's account stands for Morpho's owner. The share rate's feed is its first, Chainlink's stETH/ETH the second. */
const build = async (b: Builder): Promise<void> => {
  await b.constructAt(MORPHO.blue, 'Morpho', [CROWD.oracle])
  await b.place(MORPHO.adaptiveCurveIrm, 'AdaptiveCurveIrm')
  await b.place(MORPHO.shareRateFeed, 'WstEthRateFeed')
  const abi = b.artifact('Morpho').abi as never
  const { lltvWad } = MORPHO_MARKETS['exchange rate']
  await b.call(CROWD.oracle, MORPHO.blue, abi, 'enableIrm', [MORPHO.adaptiveCurveIrm])
  await b.call(CROWD.oracle, MORPHO.blue, abi, 'enableLltv', [lltvWad])
  const rateAtTarget = wei(b.book.seed.protocols.morpho.rateAtTarget) / SECONDS_PER_YEAR
  for (const name of MORPHO_MARKET_NAMES) {
    const { oracle, id, seesDepeg } = MORPHO_MARKETS[name]
    await b.deployAt(oracle, 'MorphoOracle', [MORPHO.shareRateFeed, seesDepeg ? FEEDS['stETH/ETH'] : NONE])
    await b.call(CROWD.oracle, MORPHO.blue, abi, 'createMarket', [paramsOf(name)])
    const rate = numberToHex(rateAtTarget, { size: 32 })
    const { slot } = b.artifact('AdaptiveCurveIrm').slots['rateAtTarget'] ?? { slot: 0n }
    await b.store(MORPHO.adaptiveCurveIrm, mappingSlot(id, slot), rate)
  }
}

const HEALTH = parseAbi([
  'function limits(address morpho, bytes32[] ids, address account) view returns (uint256[])',
])

/** Health factors from what Morpho's own libraries say may be borrowed and is owed. */
const question: HealthQuestion = {
  contract: 'MorphoHealth',
  call(account) {
    const args = [MORPHO.blue, MORPHO_MARKET_NAMES.map(name => MORPHO_MARKETS[name].id), account] as const
    return encodeFunctionData({ abi: HEALTH, functionName: 'limits', args })
  },
  decode(answer) {
    const limits = decodeFunctionResult({ abi: HEALTH, functionName: 'limits', data: answer })
    return MORPHO_MARKET_NAMES.flatMap((name, i) => {
      const [mayOwe, owes] = [limits[2 * i] ?? 0n, limits[2 * i + 1] ?? 0n]
      return owes === 0n
        ? []
        : [{ venue: `morpho, ${name}`, healthFactorWad: mulDivFloor(mayOwe, WAD, owes) }]
    })
  },
}

const markets = BigInt(MORPHO_MARKET_NAMES.length)

/** One lender and one borrower stand for all. */
const crowd = ({ seed }: SeedBook): readonly Tx[] => {
  const { morpho } = seed.protocols
  const [supplied, borrowed, collateral] = [
    wei(morpho.supplied),
    wei(morpho.borrowed),
    wei(morpho.collateral),
  ]
  return [
    {
      from: CROWD.lender,
      actions: [
        { kind: 'weth.wrap', amount: supplied * markets },
        ...MORPHO_MARKET_NAMES.map(market => ({ kind: 'morpho.supply', market, amount: supplied }) as const),
      ],
    },
    {
      from: CROWD.whale,
      actions: [{ kind: 'transfer', asset: 'wstETH', to: CROWD.looper, amount: collateral * markets }],
    },
    {
      from: CROWD.looper,
      actions: MORPHO_MARKET_NAMES.flatMap(market => [
        { kind: 'morpho.supplyCollateral', market, amount: collateral } as const,
        { kind: 'morpho.borrow', market, amount: borrowed } as const,
      ]),
    },
  ]
}

const OWN = ['AdaptiveCurveIrm', 'MorphoOracle', 'WstEthRateFeed', 'MorphoHealth']

/** Morpho Blue on a chain: the contract from npm; its rate model and oracles are ours, from the published formulas. */
export const morphoChain: ChainProtocol<MorphoState, MorphoAction> = {
  compile: {
    files: [`${PACKAGE}/src/Morpho.sol`, ...OWN.map(name => `plimsoll/morpho/${name}.sol`)],
    contracts: ['Morpho', ...OWN],
  },
  packages: [PACKAGE],
  steps: MORPHO_STEPS,
  reads,
  decode,
  question,
  build,
  crowd,
}
