import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Abi, encodeFunctionData, type Hex, numberToHex } from 'viem'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SETTINGS } from '../../src/fork/compile.js'
import { CROWD } from '../../src/market/crowd.js'
import type { Address } from '../../src/protocols/assets.js'
import {
  MEANINGLESS_OUTCOMES,
  type SanitySequence,
  sanityVectors,
} from '../../src/protocols/lido/vectors.fixture.js'
import { named, type RecordedChain, recordedChain, word } from './chain.js'

// Our sanity checker on a chain, fed with what was recorded from Lido's real ones. The mirror is fed with the same in
// src/protocols/lido/vectors.test.ts.

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../..')
const require = createRequire(import.meta.url)

type Compiled = { readonly abi: Abi; readonly code: Hex }

let chain: RecordedChain
let probe: Compiled
beforeAll(async () => {
  chain = await recordedChain()
  probe = compileProbe()
})
afterAll(() => chain.stop())

let probes = 0
/** An address that no sequence has used. */
const nextProbe = (): Address => {
  probes += 1
  return numberToHex(0xc0de_0000 + probes, { size: 20 })
}

const compileProbe = (): Compiled => {
  const solc = require('solc') as { compile(input: string, callbacks: object): string }
  const file = 'fork-tests/contracts/SanityProbe.sol'
  const contents = (path: string) => readFileSync(join(ROOT, path), 'utf8')
  const settings = {
    ...SETTINGS,
    outputSelection: { '*': { SanityProbe: ['abi', 'evm.deployedBytecode.object'] } },
  }
  const input = { language: 'Solidity', sources: { [file]: { content: contents(file) } }, settings }
  const output = JSON.parse(
    solc.compile(JSON.stringify(input), { import: (path: string) => ({ contents: contents(path) }) }),
  ) as {
    contracts: Record<string, Record<string, { abi: Abi; evm: { deployedBytecode: { object: string } } }>>
  }
  const made = output.contracts[file]?.['SanityProbe']
  if (!made) throw new Error('the probe did not compile')
  return { abi: made.abi, code: `0x${made.evm.deployedBytecode.object}` }
}

/** A sequence on a checker of its own. */
const judge = async (
  { abi, code }: Compiled,
  { about, start, attempts }: SanitySequence,
  address: Address,
): Promise<number> => {
  await chain.anvil.rpc('anvil_setCode', [address, code])
  await chain.anvil.rpc('anvil_setStorageAt', [address, named('plimsoll.lido.rules'), word(start.version)])
  let judged = 0
  for (const [i, { change, outcome, kept }] of attempts.entries()) {
    if (MEANINGLESS_OUTCOMES.includes(outcome)) continue
    const { now, before, ...rest } = change
    const args = [{ ...rest, timestamp: now, lastReport: before }]
    const call = {
      from: CROWD.oracle,
      to: address,
      data: encodeFunctionData({ abi, functionName: 'check', args }),
    }
    expect((await chain.outcome(call, abi)).outcome, `${about}, attempt ${i}`).toBe(outcome)
    if (kept) await chain.send(call, 0)
    judged += 1
  }
  return judged
}

describe.each([4, 3] as const)('our sanity checker of version %d on a chain', version => {
  for (const { from, sequences } of sanityVectors(version))
    test(`accepts and refuses as the real one: ${from}`, async () => {
      let judged = 0
      for (const sequence of sequences) judged += await judge(probe, sequence, nextProbe())
      expect(judged).toBeGreaterThan(300)
    })
})
