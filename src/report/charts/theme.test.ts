import { expect, test } from 'vitest'
import { DARK, LIGHT, type Palette } from './theme.js'

/** Relative luminance, WCAG 2.2. */
const luminance = (hex: string): number => {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map(at => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

const contrast = (a: string, b: string): number => {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y)
  return (high + 0.05) / (low + 0.05)
}

test('contrast is worked out as WCAG does: black on white is 21', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5)
  expect(contrast('#767676', '#ffffff')).toBeCloseTo(4.54, 2)
})

const PALETTES: readonly (readonly [string, Palette])[] = [
  ['light', LIGHT],
  ['dark', DARK],
]
const TEXT = ['ink', 'soft', 'alarm', 'link'] as const
const LINES = ['blue', 'rust', 'green', 'violet', 'amber'] as const
const TINTS = ['sea', 'fine', 'near', 'sunk'] as const

test.each(PALETTES)('%s: text reaches 4.5 to 1, lines 3 to 1', (_, palette) => {
  for (const ground of [palette.paper, palette.card]) {
    for (const name of TEXT) expect(contrast(palette[name], ground), name).toBeGreaterThanOrEqual(4.5)
    for (const name of LINES) expect(contrast(palette[name], ground), name).toBeGreaterThanOrEqual(3)
  }
  for (const tint of TINTS) expect(contrast(palette.ink, palette[tint]), tint).toBeGreaterThanOrEqual(4.5)
  for (const tint of TINTS) expect(contrast(palette.soft, palette[tint]), tint).toBeGreaterThanOrEqual(4.5)
})
