import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { main, type Work } from './main.js'

/** What was written to standard error and standard output. */
const captured = { error: '', out: '' }

beforeEach(() => {
  captured.error = ''
  captured.out = ''
  const take = (to: 'error' | 'out') =>
    ((text: string, done?: () => void) => {
      captured[to] += text
      done?.()
      return true
    }) as typeof process.stderr.write
  vi.spyOn(process.stderr, 'write').mockImplementation(take('error'))
  vi.spyOn(process.stdout, 'write').mockImplementation(take('out'))
})
afterEach(() => vi.restoreAllMocks())

const getterThrows = (): Error => {
  const error = new Error('hidden')
  Object.defineProperty(error, 'message', {
    get: () => {
      throw new Error('no message for you')
    },
  })
  return error
}

const environmentOf = (details: unknown): Error =>
  Object.assign(new Error('The chain could not be read.'), { name: 'EnvironmentError', details })

const ODD: Readonly<Record<string, unknown>> = {
  null: null,
  undefined: undefined,
  'an empty text': '',
  'a number': 7,
  'a symbol': Symbol('odd'),
  'an object without a prototype': Object.create(null),
  'an object': { code: 5 },
  'an object that holds itself': (() => {
    const ring: Record<string, unknown> = {}
    ring['ring'] = ring
    return ring
  })(),
  'a proxy that throws': new Proxy(
    {},
    {
      get: () => {
        throw new Error('no')
      },
      getPrototypeOf: () => {
        throw new Error('no')
      },
    },
  ),
  'an error without a message': new RangeError(),
  'an error whose message is a getter that throws': getterThrows(),
  'an error whose message is an object': Object.assign(new Error(), { message: { a: 1 } }),
  'an environment that lacks details': environmentOf(undefined),
  'an environment with an object as its cause': environmentOf({ cause: { details: { hint: 'x' } } }),
  'an environment with null facts': environmentOf({ facts: null, hint: 5 }),
  'several errors': new AggregateError([null, getterThrows(), new Error('x')]),
  'several errors that are none': new AggregateError([]),
}

describe('main', () => {
  test.each(Object.entries(ODD))('%s thrown: a code other than 0, and a sentence', async (_, thrown) => {
    const work: Work = async () => {
      throw thrown
    }
    const code = await main([], work)
    expect(code).toBeGreaterThan(0)
    expect(captured.error).toMatch(/^\w*Error: .*\S/)
    expect(captured.error).not.toMatch(/\n\s+at /)
    expect(captured.out).toBe('')
  })

  test('an error that nobody caught ends the command with a fault', async () => {
    const code = await main([], () => {
      process.emit('uncaughtException', new TypeError('late'))
      return new Promise(() => undefined)
    })
    expect(code).toBe(70)
    expect(captured.error).toContain('InternalError: late')
  })

  test('a loop of events that runs dry is a fault', async () => {
    const code = await main([], () => {
      process.emit('beforeExit', 0)
      return new Promise(() => undefined)
    })
    expect(code).toBe(70)
    expect(captured.error).toContain('The work came to a halt')
  })

  test.each(['rejects', 'throws'] as const)('a cleaning-up that %s decides over no result', async how => {
    const code = await main([], async (_, session) => {
      session.onClose(() => {
        if (how === 'throws') throw new Error('Anvil failed to stop in time')
        return Promise.reject(new Error('Anvil failed to stop in time'))
      })
      await session.print('result\n')
    })
    expect(code).toBe(0)
    expect(captured).toEqual({ error: '', out: 'result\n' })
  })

  test('a disk that is full under standard output is told', async () => {
    const code = await main([], async () => {
      process.stdout.emit('error', Object.assign(new Error('write ENOSPC'), { code: 'ENOSPC' }))
      await new Promise(() => undefined)
    })
    expect(code).toBe(2)
    expect(captured.error).toContain('cannot be written to standard output')
  })

  test('control characters of a name never reach the terminal', async () => {
    await main([], async (_, session) => {
      session.note('wrote \u001b[31mred\u001b]0;title\u0007 \u202edrow')
      await session.print('a\u009bb\tc\n')
    })
    expect(captured.error).toBe('wrote \\u001b[31mred\\u001b]0;title\\u0007 \\u202edrow\n')
    expect(captured.out).toBe('a\\u009bb\tc\n')
  })

  test('nothing of it listens any more afterwards', async () => {
    const before = process.listenerCount('uncaughtException')
    await main([], async () => undefined)
    expect(process.listenerCount('uncaughtException')).toBe(before)
  })
})
