import { describe, expect, test } from 'vitest'
import { headerHash } from './header.js'

const zeros = (bytes: number): string => `0x${'00'.repeat(bytes)}`
const EMPTY_TRIE = '0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421'

/** Block 0 of Ethereum mainnet, as every node has it. */
const GENESIS = {
  parentHash: zeros(32),
  sha3Uncles: '0x1dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347',
  miner: zeros(20),
  stateRoot: '0xd7f8974fb5ac78d9ac099b9ad5018bedc2ce0a72dad1827a1709da30580f0544',
  transactionsRoot: EMPTY_TRIE,
  receiptsRoot: EMPTY_TRIE,
  logsBloom: zeros(256),
  difficulty: '0x400000000',
  number: '0x0',
  gasLimit: '0x1388',
  gasUsed: '0x0',
  timestamp: '0x0',
  extraData: '0x11bbe8db4e347b4e8c937c1c8370e4b5ed33adb3db69cbdb7a38e1e50b1b82fa',
  mixHash: zeros(32),
  nonce: '0x0000000000000042',
  hash: '0xd4e56740f876aef8c010b86a40d5f56745a118d0906a34e69aec8c0db1cb8fa3',
  uncles: [],
  transactions: [],
}

describe('headerHash', () => {
  test('block 0 of mainnet: its hash', () => expect(headerHash(GENESIS)).toBe(GENESIS.hash))

  test.each(['stateRoot', 'timestamp', 'number', 'gasLimit'] as const)('another %s: another hash', name => {
    const other = name === 'stateRoot' ? EMPTY_TRIE : '0x7'
    expect(headerHash({ ...GENESIS, [name]: other })).not.toBe(GENESIS.hash)
  })

  test('a field of a fork to come, or one missing: no verdict', () => {
    expect(headerHash({ ...GENESIS, fieldToCome: '0x1' })).toBeUndefined()
    const { stateRoot: _, ...lacking } = GENESIS
    expect(headerHash(lacking)).toBeUndefined()
  })
})
