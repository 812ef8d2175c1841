import { numberToHex, pad } from 'viem'
import { afterEach, describe, expect, test } from 'vitest'
import {
  type BadNode,
  MOODS,
  type MoodName,
  serveBadNode,
  type Upstream,
} from '../../../fork-tests/faults/badNode.js'
import { EnvironmentError } from '../errors.js'
import { headerHash } from './header.js'
import { openRelay, type Relay } from './relay.js'

const ZERO = `0x${'0'.repeat(64)}`
const header = {
  ...{ parentHash: ZERO, sha3Uncles: ZERO, miner: `0x${'0'.repeat(40)}`, stateRoot: ZERO },
  ...{ transactionsRoot: ZERO, receiptsRoot: ZERO, logsBloom: `0x${'0'.repeat(512)}`, difficulty: '0x0' },
  ...{ number: '0x64', gasLimit: '0x77359400', gasUsed: '0x0', timestamp: '0x6937d954', extraData: '0x' },
  ...{ mixHash: ZERO, nonce: '0x0000000000000000', baseFeePerGas: '0x0' },
}
const block = { ...header, hash: headerHash(header), uncles: [], transactions: [] }

const ACCOUNT = '0x00000000000000000000000000000000000000aa'

/** A chain of one block, where slot n of every account holds n. */
const chain: Upstream = async (method, params) => {
  if (method === 'eth_chainId') return '0x1'
  if (method === 'eth_blockNumber') return '0x64'
  if (method === 'eth_getBlockByNumber') return params[0] === '0x64' ? block : null
  if (method === 'eth_getStorageAt') return pad(String(params[1]) as `0x${string}`, { size: 32 })
  if (method === 'eth_getCode') return '0x6001'
  throw { code: -32_601, message: `${method} is not available` }
}

const nodes: BadNode[] = []
afterEach(async () => {
  await Promise.all(nodes.splice(0).map(node => node.close()))
})

const PATIENT = { withoutAnswerMs: 8_000, replyMs: 5_000, pauseMs: 2 }
/** For nodes that fall silent, once they have answered. */
const IMPATIENT = { withoutAnswerMs: 600, replyMs: 300, pauseMs: 2 }
const SILENT: readonly MoodName[] = ['silentAfterSome', 'diesAfterSome']

const openOn = async (
  mood: MoodName,
  login = '',
): Promise<{ relay: Promise<Relay>; node: BadNode; url: string }> => {
  const node = await serveBadNode(MOODS[mood], chain)
  nodes.push(node)
  const url = node.url.replace('http://', `http://${login}`)
  const patience = SILENT.includes(mood) ? IMPATIENT : PATIENT
  const relay = openRelay({ kind: 'rpc', url, block: undefined }, () => undefined, { patience })
  relay.catch(() => undefined)
  return { node, relay, url }
}

type Asked = readonly [method: string, params: readonly unknown[]]

/** As anvil asks: straight to the line's URL. */
const post = async (
  url: string,
  asked: readonly Asked[],
): Promise<readonly { result?: unknown; error?: unknown }[]> => {
  const body = JSON.stringify(asked.map(([method, params], id) => ({ jsonrpc: '2.0', id, method, params })))
  return (await fetch(url, { method: 'POST', body })).json() as Promise<never>
}

const slots = (count: number): readonly Asked[] =>
  Array.from({ length: count }, (_, i) => ['eth_getStorageAt', [ACCOUNT, numberToHex(i + 1), '0x64']])

/** Reads `count` slots, some together and some one by one; what came back, or why not. */
const readSlots = async (relay: Relay, count: number): Promise<readonly unknown[]> => {
  const line = await relay.connect()
  try {
    const all = slots(count)
    const together = await line.guard(post(line.url, all.slice(0, count / 2)))
    const rest: unknown[] = []
    for (const one of all.slice(count / 2)) rest.push(...(await line.guard(post(line.url, [one]))))
    return [...together, ...rest].map(entry => (entry as { result?: unknown }).result)
  } finally {
    line.close()
  }
}

const COUNT = 140
const RIGHT = Array.from({ length: COUNT }, (_, i) => pad(numberToHex(i + 1), { size: 32 }))

const BEARABLE = [
  ...([
    'healthy',
    'everyThird429',
    'everyThird429InTheAnswer',
    'everyTenthAsksToWait',
    'everyThird503',
  ] as const),
  ...([
    'everyFifthHangsUp',
    'firstTwoHangUp',
    'everyThirdIsCut',
    'everyThirdHasAWrongId',
    'batchesOfThree',
    'noBatches',
  ] as const),
  ...(['batchesCutShort', 'batchesTurned', 'numbersOnly', 'stateReadsOnly', 'lagging'] as const),
] satisfies readonly MoodName[]

