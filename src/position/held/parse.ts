import { ASSETS, type Asset } from '../../protocols/assets.js'
import { MORPHO_MARKET_NAMES } from '../../protocols/morpho/addresses.js'
import { UNISWAP_POOLS } from '../../protocols/uniswap/addresses.js'
import type { UniswapPoolName } from '../../protocols/uniswap/state.js'
import { MAX_TICK, MIN_TICK } from '../../protocols/uniswap/tickMath.js'
import type { Amounted, Held, HeldPart } from './parts.js'
import { unitsOf, type Word, wordsOf, wrongAt } from './words.js'

/** Signed: a debt is negative. */
type Item = Amounted & { readonly word: Word }
type Unmodelled = Extract<HeldPart, { readonly kind: 'unmodelled' }>

/** One part of a text between semicolons, read word by word. */
type Reader = {
  readonly text: string
  readonly words: readonly Word[]
  next: number
}

const PLACES =
  '"on aave", "on aave e-mode 1", "on morpho exchange rate", "on morpho market price", "in curve", "in lido queue", "in uniswap POOL from TICK to TICK", or nothing for the wallet'
const EXAMPLE = 'as in "1200 wstETH and -800 WETH on aave e-mode 1; 300 stETH; 50 ETH in curve"'

const peek = ({ words, next }: Reader): Word | undefined => words[next]
const take = (reader: Reader): Word | undefined => {
  const word = reader.words[reader.next]
  reader.next += 1
  return word
}
const isWord = (word: Word | undefined, ...texts: readonly string[]): boolean =>
  word !== undefined && texts.includes(word.text.toLowerCase())

const fail = (reader: Reader, word: Word | undefined, message: string, expected: string): never =>
  wrongAt(reader.text, word, message, expected)

const expectWord = (reader: Reader, text: string, expected: string): void => {
  const word = take(reader)
  if (!isWord(word, text))
    fail(reader, word, word ? `"${word.text}" is not "${text}".` : `"${text}" is missing.`, expected)
}

const amountIn = (reader: Reader, decimals: number, what: string): { units: bigint; word: Word } => {
  const word = take(reader)
  const units = word && unitsOf(word.text, decimals)
  if (units === 'too fine')
    return fail(
      reader,
      word,
      `"${word?.text}" has more than ${decimals} decimals.`,
      `${what} has ${decimals}`,
    )
  if (word === undefined || units === undefined)
    return fail(
      reader,
      word,
      word ? `"${word.text}" is not an amount.` : 'An amount is missing.',
      `a number, ${EXAMPLE}`,
    )
  return { units, word }
}

const assetOf = (text: string): Asset | undefined =>
  (Object.keys(ASSETS) as Asset[]).find(asset => asset.toLowerCase() === text.toLowerCase())

const PRICED = 'a token without a model is given with its price, as in "1000 LDO at 0.0004 ETH"'

/** `1000 LDO at 0.0004 ETH`: a token without a model. */
const unmodelled = (reader: Reader, amount: Word, symbol: Word): Unmodelled => {
  if (!isWord(peek(reader), 'at'))
    fail(
      reader,
      symbol,
      `"${symbol.text}" is no token that is modelled.`,
      `${Object.keys(ASSETS).join(', ')}; ${PRICED}`,
    )
  take(reader)
  const price = amountIn(reader, 18, 'a price')
  if (price.units < 0n) fail(reader, price.word, 'A price is not negative.', PRICED)
  expectWord(reader, 'eth', PRICED)
  return { kind: 'unmodelled', symbol: symbol.text, amount: amount.text, priceEth: price.word.text }
}

const itemIn = (reader: Reader): Item | Unmodelled => {
  const [amountWord, symbol] = [peek(reader), reader.words[reader.next + 1]]
  const asset = symbol && assetOf(symbol.text)
  const { units, word } = amountIn(reader, asset ? ASSETS[asset].decimals : 18, asset ?? 'a token')
  take(reader)
  if (!symbol || !amountWord)
    return fail(reader, undefined, 'A token is missing.', `a token behind the amount, ${EXAMPLE}`)
  if (!asset) return unmodelled(reader, amountWord, symbol)
  if (units === 0n) fail(reader, word, `"${word.text}" is nothing.`, 'an amount other than 0')
  return { asset, amount: units, word }
}

const itemsIn = (reader: Reader): readonly (Item | Unmodelled)[] => {
  const items = [itemIn(reader)]
  while (isWord(peek(reader), 'and', '+')) {
    take(reader)
    items.push(itemIn(reader))
  }
  return items
}

