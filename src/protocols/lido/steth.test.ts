import { describe, expect, it } from 'vitest'
import { WAD } from '../../units/fixed.js'
import { STETH, WSTETH } from './addresses.js'
import { lidoState } from './lido.fixture.js'
import {
  getPooledEthByShares,
  getPooledEthBySharesCeil,
  getSharesByPooledEth,
  getTotalPooledEther,
  sharesOf,
  stEthBalanceOf,
  submit,
  transfer,
  transferShares,
} from './steth.js'
import { stakeAndWrap, stEthPerToken, unwrap, wrap } from './wsteth.js'

const ALICE = '0x0a'
const BOB = '0x0b'
/** One share is 1.5 ether: numbers that can be followed by hand. */
const simple = lidoState({
  totalShares: 1000n,
  bufferedEther: 500n,
  clValidatorsBalance: 700n,
  clPendingBalance: 200n,
  depositedPostReport: 100n,
  shares: { [ALICE]: 101n },
})

describe('shares', () => {
  it('are worth the internal ether, floored', () => {
    expect(getPooledEthByShares(simple, 101n)).toBe(151n)
    expect(getPooledEthBySharesCeil(simple, 101n)).toBe(152n)
    expect(getSharesByPooledEth(simple, 152n)).toBe(101n)
    expect(stEthPerToken(simple)).toBe((3n * WAD) / 2n)
  })
  it('outside count at the internal rate', () => {
    const external = { ...simple, totalShares: 1001n, externalShares: 1n }
    expect(getPooledEthByShares(external, 100n)).toBe(150n)
    expect(getTotalPooledEther(external)).toBe(1501n)
  })
  it('give the rate recorded on 2025-11-03', () => {
    // Source: coinspect/learn-evm-attacks, recorded state: 1.218116415279760760 (shared SOURCES B.7); totals there are whole.
    expect(stEthPerToken(lidoState({})) / 10n ** 12n).toBe(1_218_116n)
  })
})

describe('submit', () => {
  it('mints floored shares and fills the buffer', () => {
    const { lido, shares } = submit(simple, { sender: BOB, ether: 2n, number: 1n })
    expect(shares).toBe(1n)
    expect([lido.totalShares, lido.bufferedEther, sharesOf(lido, BOB)]).toEqual([1001n, 502n, 1n])
  })
  it('refuses nothing', () => {
    expect(() => submit(simple, { sender: BOB, ether: 0n, number: 1n })).toThrow('ZERO_DEPOSIT')
  })
})

describe('transfer', () => {
  it('moves floored shares', () => {
    const after = transfer(simple, { from: ALICE, to: BOB, amount: 100n })
    expect([sharesOf(after, ALICE), sharesOf(after, BOB), stEthBalanceOf(after, BOB)]).toEqual([
      35n,
      66n,
      99n,
    ])
  })
  it('reads addresses in any case', () => {
    const after = transferShares(simple, { from: '0x0A', to: '0x0B', shares: 1n })
    expect(sharesOf(after, BOB)).toBe(1n)
  })
  it('reverts as the contract does', () => {
    const zero = `0x${'0'.repeat(40)}` as const
    expect(() => transfer(simple, { from: ALICE, to: BOB, amount: 153n })).toThrow('BALANCE_EXCEEDED')
    expect(() => transfer(simple, { from: ALICE, to: STETH, amount: 1n })).toThrow(
      'TRANSFER_TO_STETH_CONTRACT',
    )
    expect(() => transfer(simple, { from: ALICE, to: zero, amount: 1n })).toThrow('TRANSFER_TO_ZERO_ADDR')
    expect(() => transfer(simple, { from: zero, to: BOB, amount: 1n })).toThrow('TRANSFER_FROM_ZERO_ADDR')
    expect(() => transfer(simple, { from: ALICE, to: BOB, amount: 2n ** 128n })).toThrow('ETH_TOO_LARGE')
  })
})

describe('wstETH', () => {
  it('wraps at floored shares and unwraps back', () => {
    const wrapped = wrap(simple, { sender: ALICE, stEth: 100n })
    expect([wrapped.wstEth, wrapped.lido.wstEthSupply, sharesOf(wrapped.lido, WSTETH)]).toEqual([
      66n,
      66n,
      66n,
    ])
    const back = unwrap(wrapped.lido, { sender: ALICE, wstEth: 66n, balance: 66n })
    expect([back.stEth, back.lido.wstEthSupply, sharesOf(back.lido, WSTETH)]).toEqual([99n, 0n, 0n])
  })
  it('keeps a share where the second floor takes one', () => {
    const wrapped = wrap(simple, { sender: ALICE, stEth: 100n }).lido
    const back = unwrap(wrapped, { sender: ALICE, wstEth: 65n, balance: 66n })
    expect([back.stEth, sharesOf(back.lido, WSTETH), back.lido.wstEthSupply]).toEqual([97n, 2n, 1n])
  })
  it('stakes ether in one step', () => {
    const { lido, wstEth } = stakeAndWrap(simple, { ether: 150n, number: 1n })
    expect([wstEth, lido.wstEthSupply, sharesOf(lido, WSTETH)]).toEqual([100n, 100n, 100n])
  })
  it('reverts as the contract does', () => {
    expect(() => wrap(simple, { sender: ALICE, stEth: 0n })).toThrow("wstETH: can't wrap zero stETH")
    expect(() => unwrap(simple, { sender: ALICE, wstEth: 0n, balance: 1n })).toThrow(
      'wstETH: zero amount unwrap not allowed',
    )
    expect(() => unwrap(simple, { sender: ALICE, wstEth: 2n, balance: 1n })).toThrow(
      'ERC20: burn amount exceeds balance',
    )
  })
})
