import { z } from 'zod'
import type { Scenario } from './scenario.js'
import type { AnyShock, Field, ShockDef } from './shocks/define.js'
import { SHOCK_KINDS, SHOCKS, type Shock, type ShockKind } from './shocks/registry.js'
import { onDay } from './steps.js'

const described = <T extends z.ZodType>(schema: T, about: string | undefined): T =>
  about === undefined ? schema : schema.describe(about)

const bare = (field: Field): z.ZodType => {
  switch (field.kind) {
    case 'number': {
      const number = field.whole ? z.number().int() : z.number()
      return number.min(field.least).max(field.most)
    }
    case 'choice':
      return typeof field.of[0] === 'number'
        ? z.literal(field.of as readonly number[])
        : z.enum(field.of as readonly [string, ...string[]])
    case 'flag':
      return z.boolean()
    case 'list':
      return z.array(schemaOf(field.of)).min(1)
  }
}

const schemaOf = (field: Field): z.ZodType => {
  const schema = bare(field)
  return described(
    field.optional ? schema.exactOptional() : schema,
    'about' in field ? field.about : undefined,
  )
}

const shapeOf = ({ fields }: ShockDef<AnyShock>): z.ZodRawShape =>
  Object.fromEntries(Object.entries<Field>(fields).map(([name, field]) => [name, schemaOf(field)]))

const kind = (name: ShockKind) =>
  z.strictObject({ kind: z.literal(name), ...shapeOf(SHOCKS[name]) }).describe(SHOCKS[name].happened)

/** Every shock by its kind, as a file may write it: derived from the registry. */
export const SHOCK_SCHEMAS = Object.fromEntries(SHOCK_KINDS.map(name => [name, kind(name)])) as Readonly<
  Record<ShockKind, ReturnType<typeof kind>>
>

const anyShock = z.discriminatedUnion(
  'kind',
  Object.values(SHOCK_SCHEMAS) as unknown as [ReturnType<typeof kind>, ...ReturnType<typeof kind>[]],
) as unknown as z.ZodType<Shock>

const shocks = z.array(anyShock).describe('what happens, in this order')

const text = z.string().min(1)
const LONGEST_DAYS = 730

/** A scenario of a user's own, as a YAML file has it. */
export const scenarioFileSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]*$/, 'small letters, digits and dashes')
    .max(60)
    .describe('small letters, digits and dashes'),
  about: text.describe('one or two sentences that a treasurer understands'),
  source: text.default('a file of the user’s').describe('where its figures are from'),
  assumed: z.array(text).default([]).describe('figures that no source gives'),
  days: z.number().int().min(1).max(LONGEST_DAYS).describe('how long to watch; a frame a day'),
  severity: z
    .strictObject({
      meaning: text.default('multiplies every shock'),
      largest: z.number().min(1).max(100).default(10),
    })
    .prefault({})
    .describe('what scaling it means, and how far it goes'),
  before: z
    .array(z.strictObject({ day: z.number().min(0).max(60), shocks }))
    .default([])
    .describe('brings the market to another state before the position is opened'),
  steps: z
    .array(z.strictObject({ day: z.number().gt(0).max(LONGEST_DAYS), shocks }))
    .describe('what happens on which day; parts of a day are allowed'),
})

export type ScenarioFile = z.output<typeof scenarioFileSchema>

/** The scenario that a file means. */
export const scenarioOf = (file: ScenarioFile): Scenario => {
  const { name, about, source, assumed, days, severity, before, steps } = file
  const overlay = before.map(({ day, shocks: all }) => onDay(day, all))
  return {
    name,
    family: 'market',
    about,
    source,
    assumed,
    days,
    severity,
    steps: steps.map(({ day, shocks: all }) => onDay(day, all)),
    ...(overlay.length > 0 ? { overlay } : {}),
  }
}
