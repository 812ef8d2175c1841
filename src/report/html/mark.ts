import { isAnyOfIt } from '../../analysis/leastSeverity.js'
import { colour } from '../charts/theme.js'
import type { Document } from '../document.js'
import { short } from '../text.js'
import { type Html, html } from './markup.js'

type LoadLine = NonNullable<Document['loadLine']>
type Fate = keyof LoadLine

const FATES: readonly { readonly fate: Fate; readonly letter: string; readonly says: string }[] = [
  { fate: 'liquidatable', letter: 'A', says: 'liquidatable: anyone may liquidate it' },
  { fate: 'liquidated', letter: 'L', says: 'liquidated' },
  { fate: 'illiquid', letter: 'I', says: 'illiquid: no way out within the limits' },
]

const [WIDTH, HEIGHT, DECK, KEEL, MIDDLE, POST] = [320, 330, 48, 312, 118, 184]
/** Severities at the keel and at the deck. */
const [LEAST, MOST] = [0.1, 10]

/** Height of a severity on the hull, on a logarithmic scale. */
const levelOf = (severity: number): number => {
  const part = Math.log(Math.min(MOST, Math.max(LEAST, severity)) / LEAST) / Math.log(MOST / LEAST)
  return Math.round((KEEL - part * (KEEL - DECK)) * 10) / 10
}

type Found = (typeof FATES)[number] & { readonly severity: number; readonly y: number }

const foundIn = (line: LoadLine): readonly Found[] =>
  FATES.flatMap(entry => {
    const { severity } = line[entry.fate]
    return severity === null ? [] : [{ ...entry, severity, y: levelOf(severity) }]
  }).sort((a, b) => a.y - b.y)

/** Labels one below the other, none over another. */
const spread = (found: readonly Found[]): readonly (Found & { readonly labelY: number })[] => {
  const lowest = KEEL - 4
  let above = DECK - 6
  const down = found.map(entry => {
    above = Math.max(entry.y, above + 17)
    return { ...entry, labelY: above }
  })
  const over = Math.max(0, above - lowest)
  return down.map(entry => ({ ...entry, labelY: entry.labelY - over }))
}

const wave = (y: number): string => {
  const [from, to] = [34, WIDTH - 6]
  const swell = Array.from({ length: 8 }, () => 'q8.75,-4 17.5,0 t17.5,0').join('')
  return `M${from},${y}${swell}L${to},${y}V${HEIGHT - 4}H${from}Z`
}

const scale = (): Html =>
  html`${[0.2, 0.5, 1, 2, 5, 10].map(
    at =>
      html`<text x="26" y="${levelOf(at) + 4}" text-anchor="end" fill="${colour('soft')}" font-size="11">× ${at}</text>`,
  )}`

const times = (severity: number): string => (isAnyOfIt(severity) ? 'any of it' : `× ${short(severity)}`)

const hull = (): Html =>
  html`<path d="M40,${DECK - 14}C120,${DECK + 2} 230,${DECK + 2} 308,${DECK - 20}L300,${KEEL - 24}Q298,${KEEL} 270,${KEEL}H66Q46,${KEEL} 45,${KEEL - 22}Z" fill="${colour('card')}" stroke="${colour('ink')}" stroke-width="2"/>`

const disc = (y: number): Html =>
  html`<g fill="none" stroke="${colour('ink')}" stroke-width="4"><circle cx="${MIDDLE}" cy="${y}" r="24"/><path d="M${MIDDLE - 42},${y}h84"/></g>`

const ladder = (found: readonly Found[]): Html => {
  const [top, bottom] = [found[0]?.y ?? DECK, found.at(-1)?.y ?? DECK]
  const marks = spread(found).map(
    ({ letter, severity, y, labelY }) =>
      html`<path d="M${POST},${y}h22l8,${labelY - y}" fill="none" stroke="${colour('ink')}" stroke-width="2.5"/><text x="${POST + 36}" y="${labelY + 4}" font-size="13" fill="${colour('ink')}" stroke="${colour('card')}" stroke-width="3" stroke-opacity="0.75" paint-order="stroke"><tspan font-weight="700">${letter}</tspan> ${times(severity)}</text>`,
  )
  return html`<path d="M${POST},${top - 1}V${bottom + 1}" stroke="${colour('ink')}" stroke-width="2.5"/>${marks}`
}

const dry = (line: LoadLine): string => {
  const absent = FATES.filter(({ fate }) => line[fate].severity === null)
  if (absent.length === 0) return ''
  return `${absent.map(({ letter }) => letter).join(', ')}: none up to × ${short(line[absent[0]?.fate ?? 'illiquid'].searchedTo)}`
}

const describe = (name: string, water: number, line: LoadLine): string =>
  [
    `The water stands at severity ${short(water)} of ${name}.`,
    ...FATES.map(({ fate, says }) => {
      const { severity, searchedTo } = line[fate]
      return severity === null
        ? `${says}: none up to ${short(searchedTo)}.`
        : isAnyOfIt(severity)
          ? `${says}: at any severity above 0.`
          : `${says}: from severity ${short(severity)} on.`
    }),
  ].join(' ')

/** At the keel, or where a mark stands there, beside the surface. */
const waterTextY = (water: number, lowest: number | undefined): number => {
  if (lowest === undefined || lowest < KEEL - 70) return KEEL - 12
  return water > KEEL - 90 ? water - 12 : water + 18
}

/** The load line as it is painted on a ship's side; the water stands at the severity that was run. */
export const plimsollMark = (document: Document, name: string, id: string): Html => {
  const { loadLine: line, scenario } = document
  if (!line) return html``
  const found = foundIn(line)
  const water = levelOf(scenario.severity)
  const lowest = found.at(-1)
  const sunk = lowest !== undefined && lowest.severity <= scenario.severity
  return html`<figure class="mark"><svg id="${id}" class="chart" role="img" aria-labelledby="${id}-title ${id}-desc" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}"><title id="${id}-title">Load line under ${name}</title><desc id="${id}-desc">${describe(name, scenario.severity, line)}</desc>${scale()}${hull()}<path d="${wave(water)}" fill="${colour(sunk ? 'sunk' : 'sea')}" fill-opacity="0.8" stroke="none"/><path d="${wave(water).replace(/L.*$/, '')}" fill="none" stroke="${colour(sunk ? 'rust' : 'blue')}" stroke-width="2"/>${disc(Math.min(lowest?.y ?? DECK + 6, KEEL - 44))}${found.length > 0 ? ladder(found) : ''}<text x="${WIDTH / 2 + 14}" y="16" text-anchor="middle" font-size="12" fill="${colour('soft')}">${dry(line)}</text><text x="${WIDTH / 2 + 14}" y="${waterTextY(water, lowest?.y)}" text-anchor="middle" font-size="12" fill="${colour('ink')}">water at × ${short(scenario.severity)}, as it was run</text></svg><figcaption><strong>Load line under ${name}.</strong> How many times as hard it would have to strike until <strong>A</strong>nyone may liquidate the position, someone really <strong>L</strong>iquidates it, or it is <strong>I</strong>lliquid. It floats while the disc is above the water.</figcaption></figure>`
}
