#!/usr/bin/env node
/** Runs the TypeScript of src/cli as it stands; tsx keeps what it compiled, so only a changed file costs time. */
import { register } from 'tsx/esm/api'

register()
const { main } = await import('../src/cli/main.ts')
process.exitCode = await main(process.argv.slice(2))
