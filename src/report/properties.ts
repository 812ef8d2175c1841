import { toJSONSchema, type ZodType } from 'zod'

/** What a parameter may be, as the JSON Schema of a strategy's parameters says it. */
export type Property = {
  readonly type?: string
  readonly enum?: readonly unknown[]
  readonly minimum?: number
  readonly maximum?: number
  readonly exclusiveMinimum?: number
  readonly exclusiveMaximum?: number
  readonly default?: unknown
  readonly description?: string
}

export type Properties = Readonly<Record<string, Property>>

/** The parameters that a schema names; empty where the schema cannot say. */
export const propertiesOf = (schema: ZodType): Properties => {
  try {
    const { properties } = toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
    return (properties ?? {}) as Properties
  } catch {
    return {}
  }
}
