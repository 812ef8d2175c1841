import {
  type Abi,
  concatHex,
  encodeAbiParameters,
  encodeDeployData,
  encodeFunctionData,
  encodePacked,
  getContractAddress,
  type Hex,
  keccak256,
  numberToHex,
  pad,
  stringToHex,
} from 'viem'
import type { Address } from '../../protocols/assets.js'
import type { Artifact, Artifacts } from '../compile.js'
import type { Rpc } from '../ipc.js'
import type { SeedBook } from '../seed.js'

/** What a storage variable of one of our contracts is set to; a list fills an array, a record a mapping by address. */
export type Variable = bigint | string | readonly bigint[] | Readonly<Record<Address, bigint>>

/** Builds a chain, one transaction a block, all at one timestamp. */
export type Builder = {
  readonly rpc: Rpc
  /** The market that is built. */
  readonly book: SeedBook
  artifact(name: string): Artifact
  /** Sends one transaction; throws if it reverts. */
  send(tx: { from: Address; to?: Address; data: Hex; value?: bigint }): Promise<Address | undefined>
  call(from: Address, to: Address, abi: Abi, functionName: string, args: readonly unknown[]): Promise<void>
  read<T>(to: Address, abi: Abi, functionName: string, args?: readonly unknown[]): Promise<T>
  /** Deploys a compiled contract, its libraries first. */
  deploy(name: string, args: readonly unknown[]): Promise<Address>
  /** Deploys and copies the code to a known address; constructor storage is not copied. */
  deployAt(address: Address, name: string, args: readonly unknown[]): Promise<void>
  /** Runs a contract's constructor at a known address, so that its storage and immutables are those of that address. */
  constructAt(address: Address, name: string, args: readonly unknown[]): Promise<void>
  /** Deploys raw init code from a historical deployer at a historical nonce. */
  deployFrom(deployer: Address, nonce: number, initCode: Hex): Promise<Address>
  /** Places one of our contracts and writes its variables. */
  place(address: Address, name: string, variables?: Readonly<Record<string, Variable>>): Promise<void>
  store(address: Address, slot: bigint, value: Hex): Promise<void>
}

const DEPLOYER: Address = '0x00000000000000000000000000000000000b1de2'

const word = (value: bigint): Hex => numberToHex(value < 0n ? 2n ** 256n + value : value, { size: 32 })

/** A Solidity string of at most 31 bytes, as one storage word. */
const shortString = (text: string): Hex => {
  const length = new TextEncoder().encode(text).length
  if (length > 31) throw new Error(`"${text}" does not fit one storage word`)
  return numberToHex(BigInt(pad(stringToHex(text), { dir: 'right', size: 32 })) + BigInt(length * 2), {
    size: 32,
  })
}

/** Slot of `mapping[key]`. */
export const mappingSlot = (key: Hex | bigint, slot: bigint): bigint =>
  BigInt(
    keccak256(
      encodeAbiParameters(
        [{ type: 'bytes32' }, { type: 'uint256' }],
        [typeof key === 'bigint' ? word(key) : pad(key, { size: 32 }), slot],
      ),
    ),
  )

/** Placeholder that solc leaves for a library: `__$`, 34 hex digits of the name's hash, `$__`. */
const link = (artifact: Artifact, libraries: ReadonlyMap<string, Address>): Hex => {
  let code = artifact.bytecode
  for (const [file, references] of Object.entries(artifact.linkReferences))
    for (const name of Object.keys(references)) {
      const placeholder = `__$${keccak256(encodePacked(['string'], [`${file}:${name}`])).slice(2, 36)}$__`
      const address = libraries.get(name)
      if (!address) throw new Error(`library ${name} is not deployed`)
      code = code.replaceAll(placeholder, address.slice(2).toLowerCase())
    }
  return `0x${code}`
}

const librariesOf = (artifact: Artifact): readonly string[] =>
  Object.values(artifact.linkReferences).flatMap(references => Object.keys(references))

