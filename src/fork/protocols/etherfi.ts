import { encodeFunctionData, numberToHex, parseAbi } from 'viem'
import type { Address } from '../../protocols/assets.js'
import { ETHER_FI } from '../../protocols/etherfi/addresses.js'
import { type EtherFiAction, etherfi } from '../../protocols/etherfi/protocol.js'
import { type EtherFiVersion, etherFiVersionAt } from '../../protocols/etherfi/rules.js'
import type { EtherFiRequest, EtherFiState, Redemption } from '../../protocols/etherfi/state.js'
import { mulDivCeil, WAD } from '../../units/fixed.js'
import { rateOf } from '../build/staking.js'
import type { ChainProtocol, ReadRequest } from '../chainProtocol.js'
import type { Words } from '../lensWords.js'
import { wei } from '../seed.js'
import { unitsOf } from '../seedSchema.js'
import { argument, fixed, NONE, step, VALUE } from '../steps.js'

/** ether.fi counts its redemption limit in units of a millionth of an ether. */
const LIMIT_DECIMALS = 6

const POOL = parseAbi([
  'function totalValueInLp() view',
  'function totalValueOutOfLp() view',
  'function ethAmountLockedForWithdrawal() view',
  'function requestWithdraw(address recipient, uint256 amount)',
  'function report(int256 accrued, uint256 finalizeUpTo) payable',
  'function rules() view',
  'function lastReportTimestamp() view',
  'function forceRules(uint256 year)',
])
const EETH = parseAbi(['function totalShares() view', 'function shares(address user) view'])
const WEETH = parseAbi(['function unwrap(uint256 amount)'])
const ADAPTER = parseAbi(['function depositETHForWeETH(address referral) payable'])
const REQUESTS = parseAbi([
  'function ethAmountLockedForWithdrawal() view',
  'function nextRequestId() view',
  'function lastFinalizedRequestId() view',
  'function open() view',
  'function claimWithdraw(uint256 id)',
])

const REDEMPTION = parseAbi([
  'function tokenToRedemptionInfo(address token) view',
  'function redeemWeEth(uint256 amount, address receiver, address output)',
])

const { liquidityPool, eEth, weEth, withdrawRequestNft, depositAdapter, redemptionManager, treasury } =
  ETHER_FI
/** How the redemption manager names ether. */
const ETHER: Address = '0xEeeeeEeeeEeEeeEeEeEeeEEEeeeeEeeeeeeeEEeE'

const lower = (address: Address): Address => address.toLowerCase() as Address

const holders = ({ tracked }: ReadRequest): readonly Address[] => [
  ...new Set([weEth, withdrawRequestNft, depositAdapter, redemptionManager, treasury, ...tracked].map(lower)),
]

const HEAD = [
  ...(['totalValueInLp', 'totalValueOutOfLp', 'ethAmountLockedForWithdrawal'] as const).map(functionName => ({
    target: liquidityPool,
    data: encodeFunctionData({ abi: POOL, functionName }),
  })),
  { target: eEth, data: encodeFunctionData({ abi: EETH, functionName: 'totalShares' }) },
  ...(['nextRequestId', 'lastFinalizedRequestId', 'open'] as const).map(functionName => ({
    target: withdrawRequestNft,
    data: encodeFunctionData({ abi: REQUESTS, functionName }),
  })),
  {
    target: redemptionManager,
    data: encodeFunctionData({ abi: REDEMPTION, functionName: 'tokenToRedemptionInfo', args: [ETHER] }),
  },
  ...(['rules', 'lastReportTimestamp'] as const).map(functionName => ({
    target: liquidityPool,
    data: encodeFunctionData({ abi: POOL, functionName }),
  })),
  {
    target: withdrawRequestNft,
    data: encodeFunctionData({ abi: REQUESTS, functionName: 'ethAmountLockedForWithdrawal' }),
  },
]
/** Places in `HEAD`. */
const [LOCKED_IN_POOL, RULES, LAST_REPORT, LOCKED_WITH_REQUESTS] = [2, 8, 9, 10] as const
/** Without one of these the pool is not there. */
const NEEDED: readonly number[] = [0, 1, 3, 4, 5]

/** Where the manager is not there, or another version of it, nothing is redeemed at once. */
const redemptionFrom = (words: Words | undefined): Redemption =>
  words?.length === 7
    ? {
        capacity: words.big(0),
        remaining: words.big(1),
        lastRefill: words.number(2),
        refillRate: words.big(3),
        treasuryBps: words.big(4),
        feeBps: words.big(5),
        lowWatermarkBps: words.big(6),
      }
    : etherfi.absent.redemption

/** An ABI-encoded list of words; nothing where the contract knows no such call. */
const requestsFrom = (words: Words | undefined): EtherFiState['requests'] => {
  const count = words && words.length > 1 ? words.number(1) / 5 : 0
  const requests: Record<string, EtherFiRequest> = {}
  for (let i = 0; words && i < count; i++) {
    const at = 2 + 5 * i
    const id = words.number(at)
    requests[id] = {
      id,
      owner: words.address(at + 1),
      amount: words.big(at + 2),
      share: words.big(at + 3),
      rateWad: words.big(at + 4),
    }
  }
  return requests
}

/** As the contract answers; mainnet's own do not: there the requests hold what is set aside under the rules of 2026. */
const versionOf = (answers: readonly Words[]): EtherFiVersion => {
  const told = answers[RULES]?.length === 1 ? answers[RULES].number(0) : 0
  if (told !== 0) return told === 2026 ? 2026 : 2025
  return answers[LOCKED_WITH_REQUESTS]?.length === 1 ? 2026 : 2025
}

