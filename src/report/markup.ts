/** Text of others inside HTML or SVG, in an element or a quoted attribute: it shows, and does nothing else. */
export const htmlText = (raw: string): string =>
  raw.replace(/[&<>"']/g, found => `&#${found.codePointAt(0)};`)