/** A builder over a running anvil whose blocks all carry the seed's timestamp. */
export const createBuilder = (rpc: Rpc, artifacts: Artifacts, book: SeedBook): Builder => {
  const libraries = new Map<string, Address>()

  const artifact = (name: string): Artifact => {
    const found = artifacts[name]
    if (!found) throw new Error(`no artifact ${name}`)
    return found
  }

  const send: Builder['send'] = async ({ from, to, data, value = 0n }) => {
    const tx = {
      from,
      ...(to ? { to } : {}),
      data,
      value: numberToHex(value),
      gas: numberToHex(1_000_000_000),
      gasPrice: '0x0',
    }
    const hash = await rpc('eth_sendTransaction', [tx])
    await rpc('evm_setNextBlockTimestamp', [book.timestamp])
    await rpc('evm_mine')
    const receipt = (await rpc('eth_getTransactionReceipt', [hash])) as {
      status: Hex
      contractAddress?: Address
    }
    if (receipt.status !== '0x1') {
      const reason = await rpc('eth_call', [tx, 'latest']).catch(error => String(error))
      throw new Error(`A transaction of the embedded mainnet reverted: to ${to}, ${reason}`)
    }
    return receipt.contractAddress
  }

  const deployCode = async (from: Address, data: Hex): Promise<Address> => {
    const address = await send({ from, data })
    if (!address) throw new Error('nothing was deployed')
    return address
  }

  const ensureLibraries = async (names: readonly string[]): Promise<void> => {
    for (const name of names) {
      if (libraries.has(name)) continue
      await ensureLibraries(librariesOf(artifact(name)))
      libraries.set(name, await deployCode(DEPLOYER, link(artifact(name), libraries)))
    }
  }

  const deploy: Builder['deploy'] = async (name, args) => {
    const found = artifact(name)
    await ensureLibraries(librariesOf(found))
    return deployCode(
      DEPLOYER,
      encodeDeployData({ abi: found.abi as Abi, bytecode: link(found, libraries), args: [...args] }),
    )
  }

  const store: Builder['store'] = async (address, slot, value) => {
    await rpc('anvil_setStorageAt', [address, numberToHex(slot, { size: 32 }), value])
  }

  const write = async (address: Address, slot: bigint, value: Variable): Promise<void> => {
    if (typeof value === 'bigint') await store(address, slot, word(value))
    else if (typeof value === 'string') await store(address, slot, shortString(value))
    else if (Array.isArray(value))
      for (const [i, entry] of value.entries()) await store(address, slot + BigInt(i), word(entry))
    else
      for (const [key, entry] of Object.entries(value))
        await store(address, mappingSlot(key as Hex, slot), word(entry))
  }

  return {
    rpc,
    book,
    artifact,
    send,
    deploy,
    store,
    async call(from, to, abi, functionName, args) {
      await send({ from, to, data: encodeFunctionData({ abi, functionName, args: [...args] }) })
    },
    async read(to, abi, functionName, args = []) {
      const { decodeFunctionResult } = await import('viem')
      const data = encodeFunctionData({ abi, functionName, args: [...args] })
      const result = (await rpc('eth_call', [{ to, data }, 'latest'])) as Hex
      return decodeFunctionResult({ abi, functionName, data: result }) as never
    },
    async deployAt(address, name, args) {
      const deployed = await deploy(name, args)
      await rpc('anvil_setCode', [address, await rpc('eth_getCode', [deployed, 'latest'])])
    },
    async constructAt(address, name, args) {
      const { abi, bytecode } = artifact(name)
      const init = encodeDeployData({ abi: abi as Abi, bytecode: `0x${bytecode}`, args: [...args] })
      await rpc('anvil_setCode', [address, init])
      const runtime = await rpc('eth_call', [{ to: address }, 'latest'])
      await send({ from: DEPLOYER, to: address, data: '0x' })
      await rpc('anvil_setCode', [address, runtime])
    },
    async deployFrom(deployer, nonce, initCode) {
      await rpc('anvil_setNonce', [deployer, numberToHex(nonce)])
      const address = await deployCode(deployer, initCode)
      const expected = getContractAddress({ from: deployer, nonce: BigInt(nonce) })
      if (expected.toLowerCase() !== address.toLowerCase()) throw new Error(`${address} is not ${expected}`)
      return address
    },
    async place(address, name, variables = {}) {
      const { deployedBytecode, slots } = artifact(name)
      await rpc('anvil_setCode', [address, concatHex([`0x${deployedBytecode}`])])
      for (const [variable, value] of Object.entries(variables)) {
        const slot = slots[variable]
        if (!slot) throw new Error(`${name} has no variable ${variable}`)
        await write(address, slot.slot, value)
      }
    },
  }
}
