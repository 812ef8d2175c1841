import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import type { Hex } from 'viem'
import type { Borrower } from '../market/population.js'
import type { Address } from '../protocols/assets.js'
import { type Anvil, startAnvil } from './anvil.js'
import { cached, hashOf, readCached } from './cache.js'
import { AAVE_JOBS, type Artifacts, type CompileJob, compile, readSource, SETTINGS } from './compile.js'
import { PACKAGE_ROOT } from './packageRoot.js'
import { chainEntries } from './registry.js'
import { type SeedBook, seedBook } from './seed.js'
import { temporaryFolder } from './temporary.js'

const require = createRequire(import.meta.url)
const SRC = join(PACKAGE_ROOT, 'src')

/** Says what is being done; for anything over a second. */
export type Progress = (message: string) => void

/** What a world needs of our own compiled contracts. */
export type Contracts = {
  readonly executor: Hex
  readonly lens: Hex
  readonly lidoHatch: Hex
  readonly feed: Hex
  readonly marketPrice: Hex
  readonly beacon: Hex
  /** Runtime code of the contracts that answer `HealthQuestion`s, by name. */
  readonly questions: Readonly<Record<string, Hex>>
  /** Names of custom errors by selector, over all protocols. */
  readonly errors: Readonly<Record<Hex, string>>
}

export type EmbeddedMainnet = {
  readonly genesisFile: string
  readonly number: bigint
  readonly timestamp: number
  readonly contracts: Contracts
}

const versionOf = (name: string): string =>
  (
    JSON.parse(
      readFileSync(join(dirname(require.resolve(`${name}/package.json`)), 'package.json'), 'utf8'),
    ) as { version: string }
  ).version

const OWN_CONTRACTS = join(SRC, 'fork/contracts')
const ownFiles = (): readonly string[] =>
  readdirSync(OWN_CONTRACTS)
    .filter(name => name.endsWith('.sol'))
    .sort()

const OWN_JOB = (): CompileJob => ({
  files: ownFiles().map(name => `plimsoll/${name}`),
  contracts: ownFiles().map(name => name.replace('.sol', '')),
})

const aaveKey = (): string =>
  hashOf(
    JSON.stringify(SETTINGS),
    JSON.stringify(AAVE_JOBS),
    ...['solc', '@aave-dao/aave-v3-origin', '@openzeppelin/contracts'].map(
      name => `${name}@${versionOf(name)}`,
    ),
  )

const ownKey = (): string =>
  hashOf(
    JSON.stringify(SETTINGS),
    versionOf('solc'),
    ...ownFiles().flatMap(name => [name, readFileSync(join(OWN_CONTRACTS, name), 'utf8')]),
  )

const questionContracts = (): readonly string[] =>
  chainEntries().flatMap(([, { question }]) => (question ? [question.contract] : []))

const protocolsKey = (): string =>
  hashOf(
    JSON.stringify(SETTINGS),
    versionOf('solc'),
    JSON.stringify(chainEntries().map(([name, { compile: job }]) => [name, job ?? null])),
    JSON.stringify(questionContracts()),
    ...chainEntries()
      .flatMap(([, { compile: job }]) => job?.files ?? [])
      .filter(name => name.startsWith('plimsoll/'))
      .map(readSource),
    ...chainEntries().flatMap(([, { packages }]) =>
      (packages ?? []).map(name => `${name}@${versionOf(name)}`),
    ),
  )

/** Everything whose change must rebuild the genesis: the code that builds it and the mirrors it uses. */
const sourcesKey = (): string => {
  const files = ['fork', 'protocols', 'market', 'units', 'position'].flatMap(folder =>
    readdirSync(join(SRC, folder), { recursive: true, encoding: 'utf8' })
      .filter(
        name => name.endsWith('.ts') && !/\.(test|fixture)\.ts$/.test(name) && !/^(world|relay)\//.test(name),
      )
      .map(name => join(folder, name))
      .sort(),
  )
  return hashOf(...files.flatMap(name => [name, readFileSync(join(SRC, name), 'utf8')]))
}

const WITH_BIGINTS = (_: string, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value)
const BIGINTS = (_: string, value: unknown) =>
  typeof value === 'string' && /^\d+n$/.test(value) ? BigInt(value.slice(0, -1)) : value

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const artifactsFrom = (file: string): Artifacts =>
  readCached(file, text => {
    const read = JSON.parse(text, BIGINTS) as unknown
    return isRecord(read) && Object.values(read).every(isRecord) ? (read as Artifacts) : undefined
  })

/** A genesis that is one. */
const checkedGenesis = (file: string): string =>
  readCached(file, text => {
    const { alloc } = JSON.parse(text) as { readonly alloc?: unknown }
    return isRecord(alloc) && Object.keys(alloc).length > 0 ? file : undefined
  })

