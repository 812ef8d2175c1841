import type { ZodType } from 'zod'
import { type Command, textOf } from './command.js'
import { UnknownNameError } from './errors.js'
import { suggest } from './nearest.js'

/** What a schema is published of; loaded when asked for. */
const SCHEMAS: Readonly<Record<string, () => Promise<ZodType>>> = {
  run: async () => (await import('../report/document.js')).outputSchema,
  exit: async () => (await import('../report/exit/document.js')).exitSchema,
}

/** `plimsoll schema`: the JSON Schema of what `--json` prints. */
export const schemaCommand: Command = {
  name: 'schema',
  about: 'the JSON Schema of what `run --json` and `load-line --json` print, or `exit --json`',
  options: [['--of <command>', 'run (load-line prints the same) or exit (default: run)']],
  async act(_argument, options, session) {
    const name = textOf(options, 'of') ?? 'run'
    const load = SCHEMAS[name]
    if (!load)
      throw new UnknownNameError(`There is no schema of "${name}".`, {
        hint: suggest(name, Object.keys(SCHEMAS)),
      })
    const [{ toJSONSchema }, schema] = await Promise.all([import('zod'), load()])
    await session.print(`${JSON.stringify(toJSONSchema(schema), null, 2)}\n`)
  },
}
