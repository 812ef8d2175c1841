import { existsSync, readFileSync } from 'node:fs'

const committed = (name: string): string | undefined => {
  const file = new URL(`../reports/${name}`, import.meta.url)
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined
}

/** The first line that differs, or undefined where two texts are the same bytes. */
export const firstDifference = (name: string, made: string): string | undefined => {
  const kept = committed(name)
  if (kept === made) return undefined
  if (kept === undefined) return `reports/${name} is not there: run \`npm run reports\` and commit it`
  const [ours, theirs] = [made.split('\n'), kept.split('\n')]
  const line = ours.findIndex((text, i) => text !== theirs[i])
  const at = line === -1 ? ours.length : line
  return [
    `reports/${name} is not what the code makes now; if that is meant, run \`npm run reports\` and commit it.`,
    `line ${at + 1} committed: ${(theirs[at] ?? '(end of file)').slice(0, 300)}`,
    `line ${at + 1} made now:  ${(ours[at] ?? '(end of file)').slice(0, 300)}`,
  ].join('\n')
}
