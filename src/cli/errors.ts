/** What an error says beyond its sentence. A fact's name and value stand on a line of their own. */
export type Details = {
  readonly facts?: Readonly<Record<string, string>>
  readonly hint?: string
  readonly cause?: string
}

/** Wrong use of the command line. Exit code 1. */
export class InputError extends Error {
  override readonly name: string = 'InputError'
  readonly details: Details
  constructor(message: string, details: Details = {}) {
    super(message)
    this.details = details
  }
}

/** An option that is unknown, is missing its value, or has a wrong one. */
export class OptionError extends InputError {
  override readonly name = 'OptionError'
}

/** A name that stands for nothing; the hint has the nearest that does. */
export class UnknownNameError extends InputError {
  override readonly name = 'UnknownNameError'
}

/** Parameters that the strategy's schema refuses, all of them at once. */
export class ParameterError extends InputError {
  override readonly name = 'ParameterError'
}

/** A user's own strategy that cannot be loaded, is none, or fails. */
export class StrategyFileError extends InputError {
  override readonly name = 'StrategyFileError'
}

/** A market file that cannot be read or is none. */
export class MarketFileError extends InputError {
  override readonly name = 'MarketFileError'
}

/** A population of background borrowers that cannot be read, or that a market has no room for. */
export class PopulationFileError extends InputError {
  override readonly name = 'PopulationFileError'
}

/** A scenario file that cannot be read or is none; every wrong line is a fact. */
export class ScenarioFileError extends InputError {
  override readonly name = 'ScenarioFileError'
}

/** A file of holdings that cannot be read or is none. */
export class HoldingsFileError extends InputError {
  override readonly name = 'HoldingsFileError'
}

/** The protocols refuse to open the position; the reason is theirs. */
export class RefusedPositionError extends InputError {
  override readonly name = 'RefusedPositionError'
}

/** A position that cannot be left as asked; the reason is the planner's. */
export class NoExitError extends InputError {
  override readonly name = 'NoExitError'
}

/** A limit that was asked for is broken: a result, told by exit code 3. */
export class LimitError extends Error {
  override readonly name = 'LimitError'
  readonly details: Details
  constructor(message: string, details: Details = {}) {
    super(message)
    this.details = details
  }
}

export const EXIT = { done: 0, input: 1, environment: 2, limit: 3, internal: 70 } as const

/** Whether the machine or the network lacks something: `EnvironmentError` of fork/, known by its name. */
export const isEnvironment = (error: unknown): boolean =>
  error instanceof Error && error.name === 'EnvironmentError'

const codeOf = (error: unknown): number => {
  if (error instanceof AggregateError && error.errors.length > 0)
    return Math.max(...error.errors.map(exitCodeOf))
  if (error instanceof InputError) return EXIT.input
  if (error instanceof LimitError) return EXIT.limit
  return isEnvironment(error) ? EXIT.environment : EXIT.internal
}

/** The exit code that an error leads to, whatever was thrown: one that cannot be looked at is a fault. Never throws. */
export const exitCodeOf = (error: unknown): number => {
  try {
    return codeOf(error)
  } catch {
    return EXIT.internal
  }
}

/** Runs every check, and throws the wrong inputs of all of them at once. */
export const checkAll = async <T extends Readonly<Record<string, () => unknown>>>(
  checks: T,
): Promise<{ readonly [K in keyof T]: Awaited<ReturnType<T[K]>> }> => {
  const results: Record<string, unknown> = {}
  const wrong: unknown[] = []
  for (const [name, check] of Object.entries(checks)) {
    try {
      results[name] = await check()
    } catch (error) {
      if (exitCodeOf(error) !== EXIT.input) throw error
      wrong.push(...(error instanceof AggregateError ? error.errors : [error]))
    }
  }
  if (wrong.length > 1) throw new AggregateError(wrong, 'several inputs are wrong')
  if (wrong[0]) throw wrong[0]
  return results as { readonly [K in keyof T]: Awaited<ReturnType<T[K]>> }
}
