import type { Command } from './command.js'

/** `plimsoll schema`: the JSON Schema of what `--json` prints. */
export const schemaCommand: Command = {
  name: 'schema',
  about: 'the JSON Schema of what `run --json` and `load-line --json` print',
  options: [],
  async act(_argument, _options, session) {
    const [{ toJSONSchema }, { outputSchema }] = await Promise.all([
      import('zod'),
      import('../report/document.js'),
    ])
    await session.print(`${JSON.stringify(toJSONSchema(outputSchema), null, 2)}\n`)
  },
}
