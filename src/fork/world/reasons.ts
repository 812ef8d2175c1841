import type { Hex } from 'viem'

const ERROR_STRING = '0x08c379a0'
const PANIC = '0x4e487b71'

const textOf = (data: string): string => {
  const length = Number.parseInt(data.slice(74, 138), 16)
  return Buffer.from(data.slice(138, 138 + length * 2), 'hex').toString('utf8')
}

/** Why a call failed: the name of the protocol's error, or its message. `data` is what the call returned. */
export const reasonOf = (data: Hex | undefined, errors: Readonly<Record<Hex, string>>): string => {
  if (!data || data === '0x') return 'reverted without a reason'
  const selector = data.slice(0, 10) as Hex
  if (selector === ERROR_STRING) return textOf(data)
  if (selector === PANIC) return `Panic(0x${data.slice(-2)})`
  return errors[selector] ?? `unknown error ${selector}`
}
