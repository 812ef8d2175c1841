import { keccak256, stringToHex } from 'viem'
import { describe, expect, it } from 'vitest'
import { LIDO_LAYOUTS } from './lidoStorage.js'

describe('storage of Lido', () => {
  it('stands where its names are hashed to, in every version', () => {
    const slots = Object.values(LIDO_LAYOUTS).flatMap(layout => Object.entries(layout.slots))
    expect(slots).toHaveLength(10)
    for (const [name, slot] of slots) expect(slot, name).toBe(keccak256(stringToHex(name)))
  })

  it('of version 2 counts deposits that no report has seen as 32 ether each', () => {
    const decoded = LIDO_LAYOUTS[2].decode([7n, 12n, 300n, 10n])
    expect(decoded).toMatchObject({
      bufferedEther: 7n,
      clValidatorsBalance: 300n,
      depositedPostReport: 64n * 10n ** 18n,
    })
  })
})
