/**
 * The part of zod that strategies describe their parameters with, small enough for a report: the page's bundle resolves
 * `zod` to this file. A method that is not here fails when the strategy loads, and the report then says that it cannot
 * be explored. Checked against zod itself by `schema.property.test.ts`.
 */

type Issue = { readonly path: readonly string[]; readonly message: string }
type Parsed =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly issues: readonly Issue[] }
type Parse = (value: unknown) => Parsed

const done = (value: unknown): Parsed => ({ ok: true, value })
const failed = (message: string, path: readonly string[] = []): Parsed => ({
  ok: false,
  issues: [{ path, message }],
})

/** Thrown by `parse`, as zod's own error is. */
export class ZodError extends Error {
  override readonly name = 'ZodError'
  readonly issues: readonly Issue[]
  constructor(issues: readonly Issue[]) {
    super(issues.map(issue => [...issue.path, issue.message].join(': ')).join('; '))
    this.issues = issues
  }
}

type Refusal = string | { readonly message?: string; readonly path?: readonly string[] }

const then =
  (parse: Parse, next: Parse): Parse =>
  value => {
    const parsed = parse(value)
    return parsed.ok ? next(parsed.value) : parsed
  }

const schema = (parse: Parse) => ({
  run: parse,
  parse(value: unknown): unknown {
    const parsed = parse(value)
    if (parsed.ok) return parsed.value
    throw new ZodError(parsed.issues)
  },
  safeParse(value: unknown) {
    const parsed = parse(value)
    return parsed.ok
      ? { success: true as const, data: parsed.value }
      : { success: false as const, error: new ZodError(parsed.issues) }
  },
  describe: () => schema(parse),
  meta: () => schema(parse),
  readonly: () => schema(parse),
  optional: () => schema(value => (value === undefined ? done(undefined) : parse(value))),
  nullable: () => schema(value => (value === null ? done(null) : parse(value))),
  default: (usual: unknown) => schema(value => (value === undefined ? done(usual) : parse(value))),
  transform: (change: (value: never) => unknown) =>
    schema(then(parse, value => done(change(value as never)))),
  refine: (holds: (value: never) => unknown, refusal?: Refusal) =>
    schema(
      then(parse, value => {
        if (holds(value as never)) return done(value)
        const said = typeof refusal === 'string' ? { message: refusal } : refusal
        return failed(said?.message ?? 'is not allowed', said?.path)
      }),
    ),
})

type Schema = ReturnType<typeof schema>

const check = (parse: Parse, holds: (value: number) => boolean, message: string): Parse =>
  then(parse, value => (holds(value as number) ? done(value) : failed(message)))

const numeric = (parse: Parse): Schema & Readonly<Record<string, unknown>> => {
  const more = (holds: (value: number) => boolean, message: string) => numeric(check(parse, holds, message))
  const min = (low: number) => more(value => value >= low, `must be ${low} or more`)
  const max = (high: number) => more(value => value <= high, `must be ${high} or less`)
  const gt = (low: number) => more(value => value > low, `must be above ${low}`)
  const lt = (high: number) => more(value => value < high, `must be below ${high}`)
  return {
    ...schema(parse),
    ...{ min, gte: min, max, lte: max, gt, lt },
    positive: () => gt(0),
    negative: () => lt(0),
    nonnegative: () => min(0),
    int: () => more(Number.isSafeInteger, 'must be a whole number'),
    multipleOf: (step: number) =>
      more(
        value => Math.abs(value / step - Math.round(value / step)) < 1e-9,
        `must be a multiple of ${step}`,
      ),
  }
}

const asNumber: Parse = value =>
  typeof value === 'number' && Number.isFinite(value) ? done(value) : failed('must be a number')
const asString: Parse = value => (typeof value === 'string' ? done(value) : failed('must be a text'))
const asBoolean: Parse = value => (typeof value === 'boolean' ? done(value) : failed('must be true or false'))

const oneOf = (values: readonly unknown[]): Schema =>
  schema(value => (values.includes(value) ? done(value) : failed(`must be ${values.join(' or ')}`)))

const fields =
  (shape: Readonly<Record<string, Schema>>, strangers: 'refused' | 'dropped'): Parse =>
  value => {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return failed('must be an object')
    const given = value as Readonly<Record<string, unknown>>
    const strange = Object.keys(given).filter(key => !(key in shape))
    const issues: Issue[] =
      strangers === 'refused' ? strange.map(key => ({ path: [key], message: 'is unknown' })) : []
    const read: Record<string, unknown> = {}
    for (const [key, entry] of Object.entries(shape)) {
      const parsed = entry.run(given[key])
      if (!parsed.ok) issues.push(...parsed.issues.map(issue => ({ ...issue, path: [key, ...issue.path] })))
      else if (parsed.value !== undefined || key in given) read[key] = parsed.value
    }
    return issues.length > 0 ? { ok: false, issues } : done(read)
  }

const firstOf = (options: readonly Schema[]): Schema =>
  schema(
    value =>
      options.map(option => option.run(value)).find(parsed => parsed.ok) ?? failed('fits none of the kinds'),
  )

/** What `import { z } from 'zod'` gives inside the page. */
export const z = {
  number: () => numeric(asNumber),
  string: () => schema(asString),
  boolean: () => schema(asBoolean),
  enum: (values: readonly string[]) => oneOf(values),
  literal: (value: unknown) => oneOf(Array.isArray(value) ? value : [value]),
  union: firstOf,
  object: (shape: Readonly<Record<string, Schema>>) => schema(fields(shape, 'dropped')),
  strictObject: (shape: Readonly<Record<string, Schema>>) => schema(fields(shape, 'refused')),
  coerce: {
    number: () => numeric(value => asNumber(Number(value))),
    string: () => schema(value => done(String(value))),
    boolean: () => schema(value => done(Boolean(value))),
  },
}
