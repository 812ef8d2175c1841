import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Basis } from '../engine.js'
import type { PathSpec } from '../facts.js'
import { SHARD_FORMAT, type Shard, shardCount } from '../shard.js'

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16)

/** What a spec and its basis are known by: equal where the results are. */
export const specKey = (spec: PathSpec, basis: Basis): string =>
  hashOf(JSON.stringify({ format: SHARD_FORMAT, spec, basis }))

/** Shards on disk: each in a file named by its number and content, so that a torn or changed file is none. */
export type Store = {
  readonly folder: string
  read(): readonly Shard[]
  write(shard: Shard): void
  /** Written once all shards are there. */
  finish(): void
}

const NAME = /^shard-(\d+)-([0-9a-f]{16})\.json$/

const writeWhole = (file: string, text: string): void => {
  const temporary = `${file}.${process.pid}.part`
  writeFileSync(temporary, text)
  renameSync(temporary, file)
}

/** Opens the folder of a spec below `root`. Several processes may share it: the same shard is the same file. */
export const openStore = (root: string, spec: PathSpec, basis: Basis): Store => {
  const folder = join(root, specKey(spec, basis))
  mkdirSync(folder, { recursive: true })
  const names = (): readonly string[] =>
    readdirSync(folder)
      .filter(name => NAME.test(name))
      .sort()
  const readOne = (name: string): readonly Shard[] => {
    const text = readFileSync(join(folder, name), 'utf8')
    return NAME.exec(name)?.[2] === hashOf(text) ? [JSON.parse(text) as Shard] : []
  }
  return {
    folder,
    read: () =>
      names()
        .flatMap(readOne)
        .sort((a, b) => a.shard - b.shard),
    write: shard => {
      const text = JSON.stringify(shard)
      const file = join(folder, `shard-${shard.shard}-${hashOf(text)}.json`)
      if (!existsSync(file)) writeWhole(file, text)
    },
    finish: () => {
      const files = names()
      if (files.length === shardCount(spec))
        writeWhole(
          join(folder, 'manifest.json'),
          `${JSON.stringify({ spec: specKey(spec, basis), files }, null, 2)}\n`,
        )
    },
  }
}