const aaveArtifacts = async (progress: Progress): Promise<Artifacts> =>
  artifactsFrom(
    await cached('aave', aaveKey(), async () => {
      progress('compiling Aave v3.6 (once)')
      const parts = await Promise.all(AAVE_JOBS.map(compile))
      return JSON.stringify(Object.assign({}, ...parts), WITH_BIGINTS)
    }),
  )

const ownArtifacts = async (progress: Progress): Promise<Artifacts> =>
  artifactsFrom(
    await cached('own', ownKey(), async () => {
      progress('compiling the contracts of the embedded mainnet (once)')
      return JSON.stringify(await compile(OWN_JOB()), WITH_BIGINTS)
    }),
  )

/** Sources of the protocols that plug in, where they come from npm. */
const protocolArtifacts = async (progress: Progress): Promise<Artifacts> => {
  const jobs = chainEntries().flatMap(([, { compile: job }]) => (job ? [job] : []))
  if (jobs.length === 0) return {}
  return artifactsFrom(
    await cached('protocols', protocolsKey(), async () => {
      progress('compiling further protocols (once)')
      return JSON.stringify(Object.assign({}, ...(await Promise.all(jobs.map(compile)))), WITH_BIGINTS)
    }),
  )
}

type Account = { nonce: number | string; balance: string; code: string; storage: Record<string, string> }
type Alloc = Record<Address, Account>

const dump = async (anvil: Anvil): Promise<Alloc> => {
  const packed = (await anvil.rpc('anvil_dumpState')) as string
  const state = JSON.parse(gunzipSync(Buffer.from(packed.slice(2), 'hex')).toString('utf8')) as {
    accounts: Alloc
  }
  return state.accounts
}

const nonZero = (storage: Record<string, string>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(storage)
      .filter(([, value]) => BigInt(value) !== 0n)
      .sort(),
  )

const genesisOf = (alloc: Alloc, { timestamp }: SeedBook): string =>
  JSON.stringify({
    config: { chainId: 1 },
    timestamp: `0x${timestamp.toString(16)}`,
    gasLimit: '0x77359400',
    difficulty: '0x0',
    alloc: Object.fromEntries(
      Object.entries(alloc)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([address, { nonce, balance, code, storage }]) => [
          address,
          { nonce: `0x${BigInt(nonce).toString(16)}`, balance, code, storage: nonZero(storage) },
        ]),
    ),
  })

/** Runs `build` on a fresh anvil that starts from `genesis`, and gives the genesis it leaves behind. */
const onAnvil = async (
  genesis: string,
  book: SeedBook,
  build: (anvil: Anvil) => Promise<void>,
): Promise<string> => {
  const folder = temporaryFolder('plimsoll-build-')
  const file = join(folder, 'genesis.json')
  const remove = () => rmSync(folder, { recursive: true, force: true })
  process.once('exit', remove)
  writeFileSync(file, genesis)
  try {
    const anvil = await startAnvil({
      kind: 'genesis',
      file,
      number: book.block,
      timestamp: book.timestamp,
    })
    try {
      await build(anvil)
      return genesisOf(await dump(anvil), book)
    } finally {
      await anvil.stop()
    }
  } finally {
    process.off('exit', remove)
    remove()
  }
}

/**
 * Gives accounts their true addresses, wherever the state names them; all at once, as one's true address may be where
 * another stands. Only while no mapping is keyed by them.
 */
const relocate = (genesis: string, moves: ReadonlyMap<Address, Address>): string => {
  const bare = (address: Address) => address.slice(2).toLowerCase()
  const targets = new Map([...moves].map(([from, to]) => [bare(from), bare(to)]))
  return genesis.replaceAll(new RegExp([...targets.keys()].join('|'), 'g'), from => targets.get(from) ?? from)
}

const buildGenesis = async (artifacts: Artifacts, book: SeedBook, progress: Progress): Promise<string> => {
  progress(`building the embedded mainnet of ${book.seed.day} (once)`)
  const { createBuilder } = await import('./build/builder.js')
  const { buildAave } = await import('./build/aave.js')
  const { buildBeacon, buildCurve, buildLido, buildOracles, buildTokens, buildWeth } = await import(
    './build/staking.js'
  )
  const { buildUniswap } = await import('./build/uniswap.js')
  const { buildCrowd } = await import('./build/crowd.js')
  const { seedPrices } = await import('./build/pools.js')
  let moves: ReadonlyMap<Address, Address> = new Map()
  const protocols = await onAnvil(genesisOf({}, book), book, async ({ rpc }) => {
    const b = createBuilder(rpc, artifacts, book)
    await buildWeth(b, wethInitCode())
    await buildTokens(b)
    await buildLido(b)
    await buildOracles(b)
    await buildCurve(b)
    await buildBeacon(b)
    await buildUniswap(b, seedPrices(book))
    for (const [, { build }] of chainEntries()) await build(b)
    moves = await buildAave(b)
  })
  return onAnvil(relocate(protocols, moves), book, async ({ rpc }) => {
    await buildCrowd(createBuilder(rpc, artifacts, book))
  })
}

