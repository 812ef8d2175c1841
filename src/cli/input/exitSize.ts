import type { Amount } from '../../exit/part/size.js'
import { ASSETS, type Asset } from '../../protocols/assets.js'
import { OptionError } from '../errors.js'
import { suggest } from './nearest.js'

const HINT = 'Write --size as 500wstETH, 1000ETH (of net worth), 8validators, 25% or all.'

const NUMBER = /^(\d+\.?\d*|\.\d+)$/

const unitsOf = (number: string, asset: Asset): bigint => {
  const { decimals } = ASSETS[asset]
  const [whole = '0', fraction = ''] = number.split('.')
  return (
    BigInt(whole || '0') * 10n ** BigInt(decimals) +
    BigInt(fraction.slice(0, decimals).padEnd(decimals, '0') || '0')
  )
}

const assetNamed = (name: string, text: string): Asset => {
  const known = Object.keys(ASSETS) as Asset[]
  const found = known.find(asset => asset.toLowerCase() === name.toLowerCase())
  if (found) return found
  throw new OptionError(`"${text}" has no unit that is known.`, { hint: `${suggest(name, known)} ${HINT}` })
}

const validatorsOf = (text: string, number: string): Amount => {
  if (/^\d{1,6}$/.test(number)) return { kind: 'validators', count: Number(number) }
  throw new OptionError(`"${text}" is no whole number of validators.`, { hint: HINT })
}

/** What `--size` says: a number and its unit, validators, a percentage, or all. */
export const readSize = (text: string): Amount => {
  const trimmed = text.trim()
  if (/^all$/i.test(trimmed)) return { kind: 'all' }
  const [, number = '', unit = ''] = /^([\d.]+)\s*([A-Za-z%]*)$/.exec(trimmed) ?? []
  if (!NUMBER.test(number)) throw new OptionError(`"${text}" is no size.`, { hint: HINT })
  if (Number(number) === 0) throw new OptionError('A size of nothing leaves nothing.', { hint: HINT })
  if (unit === '') throw new OptionError(`"${text}" has no unit.`, { hint: HINT })
  if (/^validators?$/i.test(unit)) return validatorsOf(text, number)
  if (unit !== '%') {
    const asset = assetNamed(unit, text)
    const units = unitsOf(number, asset)
    if (units === 0n) throw new OptionError(`"${text}" is less than the smallest unit.`, { hint: HINT })
    return { kind: 'asset', asset, units }
  }
  const percent = Number(number)
  if (percent > 100) throw new OptionError(`"${text}" is more than all of it.`, { hint: HINT })
  return percent === 100 ? { kind: 'all' } : { kind: 'percent', percent }
}
