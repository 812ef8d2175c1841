import type { Session } from './session.js'

/** What the command line gave for an option: its text, its texts where it repeats, or that it stands there. */
export type OptionValue = string | readonly string[] | boolean | undefined
export type Options = Readonly<Record<string, OptionValue>>

/** A command as data: what it takes, and what it does. Its file loads heavy modules only in `act`. */
export type Command = {
  readonly name: string
  readonly about: string
  readonly argument?: { readonly flags: string; readonly about: string }
  /** Flags as commander writes them, and a sentence. */
  readonly options: readonly (readonly [flags: string, about: string])[]
  act(argument: string | undefined, options: Options, session: Session): Promise<void>
}

/** Instead of a strategy, what is held. */
export const HELD_OPTION = [
  '--held <text>',
  'instead of a strategy, what is held: "1200 wstETH and -800 WETH on aave e-mode 1; 300 stETH; 50 ETH in curve"',
] as const

/** A page carries all that a strategy imports. */
export const IMPORTS_OPTION = [
  '--allow-imports',
  'let a strategy of your own import files from outside its folder; pages carry what it imports',
] as const

/** The text given for an option; undefined where it does not stand there. */
export const textOf = (options: Options, name: string): string | undefined => {
  const value = options[name]
  return typeof value === 'string' ? value : undefined
}