/** Where ether.fi is not there, none of it counts. */
const decode = (answers: readonly Words[], request: ReadRequest): EtherFiState => {
  const owners = holders(request)
  if (answers.length !== HEAD.length + owners.length)
    throw new RangeError('ether.fi is read by one answer a call')
  if (NEEDED.some(i => answers[i]?.length !== 1)) return etherfi.absent
  const at = (i: number): bigint => (answers[i]?.length ? (answers[i]?.big(0) ?? 0n) : 0n)
  const shares: Record<Address, bigint> = {}
  owners.forEach((owner, i) => {
    const held = at(HEAD.length + i)
    if (held > 0n) shares[owner] = held
  })
  return {
    version: versionOf(answers),
    lastReport: Number(at(LAST_REPORT)),
    totalValueInLp: at(0),
    totalValueOutOfLp: at(1),
    locked: at(answers[LOCKED_IN_POOL]?.length === 1 ? LOCKED_IN_POOL : LOCKED_WITH_REQUESTS),
    totalShares: at(3),
    nextRequestId: Number(at(4)),
    lastFinalizedRequestId: Number(at(5)),
    requests: requestsFrom(answers[6]),
    redemption: redemptionFrom(answers[7]),
    shares,
  }
}

/** ether.fi on a chain: our Solidity at its true addresses on the embedded mainnet. */
export const etherfiChain: ChainProtocol<EtherFiState, EtherFiAction> = {
  steps: {
    'etherfi.deposit': ({ amount }) => [
      step({
        target: depositAdapter,
        data: encodeFunctionData({ abi: ADAPTER, functionName: 'depositETHForWeETH', args: [NONE] }),
        amount,
        at: [VALUE],
        value: fixed(amount),
      }),
    ],
    'etherfi.request': ({ amount }, from) => [
      step({
        target: weEth,
        data: encodeFunctionData({ abi: WEETH, functionName: 'unwrap', args: [fixed(amount)] }),
        amount,
        at: [argument(0)],
      }),
      {
        ...step({
          target: liquidityPool,
          data: encodeFunctionData({ abi: POOL, functionName: 'requestWithdraw', args: [from, 0n] }),
        }),
        approve: eEth,
        balanceOf: eEth,
        offsets: [argument(1)],
      },
    ],
    'etherfi.claim': ({ requestIds }) =>
      requestIds.map(id =>
        step({
          target: withdrawRequestNft,
          data: encodeFunctionData({ abi: REQUESTS, functionName: 'claimWithdraw', args: [BigInt(id)] }),
        }),
      ),
    'etherfi.redeem': ({ amount }, from) => [
      step({
        target: redemptionManager,
        data: encodeFunctionData({
          abi: REDEMPTION,
          functionName: 'redeemWeEth',
          args: [fixed(amount), from, ETHER],
        }),
        approve: 'weETH',
        amount,
        at: [argument(0)],
      }),
    ],
    'etherfi.report': ({ accrued, withdrawn, finalizeUpTo }) => [
      step({
        target: liquidityPool,
        data: encodeFunctionData({
          abi: POOL,
          functionName: 'report',
          args: [accrued, BigInt(finalizeUpTo)],
        }),
        value: withdrawn,
      }),
    ],
    'etherfi.rules': ({ version }) => [
      step({
        target: liquidityPool,
        data: encodeFunctionData({ abi: POOL, functionName: 'forceRules', args: [BigInt(version)] }),
      }),
    ],
  },
  reads: request => [
    ...HEAD,
    ...holders(request).map(owner => ({
      target: eEth,
      data: encodeFunctionData({ abi: EETH, functionName: 'shares', args: [owner] }),
    })),
  ],
  decode,
  async build(b) {
    const seed = b.book.seed.protocols.etherfi
    const total = wei(seed.shares)
    const inPool = wei(seed.inPool)
    const pooled = mulDivCeil(rateOf(b.book, 'weETH'), total, WAD)
    await b.place(eEth, 'EEth', { totalShares: total, shares: { [weEth]: total } })
    await b.place(weEth, 'WeEth', { name: 'Wrapped eETH', symbol: 'weETH', decimals_: 18n })
    await b.place(withdrawRequestNft, 'EtherFiRequests', { nextRequestId: 1n })
    await b.place(depositAdapter, 'EtherFiAdapter')
    const capacity = unitsOf(seed.capacity.value, LIMIT_DECIMALS)
    await b.place(redemptionManager, 'EtherFiRedemption', {
      capacity,
      remaining: capacity,
      lastRefill: BigInt(b.book.timestamp),
      refillRate: unitsOf(seed.refillRate.value, LIMIT_DECIMALS),
      treasuryBps: BigInt(seed.treasuryBps.value),
      feeBps: BigInt(seed.feeBps.value),
      lowWatermarkBps: BigInt(seed.lowWatermarkBps.value),
    })
    await b.place(liquidityPool, 'EtherFiPool', {
      totalValueInLp: inPool,
      totalValueOutOfLp: pooled - inPool,
      lastReportTimestamp: BigInt(b.book.timestamp),
      rules_: BigInt(etherFiVersionAt(b.book.timestamp)),
    })
    await b.rpc('anvil_setBalance', [liquidityPool, numberToHex(inPool)])
  },
  crowd: () => [],
}