const isItem = (item: Item | Unmodelled): item is Item => !('kind' in item)

const modelled = (reader: Reader, items: readonly (Item | Unmodelled)[], place: string): readonly Item[] =>
  items.map(item =>
    isItem(item)
      ? item
      : fail(
          reader,
          reader.words[0],
          `${item.symbol} ${place} is not modelled.`,
          'such a token in the wallet',
        ),
  )

const plain = ({ asset, amount }: Item): Amounted => ({ asset, amount: amount < 0n ? -amount : amount })

const once = (reader: Reader, items: readonly Item[]): void => {
  for (const item of items)
    if (items.some(other => other !== item && other.asset === item.asset && other.word.at < item.word.at))
      fail(reader, item.word, `${item.asset} stands there twice.`, 'each token once in a place')
}

const aave = (reader: Reader, items: readonly Item[]): HeldPart => {
  once(reader, items)
  let eMode = 0
  if (isWord(peek(reader), 'e-mode', 'emode')) {
    take(reader)
    const word = take(reader)
    if (!word || !/^\d{1,3}$/.test(word.text))
      return fail(
        reader,
        word,
        'The number of the e-mode is missing.',
        'e-mode and its number, as in "on aave e-mode 1"',
      )
    eMode = Number(word.text)
  }
  const supplies = items.filter(({ amount }) => amount > 0n).map(plain)
  const debts = items.filter(({ amount }) => amount < 0n).map(plain)
  const first = items[0]
  if (supplies.length === 0 && first)
    return fail(
      reader,
      first.word,
      'A debt on Aave needs collateral.',
      'collateral beside it, as in "1200 wstETH and -800 WETH on aave"',
    )
  return { kind: 'aave', eMode, supplies, debts }
}

const morpho = (reader: Reader, items: readonly Item[]): HeldPart => {
  once(reader, items)
  const [first, second] = [take(reader), take(reader)]
  const name = `${first?.text ?? ''} ${second?.text ?? ''}`.toLowerCase().replaceAll('-', ' ').trim()
  const market = MORPHO_MARKET_NAMES.find(one => one === name)
  const known = MORPHO_MARKET_NAMES.map(one => `"on morpho ${one}"`).join(' or ')
  if (!market) return fail(reader, first, `"${name}" is no market of Morpho that is modelled.`, known)
  for (const item of items)
    if (item.asset !== (item.amount > 0n ? 'wstETH' : 'WETH'))
      fail(
        reader,
        item.word,
        `Morpho’s market “${market}” does not take that.`,
        'wstETH as collateral and WETH as debt',
      )
  const sum = (asset: Asset): bigint =>
    items.flatMap(item => (item.asset === asset ? [plain(item).amount] : []))[0] ?? 0n
  if (sum('wstETH') === 0n)
    fail(reader, items[0]?.word, 'A debt at Morpho needs collateral.', 'wstETH beside it')
  return { kind: 'morpho', market, collateral: sum('wstETH'), debt: sum('WETH') }
}

const onlyOne = (reader: Reader, items: readonly Item[], asset: Asset, expected: string): bigint => {
  const [first, second] = items
  if (!first || second || first.asset !== asset || first.amount < 0n)
    return fail(reader, (second ?? first)?.word, 'That does not stand there.', expected)
  return first.amount
}

const TICKS = `whole ticks between ${MIN_TICK} and ${MAX_TICK}, the lower first, as in "from -100 to 100"`

const tickIn = (reader: Reader): number => {
  const word = take(reader)
  const tick = word && /^-?\d{1,6}$/.test(word.text) ? Number(word.text) : Number.NaN
  if (!(tick >= MIN_TICK && tick <= MAX_TICK))
    fail(reader, word, word ? `"${word.text}" is no tick.` : 'A tick is missing.', TICKS)
  return tick
}

const uniswap = (reader: Reader, liquidity: bigint): HeldPart => {
  const [pair, fee] = [take(reader), take(reader)]
  const name = `${pair?.text ?? ''} ${fee?.text ?? ''}`
  const names = Object.keys(UNISWAP_POOLS) as UniswapPoolName[]
  const pool = names.find(known => known.toLowerCase() === name.toLowerCase())
  if (!pool) return fail(reader, pair, `"${name}" is no pool that is modelled.`, names.join(', '))
  expectWord(reader, 'from', TICKS)
  const tickLower = tickIn(reader)
  expectWord(reader, 'to', TICKS)
  const tickUpper = tickIn(reader)
  if (tickLower >= tickUpper) fail(reader, reader.words.at(-1), 'The range is empty.', TICKS)
  return { kind: 'uniswap', pool, tickLower, tickUpper, liquidity }
}

