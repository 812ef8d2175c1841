import { basename, dirname } from 'node:path'
import type { FromMarket } from '../../analysis/held/fromMarket.js'
import type { Inspection } from '../../fork/inspect/inspect.js'
import type { Address } from '../../protocols/assets.js'
import { loadSimulator } from '../chain.js'
import { type Command, type Options, textOf } from '../command.js'
import { checkAll, OptionError } from '../errors.js'
import { CHAIN_OPTIONS, readStart } from '../input/origin.js'
import { checkFile, writeFiles } from '../output/files.js'
import type { Session } from '../session.js'

const readAddress = (text: string): Address => {
  if (/^0x[0-9a-fA-F]{40}$/.test(text)) return text.toLowerCase() as Address
  throw new OptionError(`"${text.slice(0, 80)}" is no address.`, {
    hint: text.endsWith('.eth')
      ? 'Names are not looked up: give the address that the name stands for.'
      : 'Give 0x and 40 hexadecimal digits.',
  })
}

const readFile = (options: Options): string | undefined => {
  const file = textOf(options, 'write')
  if (file === undefined) return undefined
  if (!/\.ya?ml$/i.test(file))
    throw new OptionError(`"${file.slice(0, 80)}" is no YAML file.`, {
      hint: 'Name one with --write treasury.yaml.',
    })
  checkFile(file)
  return file
}

const heldIn = async ({ market, owner, nfts }: Inspection): Promise<FromMarket> => {
  const { heldFromMarket } = await import('../../analysis/held/fromMarket.js')
  const ranges = nfts.flatMap(({ pool, tickLower, tickUpper, liquidity }) =>
    pool && liquidity > 0n ? [{ kind: 'uniswap', pool, tickLower, tickUpper, liquidity } as const] : [],
  )
  return heldFromMarket(market, owner, ranges)
}

const writeHoldings = async (file: string, seen: Inspection, from: FromMarket, session: Session) => {
  if (from.held.length === 0)
    return session.note('Nothing is held that a file could name: no file was written.')
  const [{ holdingsYaml }, { notUnderstood }] = await Promise.all([
    import('../output/holdingsYaml.js'),
    import('../../report/inspection.js'),
  ])
  const head = `${seen.owner} at block ${seen.market.block.number}, read by plimsoll inspect`
  const text = holdingsYaml(from.held, [head, ...notUnderstood(seen, from)])
  for (const written of writeFiles(dirname(file), [{ name: basename(file), text }]))
    session.note(`wrote ${written}`)
}

const rendered = async (seen: Inspection, from: FromMarket, isJson: boolean): Promise<string> => {
  const [{ inspectionText, notUnderstood, readTwice }, { heldText }] = await Promise.all([
    import('../../report/inspection.js'),
    import('../../position/held/text.js'),
  ])
  if (!isJson) return inspectionText(seen, from)
  const { VERSION } = await import('../../report/version.js')
  const output = {
    plimsoll: VERSION,
    kind: 'inspection',
    owner: seen.owner,
    block: String(seen.market.block.number),
    held: heldText(from.held),
    readTwice: readTwice(seen),
    notUnderstood: notUnderstood(seen, from),
  }
  return `${JSON.stringify(output, (_, value) => (typeof value === 'bigint' ? String(value) : value), 2)}\n`
}

const act = async (argument: string, options: Options, session: Session): Promise<void> => {
  const { owner, file, start } = await checkAll({
    owner: () => readAddress(argument),
    file: () => readFile(options),
    start: () => readStart(options, session),
  })
  const { openForkWorld } = await loadSimulator(session)
  const { inspectAccount } = await import('../../fork/inspect/inspect.js')
  const { world, chain } = await openForkWorld(start.origin, session.meter.say, [owner])
  try {
    session.meter.say(`reading ${owner}`)
    const seen = await inspectAccount({ world, rpc: chain.anvil.rpc }, owner)
    const from = await heldIn(seen)
    if (file !== undefined) await writeHoldings(file, seen, from, session)
    await session.print(await rendered(seen, from, options['json'] === true))
  } finally {
    await world.close()
  }
}

/** `plimsoll inspect`. */
export const inspectCommand: Command = {
  name: 'inspect',
  about:
    'read what an account holds off a node, each reading beside a second one; --write makes a position of it',
  argument: { flags: '<address>', about: '0x and 40 hexadecimal digits' },
  options: [
    ['--write <file>', 'write a file of holdings (.yaml) that run, check, compare and exit take'],
    ...CHAIN_OPTIONS,
    ['--json', 'print one JSON document and nothing else'],
  ],
  act: (argument, options, session) => act(argument ?? '', options, session),
}
