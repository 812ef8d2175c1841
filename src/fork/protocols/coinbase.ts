import { encodeFunctionData, parseAbi } from 'viem'
import { ASSETS } from '../../protocols/assets.js'
import { type CoinbaseAction, type CoinbaseState, coinbase } from '../../protocols/coinbase/protocol.js'
import { rateOf } from '../build/staking.js'
import type { ChainProtocol } from '../chainProtocol.js'
import { step } from '../steps.js'

const TOKEN = parseAbi([
  'function exchangeRate() view',
  'function totalSupply() view',
  'function updateExchangeRate(uint256 newExchangeRate)',
])

const { address: cbEth } = ASSETS.cbETH

const READS = (['exchangeRate', 'totalSupply'] as const).map(functionName => ({
  target: cbEth,
  data: encodeFunctionData({ abi: TOKEN, functionName }),
}))

/** cbETH on a chain: our Solidity at its true address on the embedded mainnet. */
export const coinbaseChain: ChainProtocol<CoinbaseState, CoinbaseAction> = {
  steps: {
    'coinbase.rate': ({ rateWad }) => [
      step({
        target: cbEth,
        data: encodeFunctionData({ abi: TOKEN, functionName: 'updateExchangeRate', args: [rateWad] }),
      }),
    ],
  },
  reads: () => READS,
  decode(answers) {
    if (answers.length !== READS.length) throw new RangeError('cbETH is read by one answer a call')
    if (answers.some(words => words.length !== 1)) return coinbase.absent
    return { exchangeRate: answers[0]?.big(0) ?? 0n, supply: answers[1]?.big(0) ?? 0n }
  },
  async build(b) {
    const rate = rateOf(b.book, 'cbETH')
    await b.place(cbEth, 'CbEth', {
      name: 'Coinbase Wrapped Staked ETH',
      symbol: 'cbETH',
      decimals_: 18n,
      rate,
    })
  },
  crowd: () => [],
}