const end = (reader: Reader): void => {
  const word = peek(reader)
  if (word)
    fail(
      reader,
      word,
      `"${word.text}" is not understood here.`,
      `";" and the next holding, or a place: ${PLACES}`,
    )
}

/** `lp 50 in curve` and `liquidity 1234 in uniswap …`: what has no token of its own. */
const counted = (reader: Reader): HeldPart => {
  const isLp = isWord(take(reader), 'lp')
  const { units, word } = amountIn(reader, isLp ? 18 : 0, isLp ? 'an LP token' : 'liquidity')
  if (units <= 0n) fail(reader, word, `"${word.text}" is not above 0.`, 'an amount above 0')
  expectWord(reader, 'in', '"in curve" or "in uniswap"')
  const place = take(reader)
  if (isWord(place, 'curve') && isLp) return { kind: 'curve', lp: units }
  if (isWord(place, 'uniswap') && !isLp) return uniswap(reader, units)
  return fail(
    reader,
    place,
    'That does not stand there.',
    '"lp 50 in curve" or "liquidity 1234 in uniswap POOL from TICK to TICK"',
  )
}

const inWallet = (reader: Reader, items: readonly (Item | Unmodelled)[]): readonly HeldPart[] =>
  items.map((item): HeldPart => {
    if (!isItem(item)) return item
    if (item.amount < 0n)
      fail(
        reader,
        item.word,
        'A debt needs a place.',
        'where it is owed, as in "1200 wstETH and -800 WETH on aave"',
      )
    return { kind: 'wallet', ...plain(item) }
  })

const placed = (reader: Reader, items: readonly (Item | Unmodelled)[]): readonly HeldPart[] => {
  const [preposition, place] = [take(reader), take(reader)]
  const where = `${preposition?.text ?? ''} ${place?.text ?? ''}`.toLowerCase()
  const own = () => modelled(reader, items, where)
  switch (where) {
    case 'on aave':
      return [aave(reader, own())]
    case 'on morpho':
      return [morpho(reader, own())]
    case 'in curve':
      return [
        {
          kind: 'curve worth',
          worthWei: onlyOne(reader, own(), 'ETH', '"50 ETH in curve" or "lp 50 in curve"'),
        },
      ]
    case 'in lido':
      expectWord(reader, 'queue', '"in lido queue"')
      return [{ kind: 'lido queue', stEth: onlyOne(reader, own(), 'stETH', '"20 stETH in lido queue"') }]
    default:
      return fail(
        reader,
        isWord(preposition, 'on', 'in') ? place : preposition,
        `"${where}" is no place.`,
        PLACES,
      )
  }
}

const partIn = (reader: Reader): readonly HeldPart[] => {
  if (isWord(peek(reader), 'lp', 'liquidity')) return [counted(reader)]
  const items = itemsIn(reader)
  return peek(reader) ? placed(reader, items) : inWallet(reader, items)
}

/** An account has one account on Aave, and one position in each market of Morpho. */
const checkPlaces = (
  text: string,
  found: readonly { readonly part: HeldPart; readonly word: Word | undefined }[],
): void => {
  const seen = new Set<string>()
  for (const { part, word } of found) {
    if (part.kind === 'unmodelled') continue
    const key =
      part.kind === 'wallet'
        ? `${part.asset} in the wallet`
        : part.kind === 'morpho'
          ? `Morpho’s market “${part.market}”`
          : part.kind === 'aave'
            ? 'Aave'
            : undefined
    if (key === undefined) continue
    if (seen.has(key))
      wrongAt(
        text,
        word,
        `${key} stands there twice.`,
        'each place once; another account’s holdings in a file with several accounts',
      )
    seen.add(key)
  }
}

/**
 * Reads what an account holds: `1200 wstETH and -800 WETH on aave e-mode 1; 300 stETH; 50 ETH in curve`. Without an
 * e-mode it is e-mode 0. Throws `HeldTextError` at the wrong word.
 */
export const parseHeld = (text: string): Held => {
  const found: { part: HeldPart; word: Word | undefined }[] = []
  let offset = 0
  for (const piece of text.split(';')) {
    const words = wordsOf(piece, offset)
    offset += piece.length + 1
    if (words.length === 0) continue
    const reader: Reader = { text, words, next: 0 }
    for (const part of partIn(reader)) found.push({ part, word: words[0] })
    end(reader)
  }
  if (found.length === 0) wrongAt(text, undefined, 'Nothing is held.', EXAMPLE)
  checkPlaces(text, found)
  return found.map(({ part }) => part)
}
