/// <reference lib="dom" />
/// <reference lib="dom.iterable" />

type Attributes = Readonly<Record<string, string | number | boolean>>

/** An element with attributes and children; text is text, never markup. `true` sets an attribute, `false` leaves it out. */
export const make = <K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes,
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] => {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes))
    if (value !== false) element.setAttribute(name, value === true ? '' : String(value))
  element.append(...children)
  return element
}

/** SVG text of our own charts as an element. */
export const svgOf = (text: string): Node => {
  const parsed = new DOMParser().parseFromString(
    text.replace('<svg ', '<svg xmlns="http://www.w3.org/2000/svg" '),
    'image/svg+xml',
  )
  return document.importNode(parsed.documentElement, true)
}