const wethInitCode = (): Hex =>
  (require('canonical-weth/build/contracts/WETH9.json') as { bytecode: Hex }).bytecode

const errorNames = async (artifacts: Artifacts): Promise<Record<Hex, string>> => {
  const { toFunctionSelector } = await import('viem')
  const names: Record<Hex, string> = {}
  for (const { abi } of Object.values(artifacts))
    for (const entry of abi as { type: string; name: string; inputs: { type: string }[] }[])
      if (entry.type === 'error')
        names[toFunctionSelector(`${entry.name}(${entry.inputs.map(i => i.type).join(',')})`)] = entry.name
  return names
}

const contractsOf = async (artifacts: Artifacts): Promise<Contracts> => {
  const code = (name: string): Hex => `0x${artifacts[name]?.deployedBytecode ?? ''}`
  return {
    executor: code('Executor'),
    lens: code('Lens'),
    lidoHatch: code('LidoHatch'),
    feed: code('Feed'),
    marketPrice: code('MarketPrice'),
    beacon: code('Beacon'),
    questions: Object.fromEntries(questionContracts().map(name => [name, code(name)])),
    errors: await errorNames(artifacts),
  }
}

/** The genesis with borrowers in it, built on the one without. */
const populate = async (
  genesisFile: string,
  borrowers: readonly Borrower[],
  given: Given,
): Promise<string> => {
  given.progress(`seeding ${borrowers.length} background borrowers (once)`)
  const { createBuilder } = await import('./build/builder.js')
  const { seedBorrowers } = await import('./build/borrowers.js')
  const artifacts = await given.artifacts()
  return onAnvil(readFileSync(genesisFile, 'utf8'), given.book, ({ rpc }) =>
    seedBorrowers(createBuilder(rpc, artifacts, given.book), borrowers),
  )
}

type Given = {
  readonly progress: Progress
  readonly book: SeedBook
  readonly artifacts: () => Promise<Artifacts>
}

const prepared = new Map<string, Promise<EmbeddedMainnet>>()

const prepare = async (
  progress: Progress,
  borrowers: readonly Borrower[],
  book: SeedBook,
): Promise<EmbeddedMainnet> => {
  const key = hashOf(
    JSON.stringify(book.seed),
    aaveKey(),
    ownKey(),
    protocolsKey(),
    sourcesKey(),
    versionOf('@uniswap/v3-core'),
    versionOf('@uniswap/v3-periphery'),
  )
  const artifacts = async () => ({
    ...(await aaveArtifacts(progress)),
    ...(await protocolArtifacts(progress)),
    ...(await ownArtifacts(progress)),
  })
  const bare = await cached('genesis', key, async () => buildGenesis(await artifacts(), book, progress))
  const genesisFile =
    borrowers.length === 0
      ? bare
      : await cached('populated', hashOf(key, JSON.stringify(borrowers, WITH_BIGINTS)), () =>
          populate(bare, borrowers, { progress, book, artifacts }),
        )
  const contractsFile = await cached('contracts', hashOf(aaveKey(), ownKey(), protocolsKey()), async () =>
    JSON.stringify(await contractsOf(await artifacts())),
  )
  return {
    genesisFile: checkedGenesis(genesisFile),
    number: book.block,
    timestamp: book.timestamp,
    contracts: readCached(contractsFile, text => {
      const read = JSON.parse(text) as unknown
      return isRecord(read) && Object.keys(read).length > 0 ? (read as Contracts) : undefined
    }),
  }
}

/**
 * The embedded mainnet of a seed, ready to start anvil from, with `borrowers` on Aave. The first call on a machine compiles and
 * builds it; later ones read the user's cache.
 */
export const embeddedMainnet = (
  progress: Progress = () => undefined,
  borrowers: readonly Borrower[] = [],
  book: SeedBook = seedBook(),
): Promise<EmbeddedMainnet> => {
  const key = JSON.stringify([borrowers, book.seed], WITH_BIGINTS)
  const made =
    prepared.get(key) ??
    prepare(progress, borrowers, book).catch(error => {
      prepared.delete(key)
      throw error
    })
  prepared.set(key, made)
  return made
}
