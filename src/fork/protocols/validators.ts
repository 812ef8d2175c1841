import { concatHex, encodeFunctionData, type Hex, numberToHex, pad, parseAbi } from 'viem'
import type { Address } from '../../protocols/assets.js'
import { epochAt } from '../../protocols/ethereum/forks.js'
import { DEPOSIT_CONTRACT, VALIDATORS } from '../../protocols/validators/addresses.js'
import { type ValidatorsAction, validators } from '../../protocols/validators/protocol.js'
import type { Validator, ValidatorsState } from '../../protocols/validators/state.js'
import { WAD } from '../../units/fixed.js'
import type { ChainProtocol } from '../chainProtocol.js'
import { key, type Words } from '../lensWords.js'
import { wei as weiOf } from '../seed.js'
import { step } from '../steps.js'

/** What sweeps pay out: rewards are new ether, which a contract here must have. */
const ISSUANCE = 1_000_000n * WAD

const DEPOSITS = parseAbi([
  'function deposit(bytes pubkey, bytes withdrawal_credentials, bytes signature, bytes32 root) payable',
])
const ABI = parseAbi([
  'function entryQueue() view',
  'function entryQueueEpoch() view',
  'function all() view',
  'function exit()',
  'function exitFirst(uint256 count)',
  'function settle()',
  'function slash(address owner)',
  'function outage(address owner, uint256 until)',
  'function sweep(address owner)',
])

/** Key and signature are not looked at. */
const BLANK = (size: number): Hex => `0x${'00'.repeat(size)}`

const credentials = (owner: Address, compounding: boolean): Hex =>
  concatHex([compounding ? '0x02' : '0x01', BLANK(11), owner])

const READS = (['entryQueue', 'entryQueueEpoch', 'all'] as const).map(functionName => ({
  target: VALIDATORS,
  data: encodeFunctionData({ abi: ABI, functionName }),
}))

const WIDTH = 12

const validatorAt = (words: Words, at: number): Validator => ({
  owner: key(words.address(at)),
  balance: words.big(at + 1),
  effectiveBalance: words.big(at + 2),
  maxEffectiveBalance: words.big(at + 3),
  activationEpoch: words.number(at + 4),
  exitEpoch: words.number(at + 5),
  withdrawableEpoch: words.number(at + 6),
  slashed: words.number(at + 7) !== 0,
  settledEpoch: words.number(at + 8),
  offFrom: words.number(at + 9),
  offUntil: words.number(at + 10),
  inactivityScore: words.big(at + 11),
})

const decode = (answers: readonly Words[]): ValidatorsState => {
  const [queue, epoch, all] = answers
  if (!queue || !epoch || !all) throw new RangeError('validators are read by three answers')
  if (queue.length === 0 || all.length < 2) return validators.absent
  return {
    entryQueue: queue.big(0),
    entryQueueEpoch: epoch.number(0),
    validators: Array.from({ length: all.number(1) }, (_, i) => validatorAt(all, 2 + WIDTH * i)),
  }
}

const call = (functionName: 'slash' | 'sweep', owner: Address) =>
  step({ target: VALIDATORS, data: encodeFunctionData({ abi: ABI, functionName, args: [owner] }) })

/** Single validators on a chain: the deposit contract at its true address, the rest in a contract of ours. */
export const validatorsChain: ChainProtocol<ValidatorsState, ValidatorsAction> = {
  steps: {
    'validators.deposit': ({ wei, compounding }, from) => [
      step({
        target: DEPOSIT_CONTRACT,
        data: encodeFunctionData({
          abi: DEPOSITS,
          functionName: 'deposit',
          args: [BLANK(48), credentials(from, compounding), BLANK(96), pad('0x', { size: 32 })],
        }),
        value: wei,
      }),
    ],
    'validators.exit': ({ count }) => [
      step({
        target: VALIDATORS,
        data:
          count === undefined
            ? encodeFunctionData({ abi: ABI, functionName: 'exit' })
            : encodeFunctionData({ abi: ABI, functionName: 'exitFirst', args: [BigInt(count)] }),
      }),
    ],
    'validators.settle': () => [
      step({ target: VALIDATORS, data: encodeFunctionData({ abi: ABI, functionName: 'settle' }) }),
    ],
    'validators.slash': ({ owner }) => [call('slash', owner)],
    'validators.outage': ({ owner, until }) => [
      step({
        target: VALIDATORS,
        data: encodeFunctionData({ abi: ABI, functionName: 'outage', args: [owner, BigInt(until)] }),
      }),
    ],
    'validators.sweep': ({ owner }) => [call('sweep', owner)],
  },
  reads: () => READS,
  decode,
  async build(b) {
    await b.place(DEPOSIT_CONTRACT, 'DepositContract')
    await b.place(VALIDATORS, 'Validators', {
      entryQueue: weiOf(b.book.seed.protocols.validators.entryQueue),
      entryQueueEpoch: BigInt(epochAt(b.book.timestamp)),
    })
    await b.rpc('anvil_setBalance', [VALIDATORS, numberToHex(ISSUANCE)])
  },
  crowd: () => [],
}
