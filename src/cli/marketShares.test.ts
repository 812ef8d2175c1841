import { describe, expect, it } from 'vitest'
import { type Ask, refreshedShares } from './marketShares.js'

const answers: Readonly<Record<string, unknown>> = {
  'https://api.llama.fi/protocols': [
    { name: 'Lido', category: 'Liquid Staking', chainTvls: { Ethereum: 24_000_000, Solana: 5 } },
    { name: 'Rocket Pool', category: 'Liquid Staking', chainTvls: { Ethereum: 2_000_000 } },
    { name: 'Aave V3', category: 'Lending', chainTvls: { Ethereum: 9_000_000 } },
  ],
  'https://coins.llama.fi/prices/current/coingecko:ethereum': {
    coins: { 'coingecko:ethereum': { price: 2_000 } },
  },
}

const ask: Ask = async url => ({ json: answers[url], day: '2026-11-26' })

describe('refreshed shares of staking', () => {
  it('turns dollars on Ethereum into ether, and counts liquid staking only', async () => {
    const shares = await refreshedShares(ask)
    expect(shares.asOf).toBe('2026-11-26')
    expect(shares.liquidEther).toBe(13_000)
    expect(shares.shares.map(share => [share.protocol, share.stakedEther])).toEqual([
      ['Lido', 12_000],
      ['Rocket Pool', 1_000],
    ])
  })

  it('error: no network says what to do without, and names no machine', async () => {
    const dead: Ask = async () => {
      throw new TypeError('fetch failed', { cause: new Error('getaddrinfo ENOTFOUND api.llama.fi') })
    }
    await expect(refreshedShares(dead)).rejects.toMatchObject({
      name: 'EnvironmentError',
      details: {
        hint: expect.stringContaining('Leave --refresh out'),
        cause: expect.stringContaining('ENOTFOUND'),
      },
    })
  })

  it('error: an answer of another shape is not taken for shares', async () => {
    const other: Ask = async () => ({ json: '<html>', day: '2026-11-26' })
    await expect(refreshedShares(other)).rejects.toMatchObject({
      details: { cause: 'the answer has another shape' },
    })
  })
})
