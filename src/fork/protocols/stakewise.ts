import { encodeFunctionData, numberToHex, parseAbi } from 'viem'
import { CROWD } from '../../market/crowd.js'
import type { Address } from '../../protocols/assets.js'
import { STAKEWISE } from '../../protocols/stakewise/addresses.js'
import { type StakeWiseAction, stakewise } from '../../protocols/stakewise/protocol.js'
import type { ExitQueue, StakeWiseState, VaultAccount } from '../../protocols/stakewise/state.js'
import { mulDivCeil, mulDivFloor, SECONDS_PER_YEAR, WAD } from '../../units/fixed.js'
import { mappingSlot } from '../build/builder.js'
import { rateOf } from '../build/staking.js'
import type { ChainProtocol, ReadRequest } from '../chainProtocol.js'
import type { Words } from '../lensWords.js'
import { wei } from '../seed.js'
import { argument, fixed, NONE, step, VALUE } from '../steps.js'

const CONTROLLER = parseAbi(['function stored() view', 'function setAvgRewardPerSecond(uint256 newReward)'])
const VAULT = parseAbi([
  'function stored() view',
  'function history() view',
  'function account(address user) view',
  'function getExitQueueIndex(uint256 ticket) view',
  'function deposit(address receiver, address referrer) payable',
  'function mintOsToken(address receiver, uint256 shares, address referrer)',
  'function burnOsToken(uint128 shares)',
  'function enterExitQueue(uint256 shares, address receiver)',
  'function claimExitedAssets(uint256 ticket, uint256 timestamp, uint256 index)',
  'function report(int256 delta, uint256 toValidators) payable',
])
const REDEEMER = parseAbi([
  'function queuedShares() view',
  'function unclaimedAssets() view',
  'function history() view',
  'function enterExitQueue(uint256 shares, address receiver)',
  'function claimExitedAssets(uint256 ticket, uint256 index)',
  'function redeemOsTokenPositions(address owner, uint256 shares)',
])

const { controller, vault, redeemer, osEth } = STAKEWISE

const HEAD = [
  { target: controller, data: encodeFunctionData({ abi: CONTROLLER, functionName: 'stored' }) },
  { target: vault, data: encodeFunctionData({ abi: VAULT, functionName: 'stored' }) },
  { target: vault, data: encodeFunctionData({ abi: VAULT, functionName: 'history' }) },
  ...(['queuedShares', 'unclaimedAssets', 'history'] as const).map(functionName => ({
    target: redeemer,
    data: encodeFunctionData({ abi: REDEEMER, functionName }),
  })),
]

/** Checkpoints and open requests out of an ABI-encoded list of words. */
const historyOf = (words: Words | undefined): Pick<ExitQueue, 'checkpoints' | 'requests'> => {
  if (!words || words.length < 3) return { checkpoints: [], requests: {} }
  const count = words.number(2)
  const checkpoints = Array.from({ length: count }, (_, i) => ({
    totalTickets: words.big(3 + 2 * i),
    exitedAssets: words.big(4 + 2 * i),
  }))
  const requests: Record<string, ExitQueue['requests'][string]> = {}
  for (let at = 3 + 2 * count; at + 3 < words.length; at += 4)
    requests[String(words.big(at))] = {
      ticket: words.big(at),
      owner: words.address(at + 1),
      shares: words.big(at + 2),
      at: words.number(at + 3),
    }
  return { checkpoints, requests }
}

const accountsOf = (answers: readonly Words[], { tracked }: ReadRequest): Record<Address, VaultAccount> => {
  const accounts: Record<Address, VaultAccount> = {}
  tracked.forEach((owner, i) => {
    const words = answers[i]
    if (words?.length !== 3) return
    const [shares, minted, feePerShare] = [words.big(0), words.big(1), words.big(2)]
    if (shares + minted + feePerShare > 0n)
      accounts[owner.toLowerCase() as Address] = { shares, minted, feePerShare }
  })
  return accounts
}

/** Where a contract of StakeWise is not there, none of it counts. */
const decode = (answers: readonly Words[], request: ReadRequest): StakeWiseState => {
  if (answers.length !== HEAD.length + request.tracked.length)
    throw new RangeError('StakeWise is read by one answer a call')
  const [rate, stored, history, queued, unclaimed, redeemed] = answers
  if (rate?.length !== 7 || stored?.length !== 7) return stakewise.absent
  return {
    avgRewardPerSecond: rate.big(0),
    feeBps: rate.big(1),
    capacity: rate.big(2),
    feePerShare: rate.big(3),
    lastUpdate: rate.number(4),
    totalShares: rate.big(5),
    totalAssets: rate.big(6),
    vault: {
      feeBps: stored.big(0),
      ltvWad: stored.big(1),
      totalShares: stored.big(2),
      totalAssets: stored.big(3),
      ether: stored.big(6),
      accounts: accountsOf(answers.slice(HEAD.length), request),
      queue: { queuedShares: stored.big(4), unclaimedAssets: stored.big(5), ...historyOf(history) },
    },
    redeemer: {
      queuedShares: queued?.length ? queued.big(0) : 0n,
      unclaimedAssets: unclaimed?.length ? unclaimed.big(0) : 0n,
      ...historyOf(redeemed),
    },
  }
}

