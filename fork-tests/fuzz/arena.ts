import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { startAnvil } from '../../src/fork/anvil.js'
import { seedPositions } from '../../src/fork/build/pools.js'
import { type EmbeddedMainnet, embeddedMainnet } from '../../src/fork/genesis.js'
import type { PositionRequest } from '../../src/fork/lensDecode.js'
import { seedBook } from '../../src/fork/seed.js'
import { createForkWorld } from '../../src/fork/world/forkWorld.js'
import { CROWD } from '../../src/market/crowd.js'
import type { UniswapPoolName } from '../../src/protocols/uniswap/state.js'
import type { World } from '../../src/simulation/world.js'
import { ENDOWMENTS, TRACKED } from './people.js'
import { prologueOf, sendPrologue } from './prologue.js'

/** What an arena stands on: the embedded mainnet and the positions its provider holds there. */
export type Ground = { readonly embedded: EmbeddedMainnet; readonly positions: readonly PositionRequest[] }

/** One anvil on which many sequences run one after the other, each from the same state. */
export type Arena = {
  /** A fork world where the users hold their endowments and the seed's prologue has been. */
  begin(seed: number): Promise<World>
  close(): Promise<void>
}

const providerPositions = (): readonly PositionRequest[] =>
  Object.entries(seedPositions(seedBook())).flatMap(([pool, positions]) =>
    positions.map(({ tickLower, tickUpper }) => ({
      pool: pool as UniswapPoolName,
      owner: CROWD.provider,
      tickLower,
      tickUpper,
    })),
  )

/** The embedded mainnet of this checkout, built where it is not cached. */
export const findGround = async (): Promise<Ground> => ({
  embedded: await embeddedMainnet(),
  positions: providerPositions(),
})

/** The same ground with its genesis in a folder of one's own: the cache drops it when a source file changes. */
export const keepGround = (ground: Ground, folder: string): Ground => {
  const genesisFile = join(folder, 'genesis.json')
  copyFileSync(ground.embedded.genesisFile, genesisFile)
  return { ...ground, embedded: { ...ground.embedded, genesisFile } }
}

const endow = async (world: World): Promise<void> => {
  const outcomes = await world.block(12, ENDOWMENTS)
  const refused = outcomes.findIndex(outcome => outcome.status === 'reverted')
  if (refused >= 0)
    throw new Error(`Endowment ${refused} reverted: ${JSON.stringify(outcomes[refused], String)}`)
}

/** Starts an anvil; a sequence costs a snapshot and a revert, not a start. */
export const openArena = async ({ embedded, positions }: Ground): Promise<Arena> => {
  const { genesisFile, number, timestamp, contracts } = embedded
  const anvil = await startAnvil({ kind: 'genesis', file: genesisFile, number, timestamp })
  const chain = { anvil, contracts, origin: 'embedded', genesisFile } as const
  const newWorld = (): World => createForkWorld(chain, TRACKED, positions)
  await endow(newWorld())
  let snapshot = await anvil.rpc('evm_snapshot')
  const begin = async (seed: number): Promise<World> => {
    await anvil.rpc('evm_revert', [snapshot])
    snapshot = await anvil.rpc('evm_snapshot')
    const { timestamp: now } = (await newWorld().market()).block
    await sendPrologue(anvil.rpc, prologueOf(seed, now), now)
    return newWorld()
  }
  return { begin, close: () => anvil.stop() }
}
