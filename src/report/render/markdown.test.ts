import { describe, expect, test } from 'vitest'
import type { Document } from '../document.js'
import { documentSchema } from '../document.js'
import { isShock } from '../sections/shocks.js'
import { closed, document, exitsOf, type FrameJson, frame, open, queued, wei } from './markdown.fixture.js'
import { renderMarkdown } from './markdown.js'

const freeze = <T>(value: T): T => {
  if (typeof value === 'object' && value !== null) {
    for (const inner of Object.values(value)) freeze(inner)
    Object.freeze(value)
  }
  return value
}

const sections = (markdown: string): readonly string[] => markdown.match(/^#+ .*$/gm) ?? []

const between = (markdown: string, from: string, to: string): string =>
  markdown.slice(markdown.indexOf(from), markdown.indexOf(to, markdown.indexOf(from)))

const tableRows = (part: string): readonly string[] =>
  part.split('\n').filter(line => /^\| (?!---|Day )/.test(line))

test('the fixture is a document of the schema', () => {
  expect(documentSchema.parse(document())).toEqual(document())
})

test('the same documents give the same text, and stay as they are', () => {
  const documents = freeze([document(), document()])
  expect(renderMarkdown(documents)).toBe(renderMarkdown(documents))
})

test('all sections, in order', () => {
  expect(sections(renderMarkdown([document()]))).toEqual([
    '# wsteth-loop under calm',
    '## Verdict',
    '## What is held',
    '## How to read the tables',
    '## calm',
    '### Frames',
    '### Events',
    '### Exits',
    '## Model and fork',
    '## Provenance',
  ])
  expect(renderMarkdown([])).toBe('# Nothing was run\n')
  expect(() => renderMarkdown([document({ runs: [] })])).toThrow('a report needs a run')
})

test('the first line names the day of the market, or where another one is from', () => {
  const { provenance } = document()
  const lineOf = (change: Partial<typeof provenance>) =>
    renderMarkdown([document({ provenance: { ...provenance, ...change } })]).split('\n')[2]
  expect(lineOf({})).toBe('Market of 2025-12-09, block 23975177; `--fork-url` brings today’s.')
  expect(lineOf({ day: null, origin: 'file' })).toBe('Market of 2025-12-09, block 23975177, from a file.')
  expect(lineOf({ day: null, origin: 'rpc' })).toMatch(/from a node\.$/)
})

const seizure = (seized: number, covered: number, loss: number): FrameJson['events'][number] => ({
  kind: 'liquidation',
  block: '23975200',
  collateral: 'wstETH',
  seizedUnits: wei(seized),
  debt: 'WETH',
  coveredUnits: wei(covered),
  lossWei: wei(loss),
})

describe('reasons', () => {
  const why = (frames: readonly FrameJson[]): string =>
    between(renderMarkdown([document({ frames })]), '## Verdict', '## What is held')

  test('a market discount: Aave does not see it', () => {
    expect(why([frame(0), frame(1, { lowestCurvePriceWad: wei(0.9346) })])).toContain(
      'stETH sold for as little as 0.9346 of what it is worth; that does not touch the health factor, because Aave prices wstETH by Lido’s share rate',
    )
    expect(why([frame(0), frame(1)])).not.toContain('*Why:*')
  })

  test('a market discount where Aave prices at the market: it does', () => {
    const struck = frame(1, { lowestCurvePriceWad: wei(0.9346), wstEthPriceBase: '350475000000' })
    expect(why([frame(0), struck])).toContain(
      'stETH sold for as little as 0.9346 of what it is worth; Aave prices wstETH at the market here, down to 0.9346 of its share rate, so that the health factor fell with it.',
    )
  })

  test('a market discount on Morpho: what its oracle reads decides', () => {
    const onMorpho = (details: Record<string, string | number | boolean>): FrameJson['layers'] => [
      {
        kind: 'claim',
        protocol: 'morpho',
        label: 'collateral',
        parts: [{ asset: 'wstETH', amountUnits: wei(320) }],
        details,
        valueWei: wei(400),
      },
    ]
    const struck = (seesDepeg: boolean): readonly FrameJson[] => {
      const layers = onMorpho({ seesDepeg })
      return [frame(0, { layers }), frame(1, { layers, lowestCurvePriceWad: wei(0.9346) })]
    }
    expect(why(struck(true))).toContain(
      'so that the health factor fell with it although nothing was lost at Lido',
    )
    expect(why(struck(false))).toContain('the oracle of this market on Morpho follows Lido’s share rate')
  })

  test('a fall of the share rate: the largest, with its day', () => {
    const frames = [frame(0), frame(1, { shareRateWad: wei(1.2) }), frame(2, { shareRateWad: wei(1.199) })]
    expect(why(frames)).toContain('Lido’s share rate fell by 4.00 % on day 1;')
  })

  test('a rate that is known to be wrong: from when, by how much, and what of it had fallen already', () => {
    const wrong = (day: number, known: number, paid = 1.25) =>
      frame(day, { knownShareRateWad: wei(known), trueShareRateWad: wei(paid) })
    const to = 'Lido’s share rate on chain was known to be too high, by'
    expect(why([frame(0), wrong(1, 1.249), wrong(2, 1.248), frame(3)])).toContain(
      `From day 1 to day 2 ${to} 16.0 bps on day 2: penalties that were certain had not fallen yet.`,
    )
    expect(why([frame(0), wrong(1, 1.248, 1.249), frame(2)])).toContain(
      `From day 1 ${to} 16.0 bps on day 1: penalties that were certain had not fallen yet, or had fallen and stood in no report (up to 8.0 bps).`,
    )
    expect(why([frame(0), wrong(1, 1.2499)])).not.toContain('known to be too high')
  })

  test('bunker mode, and from when to when', () => {
    const bunker = (day: number) => frame(day, { bunker: true })
    const waited = 'withdrawals asked for earlier were paid, later ones had to wait.'
    expect(why([frame(0), bunker(1), bunker(2)])).toContain(
      `Lido was in bunker mode from day 1 to day 2: ${waited}`,
    )
    expect(why([frame(0), bunker(1), frame(2)])).toContain(`Lido was in bunker mode on day 1: ${waited}`)
  })

  test('ether against the dollar, by what moving it does to the health factor', () => {
    const at = (atLiquidation: number | null, reason: string, to: string): string => {
      const sensitivities = [
        { id: 'etherPrice', factor: 'ETH/USD', unit: 'USD per ETH', today: 3_000, atLiquidation, reason },
      ] as const
      const frames = [frame(0), frame(1, { etherPriceBase: to })]
      return between(
        renderMarkdown([document({ frames, sensitivities: [...sensitivities] })]),
        '## Verdict',
        '## What is held',
      )
    }
    const [fallen, risen] = ['150000000000', '450000000000']
    expect(at(null, 'both are priced by it: it cancels out', fallen)).toContain(
      'Ether fell by 50.0 % against the dollar; both are priced by it: it cancels out.',
    )
    expect(at(1_000, 'it loses', fallen)).toContain('so the health factor falls. Net worth is counted in')
    expect(at(7_000, 'it grows', fallen)).toContain('so the health factor rises.')
    expect(at(7_000, 'it grows', risen)).toContain(
      'Ether rose by 50.0 % against the dollar; the debt grows more by it than the collateral, so the health factor falls.',
    )
    expect(at(1_000, 'it loses', risen)).not.toContain('Ether rose')
  })

  test('scarce WETH, and interest that outruns rewards', () => {
    const tight = {
      wethUtilisationRay: String(9_999n * 10n ** 23n),
      wethFreeWei: wei(210),
      equityWei: wei(99),
    }
    const said = why([frame(0), frame(1, tight)])
    expect(said).toContain(
      'On day 1 99.99 % of Aave’s WETH was borrowed, with 210.00 WETH left: a flash loan',
    )
    expect(said).toContain('interest on the debt outran the staking rewards')
  })
})

test('several scenarios: one table first, a row each', () => {
  const crash = document({ scenario: { ...document().scenario, title: 'Ether crash', severity: 1.5 } })
  const part = between(renderMarkdown([document(), crash]), '## Verdict', '**wsteth-loop')
  expect(tableRows(part).slice(1)).toEqual([
    '| calm | WITHIN LIMITS | 0.20 % | a gain of 0.03 % | a gain of 0.03 % | 5.0 (9.0) | 0 of 4 | 1.2500 | 0 | 0 | 0 |',
    '| Ether crash × 1.5 | WITHIN LIMITS | 0.20 % | a gain of 0.03 % | a gain of 0.03 % | 5.0 (9.0) | 0 of 4 | 1.2500 | 0 | 0 | 0 |',
  ])
  expect(renderMarkdown([document()])).not.toContain('| Scenario |')
})

test('layers: shares of gross add up, dust is left out', () => {
  const part = between(renderMarkdown([document()]), '## What is held', '## calm')
  expect(tableRows(part).slice(1, 4)).toEqual([
    '| supplied to Aave as collateral | Aave’s borrowers of wstETH, and behind it Lido: shares of the ether staked with its validators; each grows in value | 320.0000 wstETH | 400.00 | 100.0 % |',
    '| borrowed from Aave | this position: owed to Aave’s lenders | 300.0000 WETH | −300.00 | −75.0 % |',
    '| **net worth** |  |  | **100.00** | 25.0 % |',
  ])
  expect(part).toContain('Gross over net: 4.00. Opening cost 0.0500 ETH.')
})

test('sensitivities: each in its own unit, and how far that is', () => {
  const part = between(renderMarkdown([document(), document()]), '## What is held', '## calm')
  expect(tableRows(part).slice(5)).toEqual([
    '| ETH/USD | 3,000.00 USD per ETH | never |  | it cancels out |',
    '| share rate | 1.2500 ETH per wstETH | 1.0000 ETH per wstETH | −20.0 % | slashing |',
    '| threshold | 95.00 % | 76.00 % | −20.0 % | governance |',
    '| rate | 1.87 % | 26.10 % |  | interest |',
    '| carry |  | 1,460 days (4.0 years) |  | interest |',
  ])
  expect(renderMarkdown([document({ sensitivities: [] })])).not.toContain('can move alone')
})

describe('frames', () => {
  const shownDays = (frames: readonly FrameJson[]): readonly number[] =>
    tableRows(between(renderMarkdown([document({ frames })]), '### Frames', '### Events')).map(row =>
      Number(row.split('|')[1]),
    )
  const many = Array.from({ length: 91 }, (_, day) => frame(day))

  test('sixteen or fewer: all of them', () => {
    expect(shownDays(many.slice(0, 16))).toEqual(Array.from({ length: 16 }, (_, day) => day))
  })

  test('more: sixteen, evenly spaced, with the first and the last', () => {
    const days = shownDays(many)
    expect(days).toHaveLength(16)
    expect([days[0], days.at(-1)]).toEqual([0, 90])
    const gaps = days.slice(1).map((day, i) => day - (days[i] ?? 0))
    expect(Math.max(...gaps) - Math.min(...gaps)).toBeLessThanOrEqual(1)
  })

  test('more: what happened and what was worst stay', () => {
    const shock = {
      kind: 'transaction',
      block: '1',
      by: 'depeg',
      role: 'shock',
      what: 'curve.exchange',
      refused: null,
    } as const
    const lido = { ...shock, by: 'lido oracle', role: 'lidoOracle', what: 'lido.report' } as const
    const frames = many.map((seen, day) => {
      if (day === 17) return frame(day, { events: [shock] })
      if (day === 23) return frame(day, { events: [{ ...lido, refused: 'too low' }] })
      if (day === 41) return frame(day, { lowestHealthFactorWad: wei(1.1) })
      if (day === 53) return frame(day, { exits: exitsOf([open({ costBps: 900 })]) })
      return { ...seen, events: [lido] }
    })
    const days = shownDays(frames)
    expect(days).toEqual(expect.arrayContaining([0, 17, 23, 41, 53, 90]))
    expect(days.length).toBeLessThanOrEqual(16)
  })
})

describe('events', () => {
  const eventsOf = (frames: readonly FrameJson[]): string =>
    between(renderMarkdown([document({ frames })]), '### Events', '### Exits')
  const sent = (by: string, what: string, refused: string | null): FrameJson['events'][number] => ({
    kind: 'transaction',
    block: '1',
    by,
    role: isShock(by) ? 'shock' : by === 'lido oracle' ? 'lidoOracle' : 'other',
    what,
    refused,
  })

  test('shocks as they were carried out, refused ones with the reason; gas from the frames', () => {
    const events = [
      sent('drain', 'aave.withdraw', 'NotEnough|Liquidity'),
      sent('leave', 'uniswap.burn, uniswap.burn', null),
    ]
    const part = eventsOf([frame(0), frame(1, { events, gasPriceWei: '30430000000' })])
    expect(tableRows(part).slice(1)).toEqual([
      '| day 1 | lenders withdrew from Aave and Morpho | WETH borrowed 70.00 % | aave.withdraw | **refused**: NotEnough\\|Liquidity |',
      '| day 1 | liquidity providers left the pools |  | uniswap.burn × 2 | done |',
      '| day 1 | the gas price changed | gas 1.00 gwei → 30.43 gwei |  | done |',
    ])
  })

  test('Lido reports that were refused, and everyone else by number', () => {
    const report = (refused: string | null) => sent('lido oracle', 'lido.report', refused)
    const part = eventsOf([
      frame(0),
      frame(1, { events: [report('IncorrectCLBalanceDecrease'), sent('arbitrageur', 'uniswap.swap', null)] }),
      frame(2, { events: [report('IncorrectCLBalanceDecrease')] }),
      frame(3, { events: [report(null)] }),
    ])
    expect(part).toContain('No shocks: only time passes.')
    expect(part).toContain(
      'Lido reported 3 times, 2 times refused: IncorrectCLBalanceDecrease (day 1 and day 2).',
    )
    expect(part).toContain('Others: arbitrageur 1 transaction.')
    expect(part).toContain('No liquidation.')
  })

  test('three days in a row or more are named by the first and the last', () => {
    const refused = sent('lido oracle', 'lido.report', 'IncorrectCLBalanceDecrease')
    const frames = [0, 1, 2, 3, 4, 5].map(day => frame(day, { events: day === 4 ? [] : [refused] }))
    expect(eventsOf(frames)).toContain(
      '5 times refused: IncorrectCLBalanceDecrease (day 0 to day 3 and day 5).',
    )
  })

  test('liquidations: every figure follows from the amounts', () => {
    const usdc: FrameJson['events'][number] = {
      kind: 'liquidation',
      block: '23975200',
      collateral: 'wstETH',
      seizedUnits: wei(8.48),
      debt: 'USDC',
      coveredUnits: '30000000000',
      lossWei: wei(0.6),
    }
    const part = eventsOf([frame(0), frame(1, { events: [seizure(84.8, 100, 6), usdc] })])
    expect(tableRows(part).slice(1)).toEqual([
      '| day 1 | 23975200 | 84.8000 wstETH | 106.00 | 100.0000 WETH | 100.00 | 6.000 | 6.00 % |',
      '| day 1 | 23975200 | 8.4800 wstETH | 10.600 | 30,000.00 USDC | 10.000 | 0.6000 | 6.00 % |',
      '| **all** |  |  | 116.60 |  | 110.00 | **6.600** | 6.00 % |',
    ])
  })
})

describe('exits', () => {
  const tableOf = (frames: readonly FrameJson[]): readonly string[] =>
    tableRows(between(renderMarkdown([document({ frames })]), '### Exits', '## Model and fork'))

  test('every way, at the start, the worst moments and the end; a closed one says why', () => {
    const exits = exitsOf(
      [open({ costBps: 250, proceedsWei: wei(97.5) })],
      [closed('Lido’s queue', 'paused <now>')],
    )
    const rows = tableOf([frame(0), frame(1, { exits }), frame(2), frame(3)])
    expect(
      rows.slice(1).map(row =>
        row
          .split('|')
          .slice(1, 4)
          .map(cell => cell.trim()),
      ),
    ).toEqual([
      ['day 0: start', 'split over the pools', 'flash loan of WETH'],
      ['', 'Lido’s queue', '5 rounds'],
      ['day 1: worst moment', 'split over the pools', 'flash loan of WETH'],
      ['', 'Lido’s queue', '**not possible**: paused \\<now\\>'],
      ['day 3: end', 'split over the pools', 'flash loan of WETH'],
      ['', 'Lido’s queue', '5 rounds'],
    ])
    expect(rows[1]).toBe(
      '| day 0: start | split over the pools | flash loan of WETH | 99.800 | 20.0 | 31.0 to 15.0 | 0.2000 | one block | 700,000 | 500,000 |',
    )
    expect(rows[2]).toContain('| 5.0 days; bad case 9.0 days |')
  })

  test('a moment is the worst for a patience, not for another', () => {
    const dear = exitsOf([open({ costBps: 250 }), queued()])
    const [, start, , worst] = tableOf([frame(0), frame(1, { exits: dear }), frame(2)])
    expect(start).toMatch(
      /^\| day 0: start, worst within 7 days, worst within 14 days, worst within 30 days and worst as long as it takes \|/,
    )
    expect(worst).toMatch(/^\| day 1: worst at once \|/)
  })

  test('a model has no gas to measure', () => {
    const rows = tableOf([frame(0, { exits: exitsOf([open()]) })])
    expect(rows[1]).toMatch(/\| 700,000 \| – \|$/)
  })
})

describe('load line', () => {
  const threshold = (severity: number | null, agrees: boolean | null) => ({
    severity,
    searchedTo: 10,
    reason: 'because',
    proof: agrees === null ? null : { survives: 1.79, sinks: 1.8, agrees },
  })

  test('in words, with the proof', () => {
    const loadLine = {
      liquidatable: threshold(1.8, true),
      liquidated: threshold(null, null),
      illiquid: threshold(0.5, false),
    }
    const markdown = renderMarkdown([document({ loadLine })])
    expect(between(markdown, '### Load line', '## Model and fork').trim().split('\n').slice(2)).toEqual([
      '- **liquidatable**: this scenario would not open this position to liquidation; at 1.8 times its strength it would (because). On the fork it survives 1.79 and not 1.8.',
      '- **liquidated**: no strength up to 10 times would have it liquidated (because).',
      '- **illiquid**: this scenario would leave it no way out within the accepted cost and days; 0.5 times its strength is enough (because). **The fork does not agree** between 1.79 and 1.8.',
    ])
    expect(markdown).not.toContain('--no-load-line')
    const least = { severity: 0.000976562, searchedTo: 10, reason: 'because', proof: null }
    expect(renderMarkdown([document({ loadLine: { ...loadLine, illiquid: least } })])).toContain(
      '- **illiquid**: any strength of this scenario would leave it no way out within the accepted cost and days (because).',
    )
  })
})

describe('model and fork', () => {
  const part = (documents: readonly Document[]): string =>
    between(renderMarkdown(documents), '## Model and fork', '## Provenance')

  test('nothing apart: 0 in all numbers of all reports', () => {
    expect(part([document(), document()])).toContain('Largest difference: 0 in 2,468 numbers.')
  })

  test('something apart: how much and where', () => {
    const quantities = [
      { name: 'wallets', maxDifference: '1234', compared: 5, where: 'owner `WETH`', atSeconds: 172_800 },
    ]
    const said = part([document({ reconciliation: { quantities } }), document()])
    expect(said).toContain(
      '**Largest difference: 1,234** in 1,239 numbers: wallets, owner \\`WETH\\` (calm, day 2).',
    )
    expect(said).toContain('| wallets | 239 | 1,234 | owner \\`WETH\\` (calm, day 2) |')
  })

  test('one world only, and code that is not known: both said', () => {
    const single = document({ worlds: 1 })
    expect(part([single])).toContain('One world only, so nothing was reconciled: calm (model).')
    const unknown = { ...single, provenance: { ...single.provenance, verified: false } }
    expect(part([unknown])).toContain('**Unverified**')
    expect(part([single])).not.toContain('nverified')
  })
})

describe('provenance', () => {
  test('origin, time of the block, what is assumed', () => {
    const markdown = renderMarkdown([document()])
    const part = markdown.slice(markdown.indexOf('## Provenance'))
    expect(part).toContain('chain 1, block 23975177, 2025-12-09T08:09:56Z')
    expect(part).toContain('| Curve ETH | 200,000 ETH | 100000 to 400000 | 2023-09 | **ASSUMED**: Kaiko |')
    expect(part).toContain('| Curve fee | 4,000,000 |  | 2022-10-14 | read on chain |')
    for (const line of ['- a liquidator has funds', '- all is quiet', '- rewards go on'])
      expect(part).toContain(line)
  })

  test('the commands that make it again, one a strategy', () => {
    const harder = document({
      scenario: { ...document().scenario, name: 'slashing', title: 'slashing', severity: 2.5 },
    })
    const other = document({
      strategy: { name: 'my loop', about: '', params: { note: "it's", none: undefined } },
      worlds: 1,
    })
    const markdown = renderMarkdown([document(), harder, other])
    expect(markdown).toContain(
      [
        '```sh',
        'npx plimsoll run wsteth-loop --scenario calm,slashing@2.5 --set asset=ETH --set size=100 --world both --no-load-line',
        "npx plimsoll run 'my loop' --scenario calm --set 'note=it'\\''s' --world model --no-load-line",
        '```',
      ].join('\n'),
    )
  })
})

describe('hostile text', () => {
  const EVIL =
    'x\n\n# owned\n| a | b |\n```\n<script>alert(1)</script> [l](javascript:1) **b** `c` \u202e&lt;'
  const with_ = (text: string): Document => {
    const base = document()
    const events = [
      { kind: 'transaction', block: '1', by: text, role: 'other', what: text, refused: text },
      { kind: 'transaction', block: '1', by: 'drain', role: 'shock', what: text, refused: text },
      { ...seizure(1, 1, 0.1), collateral: text, debt: text },
    ] as FrameJson['events']
    const layers: FrameJson['layers'] = [{ kind: 'wallet', asset: text, amountUnits: '5', valueWei: wei(1) }]
    const exits = exitsOf([open({ name: text, method: text, assumed: [text] })], [closed(text, text)])
    const frames = [frame(0, { layers, exits }), frame(1, { events })]
    const threshold = { severity: 2, searchedTo: 3, reason: text, proof: null }
    return document({
      frames,
      plimsoll: text,
      strategy: { name: text, about: text, params: { [text]: text } },
      scenario: {
        name: text,
        title: text,
        severity: 1,
        about: text,
        source: text,
        assumed: [text],
        family: text,
        mode: null,
        parts: [{ name: text, severity: 2 }],
        known: [
          {
            said: text,
            source: text,
            absentThen: text,
            figure: { name: text, unit: text, worse: 'lower', recorded: 1, here: 2 },
          },
        ],
      },
      provenance: {
        ...base.provenance,
        stateHash: text,
        aave: text,
        seed: [
          {
            id: text,
            figure: text,
            value: text,
            unit: text,
            source: text,
            asOf: text,
            standing: 'assumed',
            range: text,
          },
        ],
        assumed: [text],
      },
      sensitivities: [{ id: 'carry', factor: text, unit: text, today: 1, atLiquidation: 2, reason: text }],
      loadLine: { liquidatable: threshold, liquidated: threshold, illiquid: threshold },
      reconciliation: {
        quantities: [{ name: text, maxDifference: '1', compared: 1, where: text, atSeconds: 0 }],
      },
    })
  }
  const shape = (markdown: string): readonly string[] =>
    markdown
      .split('\n')
      .map(line => `${/^(#+ |\| |- |`{3,})/.exec(line)?.[1] ?? ''}${line.match(/(?<!\\)\|/g)?.length ?? 0}`)

  test('shows as text: the same headings, tables, lists and lines as with a harmless word', () => {
    const [evil, tame] = [renderMarkdown([with_(EVIL)]), renderMarkdown([with_('word')])]
    const outside = (markdown: string): string => markdown.slice(0, markdown.lastIndexOf('the same command'))
    expect(shape(outside(evil))).toEqual(shape(outside(tame)))
    expect(outside(evil)).not.toMatch(/(?<!\\)<script|(?<!\\)\[l|\u202e/)
    expect(evil.split('\n')).toHaveLength(tame.split('\n').length)
  })
})
