/** Longer texts are cut: a node may answer with megabytes. */
const LONGEST = 600

/** What moves a cursor, colours a terminal or turns the direction of writing; line feeds and tabs are let through. */
const CONTROL =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g

/** `text` with each control character written out, as in JSON. */
export const visible = (text: string): string =>
  text.replaceAll(CONTROL, char => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)

/** Anything as a text; an object by its message, or as JSON. Throws only where the value itself does. */
export const asText = (value: unknown): string => {
  if (typeof value === 'string') return value
  if (typeof value !== 'object' || value === null) return String(value)
  const { message } = value as { readonly message?: unknown }
  return typeof message === 'string' && message !== '' ? message : (JSON.stringify(value) ?? 'an object')
}

/** Anything as one line of at most `longest` characters. */
export const oneLine = (value: unknown, longest = LONGEST): string => {
  const text = asText(value)
    .slice(0, 4 * longest)
    .replaceAll(/\s+/g, ' ')
    .trim()
  return text.length <= longest ? text : `${text.slice(0, longest)}…`
}
