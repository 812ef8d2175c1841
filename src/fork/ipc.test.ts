import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { EnvironmentError } from './errors.js'
import { type Connection, connectIpc } from './ipc.js'

let folder: string
let server: Server
let connection: Connection
/** What the node does with each line that it is sent. */
let answer: (line: string, socket: Socket) => void

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'plimsoll-ipc-'))
  server = createServer(socket => {
    socket.on('data', data => {
      for (const line of String(data).trim().split('\n')) answer(line, socket)
    })
  })
  await new Promise<void>(resolve => server.listen(join(folder, 'node'), resolve))
  connection = await connectIpc(join(folder, 'node'))
})

afterEach(() => {
  connection.close()
  server.close()
  rmSync(folder, { recursive: true })
})

const idOf = (line: string): number => (JSON.parse(line) as { readonly id: number }).id
const pause = () => new Promise(resolve => setTimeout(resolve, 5))

describe('connectIpc', () => {
  it('puts an answer together however it was cut, inside a letter too', async () => {
    answer = async (line, socket) => {
      const whole = Buffer.from(`${JSON.stringify({ id: idOf(line), result: 'two € and a brace }' })}\n`)
      for (let i = 0; i < whole.length; i += 7) {
        socket.write(whole.subarray(i, i + 7))
        await pause()
      }
    }
    expect(await connection.rpc('eth_call', [{ to: '0x1' }])).toBe('two € and a brace }')
  })

  it('gives each question its own answer, in whatever order they come and several at once', async () => {
    const lines: string[] = []
    answer = (line, socket) => {
      lines.push(line)
      if (lines.length < 3) return
      const answers = lines.map(one => JSON.stringify({ id: idOf(one), result: JSON.parse(one).params[0] }))
      socket.write(`${answers.reverse().join('\n')}\n`)
    }
    const asked = [1, 2, 3].map(n => connection.rpc('echo', [n]))
    expect(await Promise.all(asked)).toEqual([1, 2, 3])
    expect(JSON.parse(lines[0] ?? '')).toEqual({ jsonrpc: '2.0', id: 1, method: 'echo', params: [1] })
  })

  it('an error carries the node’s own words and what the call returned', async () => {
    answer = (line, socket) => {
      const error = { code: 3, message: 'execution reverted', data: '0xdead' }
      socket.write(`${JSON.stringify({ id: idOf(line), error })}\n`)
    }
    await expect(connection.rpc('eth_call')).rejects.toMatchObject({
      name: 'RpcError',
      message: 'eth_call: execution reverted',
      details: 'execution reverted',
      data: '0xdead',
    })
  })

  it('a node that is gone fails what waits, and what is asked after', async () => {
    answer = (_, socket) => socket.destroy()
    await expect(connection.rpc('evm_mine')).rejects.toThrow(EnvironmentError)
    await expect(connection.rpc('evm_mine')).rejects.toThrow('anvil does not answer any more.')
  })
})
