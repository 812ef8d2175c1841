import { seedBook, seedDays } from '../src/fork/seed.js'
import { seedProblems } from '../src/fork/seedProblems.js'

const problems = seedDays().flatMap(day => seedProblems(seedBook(day).seed).map(text => `${day}: ${text}`))
if (problems.length === 0) process.stdout.write(`${seedDays().join(', ')}: no contradictions\n`)
else {
  process.stderr.write(`${problems.join('\n')}\n`)
  process.exitCode = 1
}
