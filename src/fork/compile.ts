import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { PACKAGE_ROOT } from './packageRoot.js'

const require = createRequire(import.meta.url)

/** Compiler settings; part of the cache key. */
export const SETTINGS = {
  evmVersion: 'cancun',
  optimizer: { enabled: true, runs: 200 },
  metadata: { bytecodeHash: 'none' },
} as const

export type LinkReferences = Record<
  string,
  Record<string, { readonly start: number; readonly length: number }[]>
>

/** What the compiler gives for one contract. Bytecode is hex without 0x, with library placeholders. */
export type Artifact = {
  readonly abi: readonly unknown[]
  readonly bytecode: string
  readonly linkReferences: LinkReferences
  readonly deployedBytecode: string
  /** Storage slot of each variable, for contracts of ours that are written rather than constructed. */
  readonly slots: Readonly<Record<string, { readonly slot: bigint; readonly type: string }>>
}

export type Artifacts = Readonly<Record<string, Artifact>>

/** A unit for one compiler run: source files by the name they are imported under, and the contracts wanted of them. */
export type CompileJob = { readonly files: readonly string[]; readonly contracts: readonly string[] }

const AAVE = '@aave-dao/aave-v3-origin/src/contracts'

/** Aave v3.6, split in two so that two workers take about equally long. */
export const AAVE_JOBS: readonly CompileJob[] = [
  {
    files: [`${AAVE}/instances/PoolInstance.sol`],
    contracts: [
      'PoolInstance',
      'BorrowLogic',
      'ConfiguratorLogic',
      'EModeLogic',
      'FlashLoanLogic',
      'LiquidationLogic',
      'PoolLogic',
      'SupplyLogic',
    ],
  },
  {
    files: [
      `${AAVE}/instances/PoolConfiguratorInstance.sol`,
      `${AAVE}/instances/ATokenInstance.sol`,
      `${AAVE}/instances/VariableDebtTokenInstance.sol`,
      `${AAVE}/misc/AaveOracle.sol`,
      `${AAVE}/misc/DefaultReserveInterestRateStrategyV2.sol`,
      `${AAVE}/protocol/configuration/PoolAddressesProvider.sol`,
      `${AAVE}/protocol/configuration/ACLManager.sol`,
      `${AAVE}/helpers/AaveProtocolDataProvider.sol`,
      `${AAVE}/helpers/UiPoolDataProviderV3.sol`,
    ],
    contracts: [
      'PoolConfiguratorInstance',
      'ConfiguratorLogic',
      'ATokenInstance',
      'VariableDebtTokenInstance',
      'AaveOracle',
      'DefaultReserveInterestRateStrategyV2',
      'PoolAddressesProvider',
      'ACLManager',
      'AaveProtocolDataProvider',
      'UiPoolDataProviderV3',
    ],
  },
]

/** A pragma that names one compiler only; everything here is compiled by the same one. */
const EXACT_PRAGMA = /^pragma solidity (\d[\d.]*);/m

/** The text of a source. Of packages, an exact pragma is read as "from this version on". */
export const readSource = (name: string): string => {
  if (name.startsWith('plimsoll/'))
    return readFileSync(join(PACKAGE_ROOT, 'src/fork/contracts', name.slice(9)), 'utf8')
  const text = readFileSync(
    require.resolve(
      name
        .replace(/^openzeppelin-contracts\//, '@openzeppelin/contracts/')
        .replace('@openzeppelin/contracts/contracts/', '@openzeppelin/contracts/'),
    ),
    'utf8',
  )
  return text.replace(EXACT_PRAGMA, 'pragma solidity ^$1;')
}

const IMPORT = /^\s*import\s+(?:[^'"]*?\sfrom\s+)?['"]([^'"]+)['"]/gm

const resolveImport = (from: string, path: string): string =>
  path.startsWith('.') ? join(dirname(from), path) : path

/** All sources that `files` reach, by import name. */
const collectSources = (files: readonly string[]): Record<string, { content: string }> => {
  const sources: Record<string, { content: string }> = {}
  const open = [...files]
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (sources[name]) continue
    const content = readSource(name)
    sources[name] = { content }
    for (const [, path] of content.matchAll(IMPORT)) if (path) open.push(resolveImport(name, path))
  }
  return sources
}

const WORKER = `
const { parentPort, workerData } = require('node:worker_threads')
const solc = require(workerData.solc)
parentPort.postMessage(solc.compile(workerData.input))
`

const compileInWorker = (input: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(WORKER, { eval: true, workerData: { solc: require.resolve('solc'), input } })
    worker.once('message', resolve)
    worker.once('error', reject)
  })

type SolcContract = {
  abi: unknown[]
  evm: { bytecode: { object: string; linkReferences: LinkReferences }; deployedBytecode: { object: string } }
  storageLayout?: { storage: { label: string; slot: string; type: string }[] }
}
type SolcOutput = {
  errors?: { severity: string; formattedMessage: string }[]
  contracts?: Record<string, Record<string, SolcContract>>
}

const toArtifact = (contract: SolcContract): Artifact => ({
  abi: contract.abi,
  bytecode: contract.evm.bytecode.object,
  linkReferences: contract.evm.bytecode.linkReferences,
  deployedBytecode: contract.evm.deployedBytecode.object,
  slots: Object.fromEntries(
    (contract.storageLayout?.storage ?? []).map(v => [v.label, { slot: BigInt(v.slot), type: v.type }]),
  ),
})

const OUTPUTS = [
  'abi',
  'evm.bytecode.object',
  'evm.bytecode.linkReferences',
  'evm.deployedBytecode.object',
  'storageLayout',
]

/** Compiles one job in a worker. Throws with the compiler's own message on an error. */
export const compile = async (job: CompileJob): Promise<Artifacts> => {
  const input = {
    language: 'Solidity',
    sources: collectSources(job.files),
    settings: {
      ...SETTINGS,
      outputSelection: { '*': Object.fromEntries(job.contracts.map(name => [name, OUTPUTS])) },
    },
  }
  const output = JSON.parse(await compileInWorker(JSON.stringify(input))) as SolcOutput
  const errors = (output.errors ?? []).filter(e => e.severity === 'error')
  if (errors.length > 0) throw new Error(errors.map(e => e.formattedMessage).join('\n'))
  const found: Record<string, Artifact> = {}
  for (const contracts of Object.values(output.contracts ?? {}))
    for (const [name, contract] of Object.entries(contracts)) found[name] = toArtifact(contract)
  return found
}
