import type { ZodType } from 'zod'
import { type Command, textOf } from '../command.js'
import { UnknownNameError } from '../errors.js'
import { suggest } from '../input/nearest.js'

/** What a schema is published of, loaded when asked for; a file that is read in, as one may write it. */
type Published = { readonly io: 'input' | 'output'; load(): Promise<ZodType> }

const SCHEMAS: Readonly<Record<string, Published>> = {
  run: { io: 'output', load: async () => (await import('../../report/document.js')).outputSchema },
  exit: { io: 'output', load: async () => (await import('../../report/exit/document.js')).exitSchema },
  holdings: {
    io: 'input',
    load: async () => (await import('../input/holdingsSchema.js')).holdingsSchema,
  },
  scenario: { io: 'input', load: async () => (await import('../../scenario/schema.js')).scenarioFileSchema },
}

/** `plimsoll schema`: the JSON Schema of what `--json` prints, or of what a scenario file may hold. */
export const schemaCommand: Command = {
  name: 'schema',
  about: 'the JSON Schema of what `run`, `load-line` and `exit` print with --json, or of a scenario file',
  options: [
    [
      '--of <what>',
      'run (load-line prints the same), exit, scenario (what --scenario ./mine.yaml may hold), or holdings (./treasury.yaml)',
    ],
  ],
  async act(_argument, options, session) {
    const name = textOf(options, 'of') ?? 'run'
    const published = Object.hasOwn(SCHEMAS, name) ? SCHEMAS[name] : undefined
    if (!published)
      throw new UnknownNameError(`There is no schema of "${name}".`, {
        hint: suggest(name, Object.keys(SCHEMAS)),
      })
    const [{ toJSONSchema }, schema] = await Promise.all([import('zod'), published.load()])
    await session.print(`${JSON.stringify(toJSONSchema(schema, { io: published.io }), null, 2)}\n`)
  },
}
