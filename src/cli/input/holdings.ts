import { parseHeld } from '../../position/held/parse.js'
import type { Held } from '../../position/held/parts.js'
import { heldText } from '../../position/held/text.js'
import { HeldTextError } from '../../position/held/words.js'
import type { Ready } from '../commands/run.js'
import { OptionError } from '../errors.js'
import { type Account, isHoldingsFile, readHoldingsFile } from './holdingsFile.js'
import { fileOf, loadStrategy } from './strategies.js'

const readText = (text: string, source: string): Held => {
  try {
    return parseHeld(text)
  } catch (error) {
    if (!(error instanceof HeldTextError)) throw error
    throw new OptionError(`${source}: ${error.message}`, {
      facts: { at: error.marked, expected: error.expected },
      hint: 'Write --held "1200 wstETH and -800 WETH on aave e-mode 1; 300 stETH; 50 ETH in curve".',
    })
  }
}

/** What a reader must know of a text beyond its figures. */
const notesOf = (name: string, held: Held): readonly string[] =>
  held.flatMap(part => {
    if (part.kind === 'unmodelled')
      return [
        `${name}: ${part.amount} ${part.symbol} is not modelled: at ${part.priceEth} ETH each it counts in net worth and shares, never moves, and no exit sells it.`,
      ]
    return part.kind === 'aave' && part.eMode === 0
      ? [`${name}: Aave without an e-mode: each collateral has its own terms (e-mode 0).`]
      : []
  })

const readyOf = async ({ name, text }: Account, source: string): Promise<Ready> => {
  const held = readText(text, source)
  const strategy = await loadStrategy('held')
  return {
    strategy: { ...strategy, name },
    params: { holdings: heldText(held), size: 1 },
    file: fileOf('held'),
    notes: notesOf(name, held),
  }
}

/** The position of `--held`. */
export const readHeld = (text: string): Promise<Ready> => readyOf({ name: 'held', text }, '--held')

/** The positions of a file of holdings, one an account; undefined where the text names no such file. */
export const readPortfolio = async (text: string): Promise<readonly Ready[] | undefined> => {
  if (!isHoldingsFile(text)) return undefined
  const accounts = readHoldingsFile(text)
  return Promise.all(accounts.map(account => readyOf(account, account.name)))
}
