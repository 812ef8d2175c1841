import { colour } from '../charts/theme.js'
import type { Document } from '../document.js'
import { openedElsewhere, openedFirst } from '../sections/elsewhere.js'
import { exposuresTable } from '../sections/exposures.js'
import { describe, grossOf, holdings, isDust } from '../sections/holdings.js'
import { type Layer, reading } from '../sections/read.js'
import { sensitivitiesTable } from '../sections/sensitivities.js'
import { decimal, ether, percentOfWad, unique } from '../text.js'
import { fromMarkdown, plainOf } from './fromMarkdown.js'
import { areSeveral } from './labels.js'
import { type Html, html, isolated, NOTHING } from './markup.js'

const part = (wei: bigint, of: bigint): number => (of === 0n ? 0 : Number((wei * 10_000n) / of) / 100)

/** A bar from one percentage of the width to another. */
const bar = (from: number, to: number, fill: 'blue' | 'rust' | 'green'): Html =>
  html`<svg aria-hidden="true"><rect x="0" y="5" width="100%" height="2" fill="${colour('rule')}"/><rect x="${from}%" width="${to - from}%" height="12" rx="2" fill="${colour(fill)}"/></svg>`

type Carry = Document['carry'][number]

type Placed = {
  readonly layer: Layer
  readonly carry: Carry | undefined
  readonly from: number
  readonly to: number
}

/** What is held from the left, one after the other; what is owed from the right. */
const placed = (
  layers: readonly (readonly [Layer, Carry | undefined])[],
  gross: bigint,
): readonly Placed[] => {
  let [left, right] = [0, 100]
  return layers.map(([layer, carry]) => {
    const size = part(BigInt(layer.valueWei), gross)
    if (size >= 0) {
      left += size
      return { layer, carry, from: left - size, to: left }
    }
    right += size
    return { layer, carry, from: right, to: right - size }
  })
}

const risk = (value: bigint, net: bigint): string =>
  net <= 0n
    ? ''
    : value >= 0n
      ? `1 % off its worth takes ${decimal(part(value, net) / 100, 2)} % of net worth`
      : `each 1 % it grows takes ${decimal(part(-value, net) / 100, 2)} % of net worth`

const signedPercent = (value: number): string => `${value > 0 ? '+' : ''}${decimal(value, 2)} %`

/** What a layer adds to net worth in a year, in per cent of net worth; undefined where it is not modelled. */
const adds = (value: bigint, net: bigint, carry: Carry | undefined): number | undefined =>
  carry?.perYear === undefined || carry.perYear === null || net <= 0n
    ? undefined
    : Math.abs(part(value, net)) * carry.perYear

/** What some yields leave out, in words. */
const leftOut = (carries: readonly (Carry | undefined)[]): string => {
  const without = unique(carries.flatMap(carry => (carry?.without ? [carry.without] : [])))
  return without.length === 0 ? '' : `; without ${without.join(', ')}`
}

const yieldOf = (value: bigint, net: bigint, carry: Carry | undefined): Html => {
  const added = adds(value, net, carry)
  if (added === undefined) return carry ? html`yield: ${carry.from}` : NOTHING
  return html`<strong>${signedPercent(added)} a year</strong> <span class="soft">of net worth: ${carry?.from ?? ''}${leftOut([carry])}</span>`
}

const row = ({ layer, carry, from, to }: Placed, gross: bigint, net: bigint): Html => {
  const value = BigInt(layer.valueWei)
  const [use, whom, amount] = describe(layer).map(plainOf)
  return html`<li>${bar(from, to, value < 0n ? 'rust' : 'blue')}<div><p class="what">${amount ?? ''}, ${use ?? ''}</p><p class="small soft">A claim on ${whom ?? ''}.</p></div><p>${ether(value)} ETH<br><span class="small soft">${percentOfWad((value * 10n ** 18n) / (gross === 0n ? 1n : gross), 1)} % of gross</span></p><p class="small">${yieldOf(value, net, carry)}<br><span class="soft">Risk: ${risk(value, net)}.</span></p></li>`
}

const totalYield = (held: readonly (readonly [Layer, Carry | undefined])[], net: bigint): Html => {
  const each = held.map(([layer, carry]) => adds(BigInt(layer.valueWei), net, carry))
  if (each.length === 0 || each.some(value => value === undefined)) return NOTHING
  const sum = each.reduce<number>((total, value) => total + (value ?? 0), 0)
  return html`<strong>${signedPercent(sum)} a year</strong> <span class="soft">at today’s rates${leftOut(held.map(([, carry]) => carry))}</span>`
}

const pictureOf = (document: Document): Html => {
  const { first } = reading(document)
  const [gross, net] = [grossOf(first), BigInt(first.equityWei)]
  const held = first.layers.map((layer, i) => [layer, document.carry[i]] as const)
  const layers = placed(
    held.filter(([layer]) => !isDust(layer)),
    gross,
  )
  const rows = layers.map(entry => row(entry, gross, net))
  return html`<ol class="stack">${rows}<li>${bar(0, Math.max(0, part(net, gross)), 'green')}<p class="net">Net worth</p><p class="net">${ether(net)} ETH</p><p class="small">${totalYield(held, net)}<br><span class="soft">${net > 0n ? `${decimal(part(gross, net) / 100, 2)} times itself stands at stake.` : ''}</span></p></li></ol>`
}

const position = (document: Document): Html => {
  const { strategy } = document
  const params = Object.entries(strategy.params).filter(([, value]) => value !== undefined && value !== null)
  const sensitivities = sensitivitiesTable(document)
  const stands = exposuresTable(document)
  return html`<p>${isolated(strategy.about)}</p><p class="small soft">${params.map(([key, value]) => html`${isolated(key)} ${isolated(String(value))} &nbsp; `)}</p>${pictureOf(document)}<details><summary>The stack in numbers</summary>${fromMarkdown(holdings(document), 'What is held, and on whom it is a claim')}</details>${stands === '' ? NOTHING : html`<details><summary>What it stands on</summary>${fromMarkdown(stands, 'What the position stands on')}</details>`}${sensitivities === '' ? NOTHING : html`<details><summary>How far each risk factor can move alone</summary>${fromMarkdown(sensitivities, 'Distance to liquidation')}</details>`}`
}

/** Above this many, each is folded. */
const FEW = 3

const titled = (document: Document, all: readonly Document[]): Html => {
  const name = isolated(document.strategy.name)
  const body = position(document)
  if (!areSeveral(all)) return body
  return all.length > FEW
    ? html`<details><summary>${name}</summary>${body}</details>`
    : html`<h3>${name}</h3>${body}`
}

/** The layers of each position as a picture: what is claimed on whom, and what is owed. */
export const stackSection = (documents: readonly Document[]): Html => {
  const held = openedFirst(documents)
  const others = openedElsewhere(documents)
  return html`<section id="position" aria-labelledby="position-title"><h2 id="position-title">What is held</h2>${held.map(document => titled(document, held))}${others === '' ? NOTHING : fromMarkdown(others, 'Opened in other markets')}</section>`
}
