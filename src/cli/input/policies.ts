import { POLICIES } from '../../simulation/policies/policies.js'
import type { Management, Policy, Setting, Settings } from '../../simulation/policies/policy.js'
import { checkAll, OptionError, UnknownNameError } from '../errors.js'
import { suggest } from './nearest.js'

const findPolicy = (name: string): Policy => {
  const found = POLICIES.find(policy => policy.name === name)
  if (found) return found
  const names = POLICIES.map(policy => policy.name)
  throw new UnknownNameError(`There is no policy "${name}".`, { hint: suggest(name, names) })
}

const NUMBER = /^-?(\d+\.?\d*|\.\d+)$/

const settingOf = (policy: Policy, key: string): Setting => {
  const found = Object.hasOwn(policy.settings, key) ? policy.settings[key] : undefined
  if (found) return found
  throw new UnknownNameError(`Policy "${policy.name}" has no setting "${key}".`, {
    hint: suggest(key, Object.keys(policy.settings)),
  })
}

const readSetting = (policy: Policy, text: string): readonly [string, number] => {
  const [key = '', value = ''] = text.split(/=(.*)/s)
  const { about, least, most, usual } = settingOf(policy, key)
  const number = NUMBER.test(value) ? Number(value) : Number.NaN
  if (number >= least && number <= most) return [key, number]
  throw new OptionError(`"${value}" is no ${key} of policy "${policy.name}".`, {
    facts: { allowed: `${least} to ${most}`, meaning: about },
    hint: `Write it as in ${policy.name}:${key}=${usual}.`,
  })
}

const usualOf = (policy: Policy): Settings =>
  Object.fromEntries(Object.entries(policy.settings).map(([key, setting]) => [key, setting.usual]))

/** What restores a health factor must restore one at which it does not act again. */
const checkTarget = (policy: Policy, { below, to }: Settings): void => {
  if (below === undefined || to === undefined || to >= below) return
  throw new OptionError(`Policy "${policy.name}" would restore less than it acts at.`, {
    facts: { below: String(below), to: String(to) },
    hint: `Give a target of at least that, as in ${policy.name}:below=${below},to=${Number((below * 1.1).toFixed(2))}.`,
  })
}

/** `NAME` or `NAME:key=value,…`; undefined and `none` are nobody. Throws for a wrong name or number. */
export const readManagement = async (text: string | undefined): Promise<Management | undefined> => {
  if (text === undefined || text === 'none') return undefined
  const [name = '', given = ''] = text.split(/:(.*)/s)
  const policy = findPolicy(name)
  if (text.includes(':') && given === '')
    throw new OptionError(`"${text}" has no setting behind its colon.`, {
      hint: `Leave the colon out, or write ${policy.name}:${Object.keys(policy.settings)[0]}=….`,
    })
  const parts = given === '' ? [] : given.split(',')
  const keys = parts.map(part => part.split('=')[0])
  const twice = keys.find((key, i) => keys.indexOf(key) !== i)
  if (twice !== undefined)
    throw new OptionError(`"${twice}" is set twice.`, { hint: 'Set each setting of a policy once.' })
  const read = await checkAll(Object.fromEntries(parts.map(part => [part, () => readSetting(policy, part)])))
  const settings = { ...usualOf(policy), ...Object.fromEntries(Object.values(read)) }
  checkTarget(policy, settings)
  return { policy, settings }
}
