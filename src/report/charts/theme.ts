/** Colours of one appearance. Text colours reach 4.5 to 1 on `paper` and `card`, lines 3 to 1; a test works it out. */
export type Palette = {
  readonly paper: string
  readonly card: string
  readonly ink: string
  readonly soft: string
  /** Hairlines, which nothing is read off. */
  readonly rule: string
  /** Series, after Okabe and Ito: told apart by colour-blind readers. */
  readonly blue: string
  readonly rust: string
  readonly green: string
  readonly violet: string
  readonly amber: string
  /** Words of warning. */
  readonly alarm: string
  readonly link: string
  /** Tints behind text. */
  readonly sea: string
  readonly fine: string
  readonly near: string
  readonly sunk: string
}

/** By day, and on paper. */
export const LIGHT: Palette = {
  paper: '#fbfaf6',
  card: '#ffffff',
  ink: '#17212b',
  soft: '#55606b',
  rule: '#dcd8cd',
  blue: '#0072b2',
  rust: '#d55e00',
  green: '#00835f',
  violet: '#a8558a',
  amber: '#a97800',
  alarm: '#a13d00',
  link: '#005a8e',
  sea: '#dcebf3',
  fine: '#e4f0ea',
  near: '#f7ecd0',
  sunk: '#f8ddcc',
}

/** By night. */
export const DARK: Palette = {
  paper: '#11171d',
  card: '#182028',
  ink: '#e7e9ea',
  soft: '#a3adb6',
  rule: '#323d47',
  blue: '#56b4e9',
  rust: '#f0803c',
  green: '#2fb98f',
  violet: '#d68fb8',
  amber: '#e6b23c',
  alarm: '#ff9d66',
  link: '#8ccdf2',
  sea: '#16303f',
  fine: '#17332a',
  near: '#3b3115',
  sunk: '#44240f',
}

const declared = (palette: Palette): string =>
  Object.entries(palette)
    .map(([name, value]) => `--${name}:${value}`)
    .join(';')

/** Names by what a colour is for, for parts of a page that other folders make. */
const ALIASES: Readonly<Record<string, keyof Palette>> = {
  muted: 'soft',
  line: 'rule',
  accent: 'blue',
  danger: 'rust',
  measured: 'soft',
  yours: 'blue',
}

const aliases = Object.entries(ALIASES)
  .map(([name, of]) => `--${name}:var(--${of})`)
  .join(';')

/** The colours as custom properties, so that one picture serves day, night and paper. */
export const THEME_CSS = [
  `:root{color-scheme:light dark;${declared(LIGHT)};${aliases}}`,
  `@media screen and (prefers-color-scheme:dark){:root{${declared(DARK)}}}`,
].join('\n')

/** A colour by its name, for an attribute of a picture. */
export const colour = (name: keyof Palette): string => `var(--${name})`

/** Type of pages and pictures; nothing is loaded. */
export const FONT = '"Helvetica Neue",Arial,"Liberation Sans",sans-serif'

/** Size of a picture that stands beside others, in CSS pixels; it fits a phone. */
export const SMALL = { width: 350, height: 190 } as const