const HOPELESS: Readonly<Partial<Record<MoodName, RegExp>>> = {
  silentAfterSome: /stopped answering[\s\S]*no answer in time/,
  alwaysHangsUp: /URL does not answer\./,
  diesAfterSome: /stopped answering/,
  limitedForGood: /limits how much it is asked[\s\S]*3600 s/,
  prunedAfterSome: /does not keep the state of that block[\s\S]*archive node/,
  pruned: /does not keep the state of that block[\s\S]*archive node/,
  reorganised: /no longer has the block[\s\S]*some minutes old/,
  reorganisedByNumber: /was reorganised[\s\S]*some minutes old/,
  html: /does not answer as a node[\s\S]*no JSON-RPC/,
  login: /refuses the key or the login[\s\S]*user:password@/,
  keyRefused: /refuses the key or the login/,
  otherChain: /another chain[\s\S]*8453/,
  chainIdIsAWord: /no number[\s\S]*eth_chainId/,
  otherHash: /not the one that was asked for[\s\S]*hashes to/,
  otherNumber: /not the one that was asked for[\s\S]*number is 0x1/,
  otherHeader: /not the one that was asked for[\s\S]*hashes to/,
  noSuchBlock: /does not have that block/,
  storageIsNull: /form of an answer[\s\S]*eth_getStorageAt/,
  wrongId: /answers another question/,
  cut: /does not answer as a node/,
  endlessError: /answers with an error/,
  methodMissing: /does not offer a method/,
  oddErrors: /answers with an error/,
  listOfNothing: /answers another question/,
}

describe('a node', () => {
  test('every mood is bearable or hopeless here, but for one that only a protocol notices', () => {
    const tried = [...BEARABLE, ...Object.keys(HOPELESS), 'codeIsGone']
    expect([...tried].sort()).toEqual(Object.keys(MOODS).sort())
  })

  test.each(BEARABLE)('%s: every answer is right', async mood => {
    const { relay } = await openOn(mood)
    expect(await readSlots(await relay, COUNT)).toEqual(RIGHT)
  })

  test.each(Object.entries(HOPELESS))('%s: told in a sentence with what to do', async (mood, says) => {
    const { relay, url } = await openOn(mood as MoodName)
    const error = await relay.then(opened => readSlots(opened, COUNT)).catch(caught => caught)
    expect(error).toBeInstanceOf(EnvironmentError)
    const told = JSON.stringify([error.message, error.details])
    expect(told.replaceAll('\\n', '\n')).toMatch(says)
    expect(error.details.hint).toMatch(/\w+ .*\.$/)
    expect(told.length).toBeLessThan(1_000)
    expect(told).not.toContain(new URL(url).pathname.split('/').at(-1))
  })

  test('user:password@: sent as a header', async () => {
    const { relay } = await openOn('login', 'user:pass%20word@')
    expect(await readSlots(await relay, 4)).toEqual(RIGHT.slice(0, 4))
  })

  test('nobody listens: told at once', async () => {
    const { node } = await openOn('healthy')
    nodes.splice(nodes.indexOf(node), 1)
    await node.close()
    const error = await openRelay({ kind: 'rpc', url: node.url, block: undefined }, () => undefined).catch(
      e => e,
    )
    expect(error.message).toBe('The fork URL does not answer.')
    expect(error.details.cause).toBe('ECONNREFUSED')
  })

  test('a block in the future: told with the head', async () => {
    const { node } = await openOn('healthy')
    const error = await openRelay({ kind: 'rpc', url: node.url, block: 101n }, () => undefined).catch(e => e)
    expect(error.details.facts).toEqual({ block: '101', head: '100' })
  })
})

describe('a relay', () => {
  test('asks for what several want only once, and for what is wanted together in one post', async () => {
    const { relay, node } = await openOn('healthy')
    const opened = await relay
    const before = node.posts()
    const [one, other] = await Promise.all([opened.connect(), opened.connect()])
    const answers = await Promise.all([one, other, one].map(line => post(line.url, slots(50))))
    expect(answers[1]).toEqual(answers[0])
    expect(node.methods.get('eth_getStorageAt')).toBe(50)
    expect(node.posts() - before).toBeLessThanOrEqual(2)
    one.close()
    other.close()
  })

  test('passes nothing on but reads at its block', async () => {
    const { relay, node } = await openOn('healthy')
    const line = await (await relay).connect()
    const asked: readonly Asked[] = [
      ['eth_getStorageAt', [ACCOUNT, '0x1', '0x63']],
      ['eth_sendRawTransaction', ['0x00']],
      ['eth_getAccountInfo', [ACCOUNT, '0x64']],
      ['eth_call', [{ to: ACCOUNT }, '0x64']],
    ]
    for (const { error } of await post(line.url, asked)) expect(error).toMatchObject({ code: -32_601 })
    expect([...node.methods.keys()].sort()).toEqual([
      'eth_blockNumber',
      'eth_chainId',
      'eth_getBlockByNumber',
    ])
    line.close()
  })

  test('answers on its own path only', async () => {
    const { relay } = await openOn('healthy')
    const line = await (await relay).connect()
    expect((await fetch(new URL('/', line.url), { method: 'POST', body: '{}' })).status).toBe(404)
    expect(line.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/[0-9a-f]{32}$/)
    line.close()
  })

  test('what waits on a line fails with it', async () => {
    const { relay } = await openOn('pruned')
    const line = await (await relay).connect()
    const forever = expect(line.guard(new Promise(() => undefined))).rejects.toThrow('does not keep')
    await post(line.url, slots(1))
    await forever
    await expect(line.guard(Promise.resolve(1))).rejects.toThrow('does not keep the state')
    line.close()
  })

  test('a slow node is borne with as long as it answers', async () => {
    const node = await serveBadNode(MOODS.healthy, chain, { delayMs: 100 })
    nodes.push(node)
    const relay = await openRelay({ kind: 'rpc', url: node.url, block: 100n }, () => undefined, {
      patience: IMPATIENT,
    })
    expect(await readSlots(relay, 20)).toEqual(RIGHT.slice(0, 20))
  })
})
