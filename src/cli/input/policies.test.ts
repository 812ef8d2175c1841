import { describe, expect, test } from 'vitest'
import { readManagement } from './policies.js'

describe('policies', () => {
  test('settings that are not given are the usual ones', async () => {
    const found = await readManagement('deleverage:below=1.15')
    expect(found?.settings).toEqual({ below: 1.15, to: 1.25 })
    expect(await readManagement('none')).toBeUndefined()
  })

  test('a target below the threshold is refused, with one that would do', async () => {
    await expect(readManagement('deleverage:below=2,to=1.5')).rejects.toMatchObject({
      message: 'Policy "deleverage" would restore less than it acts at.',
      details: { facts: { below: '2', to: '1.5' }, hint: expect.stringContaining('to=2.2') },
    })
    await expect(readManagement('top-up:below=1.3')).rejects.toThrow('would restore less')
  })

  test('a wrong name gets the nearest', async () => {
    await expect(readManagement('deleverag')).rejects.toMatchObject({
      details: { hint: expect.stringContaining('deleverage') },
    })
  })
})
