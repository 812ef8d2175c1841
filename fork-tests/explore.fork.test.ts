import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createContext, runInContext } from 'node:vm'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Strategy } from '../src/position/strategy.js'
import { bundle } from '../src/report/explore/bundle.js'
import { exploreSection, prepareExplorer } from '../src/report/explore/explore.js'
import type { Payload } from '../src/report/explore/payload.js'
import type { Choice, createExplorer } from '../src/report/explore/session.js'
import { agreementOf, type Seen } from '../src/report/explore/summary.js'
import { propertiesOf } from '../src/report/properties.js'
import { SCENARIOS } from '../src/scenario/library.js'
import { library, report, type Told } from './explored.js'

type Inside = {
  readonly strategies: Readonly<Record<string, Strategy>>
  createExplorer: typeof createExplorer
}

/** The bundle in a bare context: no page, no Node, no network. */
const inside = (script: string): Inside => {
  const context = createContext({})
  return runInContext(`${script}\nplimsoll`, context) as Inside
}

const folder = mkdtempSync(join(tmpdir(), 'plimsoll-explore-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let loop: Told
let payload: Payload
let page: Inside

beforeAll(async () => {
  loop = await report({ name: 'wsteth-loop', scenario: 'slashing', worlds: 'fork' })
  payload = (await prepareExplorer([loop.subject], SCENARIOS)).payload
  page = inside(await bundle([{ name: 'wsteth-loop', file: loop.subject.file }], 'bare'))
})

const choice = (changes: Partial<Choice> = {}): Choice => ({
  report: 0,
  scenario: 'slashing',
  params: {},
  severities: {},
  chosen: 0,
  ...changes,
})

const seenOf = async (inSide: Inside, of: Payload, chosen: Choice): Promise<Seen> => {
  const result = await inSide.createExplorer(of, inSide.strategies).yours(chosen)
  if (!result.ok) throw new Error(result.reason)
  return result.seen
}

const measured = (of: Payload, chosen: number): Seen => {
  const { frames, openingCostWei } = of.cases[0]?.measured ?? { frames: [], openingCostWei: '0' }
  return {
    frames,
    openingCostWei: BigInt(openingCostWei),
    chosen,
    exits: frames[chosen]?.exits ?? { effort: 'full', ways: [], closed: [] },
  }
}

describe('the explorer’s bundle', () => {
  it('holds the model and neither zod, viem nor a Node built-in, and fits its budget with the market', async () => {
    const strategies = await library()
    const script = await bundle(strategies.map(({ strategy, file }) => ({ name: strategy.name, file })))
    expect(script).not.toMatch(/viem|ZodType|node:|require\(/)
    expect(script).not.toContain('</script')
    const { html } = exploreSection(await prepareExplorer([loop.subject], SCENARIOS))
    expect(script.length + html.length).toBeLessThan(600_000)
  })

  it('the same input gives the same bytes', async () => {
    const twice = await Promise.all([1, 2].map(() => prepareExplorer([loop.subject], SCENARIOS)))
    const [one, two] = twice.map(exploreSection)
    expect(one).toEqual(two)
  })

  it('a strategy of a user’s own is bundled; one that reads files is named, and the rest can be explored', async () => {
    const own = join(folder, 'own.ts')
    const reading = join(folder, 'reading.ts')
    const text = `export { strategy } from ${JSON.stringify(loop.subject.file)}`
    writeFileSync(own, text)
    writeFileSync(
      reading,
      `import { readFileSync } from 'node:fs'\nexport const seen = readFileSync\n${text}`,
    )
    const named = (name: string, file: string) => ({
      ...loop.subject,
      strategy: { ...loop.subject.strategy, name },
      file,
    })
    const both = await prepareExplorer([named('own', own), named('reading', reading)], SCENARIOS)
    expect(both.payload.cases.map(({ strategy }) => strategy)).toEqual(['own'])
    expect(both.problems).toHaveLength(1)
    expect(both.problems[0]).toMatch(/^reading cannot be explored here: .*node:fs/)
  })
})

describe('the explorer without a page', () => {
  it('at the report’s own settings: every number of every frame is the fork’s, to the wei', async () => {
    const agreement = agreementOf(measured(payload, 0), await seenOf(page, payload, choice()))
    expect(agreement).toEqual({ frames: 91, numbers: expect.any(Number), differ: 0, where: null })
    expect(agreement.numbers).toBeGreaterThan(3_000)
  })

  it('at the report’s own settings: every way out that is printed is the fork’s, to the wei', async () => {
    const explorer = page.createExplorer(payload, page.strategies)
    const printed: number[] = []
    let compared = 0
    for (let chosen = 0; chosen < 91; chosen += 1) {
      const result = await explorer.yours(choice({ chosen }))
      if (!result.ok) throw new Error(result.reason)
      const { effort, ways } = measured(payload, chosen).exits
      // The page plans in full; the report where it prints.
      if (effort === 'frame') continue
      expect(result.seen.exits.ways).toEqual(ways.map(way => ({ ...way, band: null, onFork: null })))
      for (const { proceedsWei, onFork } of ways) expect(onFork?.proceedsWei).toBe(proceedsWei)
      printed.push(chosen)
      compared += ways.length
    }
    // The first, the last, and the worst between them: the fork cannot go back to a frame once it is past.
    expect([printed[0], printed.at(-1)]).toEqual([0, 90])
    expect(printed.length).toBeGreaterThan(2)
    expect(compared).toBeGreaterThan(6)
  })

  it('an own setting given again is the own setting; another is not', async () => {
    const own = await seenOf(page, payload, choice())
    expect(
      await seenOf(page, payload, choice({ params: { leverage: 4 }, severities: { slash: 1 } })),
    ).toEqual(own)
    const harder = await seenOf(page, payload, choice({ severities: { slash: 2 } }))
    expect(BigInt(harder.frames.at(-1)?.equityWei ?? 0)).toBeLessThan(
      BigInt(own.frames.at(-1)?.equityWei ?? 0),
    )
    expect(agreementOf(measured(payload, 0), harder).differ).toBeGreaterThan(100)
  })

  it('what a strategy or a market refuses is said, and nothing throws', async () => {
    const explorer = page.createExplorer(payload, page.strategies)
    const refused = await explorer.yours(choice({ params: { leverage: 0.5 } }))
    expect(refused).toEqual({ ok: false, reason: 'The strategy refuses: leverage: must be 1 or more.' })
    const poor = await explorer.yours(choice({ params: { size: 400_000, leverage: 14 } }))
    expect(poor.ok).toBe(false)
  })

  it('a scenario that the report did not run stands beside the model at the report’s settings', async () => {
    const explorer = page.createExplorer(payload, page.strategies)
    const calm = choice({ scenario: 'calm' })
    const { measured: isMeasured, result } = await explorer.baseline(calm)
    expect(isMeasured).toBe(false)
    expect(result).toEqual(await explorer.yours(calm))
  })
})

describe('every strategy of the library', () => {
  it('can be explored, and its own settings give its own figures', async () => {
    const told = []
    for (const { strategy } of await library())
      told.push(
        await report({ name: strategy.name, scenario: 'calm', worlds: 'model', market: loop.subject.market }),
      )
    const subjects = told.map(({ subject }) => subject)
    const all = await prepareExplorer(subjects, SCENARIOS)
    expect(all.problems).toEqual([])
    expect(all.payload.cases.map(({ controls }) => controls.length).filter(count => count === 0)).toEqual([])
    const there = inside(
      await bundle(
        subjects.map(({ strategy, file }) => ({ name: strategy.name, file })),
        'bare',
      ),
    )
    for (const [i, { strategy, measured: own }] of all.payload.cases.entries()) {
      const seen = await seenOf(there, all.payload, choice({ report: i, scenario: 'calm' }))
      const theirs = {
        ...own,
        openingCostWei: BigInt(own.openingCostWei),
        chosen: 0,
        exits: own.frames[0]?.exits ?? seen.exits,
      }
      expect(agreementOf(theirs, seen), strategy).toMatchObject({ differ: 0, where: null })
    }
  })

  it('EXPLORE_SCHEMA: the page’s part of zod takes and refuses what zod does', async () => {
    const strategies = await library()
    const there = inside(
      await bundle(
        strategies.map(({ strategy, file }) => ({ name: strategy.name, file })),
        'bare',
      ),
    )
    for (const { strategy } of strategies) {
      const properties = Object.entries(propertiesOf(strategy.params))
      const value = (property: (typeof properties)[number][1]) => {
        const bounds = [
          property.minimum,
          property.maximum,
          property.exclusiveMinimum,
          property.exclusiveMaximum,
        ]
        const edges = bounds.flatMap(bound =>
          bound === undefined ? [] : [bound, bound - 0.01, bound + 0.01],
        )
        return fc.oneof(
          fc.constantFrom(
            undefined,
            ...edges,
            ...(property.enum ?? ['?']),
            property.default,
            true,
            null,
            'x',
            '7',
          ),
          fc.double({ noNaN: true, min: -10, max: 1_000 }),
        )
      }
      const shape = Object.fromEntries(properties.map(([key, property]) => [key, value(property)]))
      fc.assert(
        fc.property(fc.record(shape, { requiredKeys: [] }), fc.boolean(), (given, strange) => {
          const input = strange ? { ...given, stranger: 1 } : given
          const [zod, ours] = [
            strategy.params.safeParse(input),
            there.strategies[strategy.name]?.params.safeParse(input),
          ]
          expect(ours?.success).toBe(zod.success)
          if (zod.success)
            expect(JSON.parse(JSON.stringify(ours?.data))).toEqual(JSON.parse(JSON.stringify(zod.data)))
        }),
        { numRuns: 200 },
      )
    }
  })
})