/** Where a ticket's checkpoint is, asked just before the call. */
const indexOf = (target: Address, ticket: bigint) => ({
  of: target,
  data: encodeFunctionData({ abi: VAULT, functionName: 'getExitQueueIndex', args: [ticket] }),
  word: 0,
})

const steps: ChainProtocol<StakeWiseState, StakeWiseAction>['steps'] = {
  'stakewise.deposit': ({ amount }, from) => [
    step({
      target: vault,
      data: encodeFunctionData({ abi: VAULT, functionName: 'deposit', args: [from, NONE] }),
      amount,
      at: [VALUE],
      value: fixed(amount),
    }),
  ],
  'stakewise.mint': ({ amount }, from) => [
    step({
      target: vault,
      data: encodeFunctionData({
        abi: VAULT,
        functionName: 'mintOsToken',
        args: [from, fixed(amount), NONE],
      }),
    }),
  ],
  'stakewise.burn': ({ amount }) => [
    step({
      target: vault,
      data: encodeFunctionData({ abi: VAULT, functionName: 'burnOsToken', args: [fixed(amount)] }),
      amount,
      at: [argument(0)],
    }),
  ],
  'stakewise.exit': ({ shares }, from) => [
    step({
      target: vault,
      data: encodeFunctionData({ abi: VAULT, functionName: 'enterExitQueue', args: [shares, from] }),
    }),
  ],
  'stakewise.claim': ({ ticket, at }) => [
    step({
      target: vault,
      data: encodeFunctionData({
        abi: VAULT,
        functionName: 'claimExitedAssets',
        args: [ticket, BigInt(at), 0n],
      }),
      at: [argument(2)],
      always: true,
      asked: indexOf(vault, ticket),
    }),
  ],
  'stakewise.redeem': ({ amount }, from) => [
    step({
      target: redeemer,
      data: encodeFunctionData({
        abi: REDEEMER,
        functionName: 'enterExitQueue',
        args: [fixed(amount), from],
      }),
      approve: 'osETH',
      amount,
      at: [argument(0)],
    }),
  ],
  'stakewise.claimRedeemed': ({ ticket }) => [
    step({
      target: redeemer,
      data: encodeFunctionData({ abi: REDEEMER, functionName: 'claimExitedAssets', args: [ticket, 0n] }),
      at: [argument(1)],
      always: true,
      asked: indexOf(redeemer, ticket),
    }),
  ],
  'stakewise.report': ({ rewardPerSecond, delta, withdrawn, toValidators, minter, redeemed }) => [
    step({
      target: controller,
      data: encodeFunctionData({
        abi: CONTROLLER,
        functionName: 'setAvgRewardPerSecond',
        args: [rewardPerSecond],
      }),
    }),
    step({
      target: vault,
      data: encodeFunctionData({ abi: VAULT, functionName: 'report', args: [delta, toValidators] }),
      value: withdrawn,
    }),
    step({
      target: redeemer,
      data: encodeFunctionData({
        abi: REDEEMER,
        functionName: 'redeemOsTokenPositions',
        args: [minter, redeemed],
      }),
    }),
  ],
}

/** The stake behind all osETH, and the position it was minted against: the whale's. */
const placeVault = async (b: Parameters<ChainProtocol['build']>[0], assets: bigint): Promise<void> => {
  const seed = b.book.seed.protocols.stakewise
  const stake = mulDivCeil(assets, BigInt(seed.stakeBps.value), 10_000n)
  await b.place(vault, 'StakeWiseVault', {
    feePercent: BigInt(seed.vaultFeeBps.value),
    ltvPercent: wei(seed.ltv),
    totalShares: stake,
    totalAssets: stake,
    getShares: { [CROWD.whale]: stake },
    positions: { [CROWD.whale]: wei(seed.supply) },
  })
  const { slot } = b.artifact('StakeWiseVault').slots['positions'] ?? { slot: 0n }
  await b.store(vault, mappingSlot(CROWD.whale, slot) + 1n, numberToHex(WAD, { size: 32 }))
  await b.rpc('anvil_setBalance', [vault, numberToHex(wei(seed.ether))])
}

/** StakeWise on a chain: our Solidity at its true addresses on the embedded mainnet. */
export const stakewiseChain: ChainProtocol<StakeWiseState, StakeWiseAction> = {
  steps,
  reads: ({ tracked }) => [
    ...HEAD,
    ...tracked.map(owner => ({
      target: vault,
      data: encodeFunctionData({ abi: VAULT, functionName: 'account', args: [owner] }),
    })),
  ],
  decode,
  async build(b) {
    const seed = b.book.seed.protocols.stakewise
    const assets = mulDivCeil(rateOf(b.book, 'osETH'), wei(seed.supply), WAD)
    await b.place(osEth, 'OsToken', { name: 'Staked ETH', symbol: 'osETH', decimals_: 18n })
    await b.place(controller, 'OsTokenController', {
      capacity: wei(seed.capacity),
      avgRewardPerSecond: mulDivFloor(wei(seed.rewardAYear), 1n, SECONDS_PER_YEAR),
      feePercent: BigInt(seed.feeBps.value),
      storedFeePerShare: WAD,
      lastUpdate: BigInt(b.book.timestamp),
      storedShares: wei(seed.supply),
      storedAssets: assets,
    })
    await placeVault(b, assets)
    await b.place(redeemer, 'OsTokenRedeemer')
  },
  crowd: () => [],
}
