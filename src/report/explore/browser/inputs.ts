/// <reference lib="dom" />
import type { Control } from '../payload.js'
import { spaced } from '../words.js'
import { make } from './dom.js'

/** A control on the page: its element, and a way to move it from outside. */
export type Input<T> = { readonly element: HTMLElement; set(value: T): void; note(text: string): void }

export type Range = {
  readonly id: string
  readonly label: string
  readonly about: string
  readonly lowest: number
  readonly highest: number
  readonly whole: boolean
  readonly scale: 'linear' | 'log'
  readonly value: number
  readonly unit?: string
}

/** Positions of a slider; its ends are the bounds themselves. */
const POSITIONS = 400

const toValue = ({ lowest, highest, scale, whole }: Range, position: number): number => {
  const part = position / POSITIONS
  if (part === 0) return lowest
  if (part === 1) return highest
  const exact = scale === 'log' ? lowest * (highest / lowest) ** part : lowest + (highest - lowest) * part
  if (whole) return Math.round(exact)
  const step = 10 ** Math.floor(Math.log10(scale === 'log' ? exact : highest - lowest)) / 100
  return Number((Math.round(exact / step) * step).toPrecision(6))
}

const toPosition = ({ lowest, highest, scale }: Range, value: number): number => {
  const bounded = Math.min(highest, Math.max(lowest, value))
  const part =
    scale === 'log'
      ? Math.log(bounded / lowest) / Math.log(highest / lowest)
      : (bounded - lowest) / (highest - lowest || 1)
  return Math.round(part * POSITIONS)
}

/** A slider and, beside it, a field for the exact value. */
export const rangeInput = (range: Range, onChange: (value: number) => void): Input<number> => {
  const { id, label, lowest, highest, value } = range
  const slider = make('input', {
    type: 'range',
    id,
    min: 0,
    max: POSITIONS,
    step: 1,
    'aria-describedby': `${id}-about`,
  })
  const exact = make('input', {
    type: 'number',
    min: lowest,
    max: highest,
    step: 'any',
    'aria-label': `${label}, exact`,
  })
  const about = make('p', { id: `${id}-about`, class: 'about' }, range.about)
  const show = (next: number): void => {
    slider.value = String(toPosition(range, next))
    slider.setAttribute('aria-valuetext', `${next}${range.unit ?? ''}`)
    exact.value = String(next)
  }
  slider.addEventListener('input', () => {
    const next = toValue(range, Number(slider.value))
    slider.setAttribute('aria-valuetext', `${next}${range.unit ?? ''}`)
    exact.value = String(next)
    onChange(next)
  })
  exact.addEventListener('change', () => {
    const next = Math.min(highest, Math.max(lowest, Number(exact.value)))
    if (exact.value === '' || !Number.isFinite(next)) return
    show(next)
    onChange(next)
  })
  show(value)
  const element = make(
    'div',
    { class: 'control' },
    make('label', { for: id }, label),
    make('div', { class: 'move' }, slider, exact),
    about,
  )
  return { element, set: show, note: text => about.replaceChildren(text) }
}

/** One of several, by name. */
export const choiceInput = <T extends string | boolean>(
  choice: {
    readonly id: string
    readonly label: string
    readonly about: string
    readonly options: readonly T[]
    readonly value: T
  },
  onChange: (value: T) => void,
): Input<T> => {
  const { id, label, options, value } = choice
  const select = make(
    'select',
    { id, 'aria-describedby': `${id}-about` },
    ...options.map(option => make('option', { value: String(option) }, String(option))),
  )
  select.value = String(value)
  select.addEventListener('change', () => {
    const chosen = options[select.selectedIndex]
    if (chosen !== undefined) onChange(chosen)
  })
  const about = make('p', { id: `${id}-about`, class: 'about' }, choice.about)
  const element = make('div', { class: 'control' }, make('label', { for: id }, label), select, about)
  return {
    element,
    set: next => {
      select.value = String(next)
    },
    note: text => about.replaceChildren(text),
  }
}

/** The input for one parameter of a strategy. */
export const parameterInput = (
  control: Control,
  value: unknown,
  onChange: (value: unknown) => void,
): Input<unknown> => {
  const id = `explore-param-${control.name}`
  const label = spaced(control.name)
  if (control.kind === 'choice') {
    const chosen = control.options.find(option => option === value) ?? control.options[0] ?? ''
    const input = choiceInput({ ...control, id, label, value: chosen }, onChange)
    return { ...input, set: next => input.set(next as string | boolean) }
  }
  const input = rangeInput({ ...control, id, label, value: Number(value) }, onChange)
  return { ...input, set: next => input.set(Number(next)) }
}
