import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import { afterAll, describe, expect, test } from 'vitest'
import { EnvironmentError } from '../errors.js'
import { headerHash } from './header.js'
import type { PinnedBlock } from './question.js'
import { readRecording, writeRecording } from './recording.js'
import { openRelay } from './relay.js'

const folder = mkdtempSync(join(tmpdir(), 'plimsoll-recording-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const ZERO = `0x${'0'.repeat(64)}`
const header = {
  ...{ parentHash: ZERO, sha3Uncles: ZERO, miner: `0x${'0'.repeat(40)}`, stateRoot: ZERO },
  ...{ transactionsRoot: ZERO, receiptsRoot: ZERO, logsBloom: `0x${'0'.repeat(512)}`, difficulty: '0x0' },
  ...{ number: '0x64', gasLimit: '0x1', gasUsed: '0x0', timestamp: '0x6937d954', extraData: '0x' },
  ...{ mixHash: ZERO, nonce: '0x0000000000000000' },
}
const hash = headerHash(header) ?? '0x'
const block: PinnedBlock = { number: 100n, hash, timestamp: 0x6937d954 }
const SLOT = `eth_getStorageAt 0x${'a'.repeat(40)} 0x1`
const answers = new Map<string, unknown>([
  [SLOT, ZERO],
  [`eth_getCode 0x${'a'.repeat(40)}`, '0x6001'],
  ['eth_getBlockByNumber 0x64 false', { ...header, hash }],
])

let count = 0
const file = (bytes: string | Uint8Array): string => {
  count += 1
  const path = join(folder, `${count}.plimsoll`)
  writeFileSync(path, bytes)
  return path
}

const refusal = (path: string): EnvironmentError => {
  try {
    readRecording(path)
  } catch (error) {
    if (error instanceof EnvironmentError) return error
    throw error
  }
  throw new Error('it was read')
}

describe('a recording', () => {
  test('is read as it was written', () => {
    const path = file(writeRecording(block, answers, '1.2.3'))
    expect(readRecording(path)).toEqual({ file: path, block, answers })
  })

  test('the same answers in another order: the same bytes', () =>
    expect(writeRecording(block, new Map([...answers].reverse()), '1')).toEqual(
      writeRecording(block, answers, '1'),
    ))

  test('its first line describes it', () => {
    const [line = ''] = writeRecording(block, answers, '1.2.3').toString('latin1').split('\n')
    expect(JSON.parse(line)).toMatchObject({
      ...{ kind: 'plimsoll recording', version: 1, plimsoll: '1.2.3', chainId: 1, answers: 3 },
      block: { number: '100', hash, timestamp: block.timestamp },
      codeHashes: { [`0x${'a'.repeat(40)}`]: expect.stringMatching(/^0x[0-9a-f]{64}$/) },
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    })
  })

  const whole = writeRecording(block, answers, '1')
  const end = whole.indexOf('\n')
  const withManifest = (alter: (line: string) => string, body: Uint8Array = whole.subarray(end + 1)) =>
    Buffer.concat([Buffer.from(`${alter(whole.subarray(0, end).toString())}\n`), body])
  const otherBlock = { ...block, hash: ZERO as `0x${string}` }

  test.each<[string, Uint8Array | string, RegExp]>([
    ['nothing', '', /no recording/],
    ['text', 'hello\nworld', /no recording/],
    ['a market', '{"block":{"number":1}}', /no recording/],
    [
      'another version',
      withManifest(line => line.replace('"version":1', '"version":2')),
      /version 2.*reads version 1/,
    ],
    ['no version', withManifest(line => line.replace('"version":1,', '')), /version undefined/],
    ['cut short', whole.subarray(0, -20), /damaged/],
    ['no answers', whole.subarray(0, end + 1), /damaged/],
    [
      'a changed byte',
      Buffer.from(whole).fill(whole.at(-9) === 0 ? 1 : 0, whole.length - 9, whole.length - 8),
      /damaged/,
    ],
    ['other answers', withManifest(line => line, brotliCompressSync('{}')), /damaged/],
    ['another timestamp', withManifest(line => line.replace('"timestamp":', '"timestamp":1')), /damaged/],
    ['another block', writeRecording(otherBlock, answers, '1'), /damaged/],
    ['no block', writeRecording(block, new Map([[SLOT, ZERO]]), '1'), /damaged/],
  ])('%s: refused by name', (_, bytes, says) => {
    const path = file(bytes)
    const error = refusal(path)
    expect(error.message).toMatch(says)
    expect(error.details.facts?.['file']).toBe(path)
    expect(error.details.hint).toMatch(/ecord/)
  })

  test('nothing there: refused', () =>
    expect(refusal(join(folder, 'none')).message).toMatch(/cannot be read/))

  test('answers what it holds; what it lacks is told with the call and how to record it', async () => {
    const relay = await openRelay({ kind: 'recording', file: file(whole) }, () => undefined)
    const line = await relay.connect()
    const ask = async (slot: string) => {
      const params = [`0x${'A'.repeat(40)}`, slot, '0x64']
      const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'eth_getStorageAt', params })
      return (await fetch(line.url, { method: 'POST', body })).json()
    }
    expect(await ask('0x1')).toMatchObject({ result: ZERO })
    const error = await line.guard(ask('0x2')).catch(caught => caught)
    expect(error.message).toBe('The recording lacks an answer.')
    expect(error.details.facts['call']).toBe(`eth_getStorageAt 0x${'a'.repeat(40)} 0x2`)
    expect(error.details.hint).toContain('plimsoll record --fork-url URL --fork-block 100')
    line.close()
  })
})
