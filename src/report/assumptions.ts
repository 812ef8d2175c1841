/** One thing taken for granted, and the scenarios that do. */
export type Assumption = { readonly said: string; readonly scenarios: readonly string[] }

const THEN = ':then'

/** An event's two modes as one name. */
const inBothModes = (names: readonly string[]): readonly string[] =>
  names
    .filter(name => !(name.endsWith(THEN) && names.includes(name.slice(0, -THEN.length))))
    .map(name => (names.includes(`${name}${THEN}`) ? `${name} in both modes` : name))

/** Each assumption once, in the order first met, with the scenarios that make it. */
export const byAssumption = (
  scenarios: readonly { readonly name: string; readonly assumed: readonly string[] }[],
): readonly Assumption[] => {
  const found = new Map<string, Set<string>>()
  for (const { name, assumed } of scenarios)
    for (const said of assumed) found.set(said, (found.get(said) ?? new Set()).add(name))
  return [...found].map(([said, names]) => ({ said, scenarios: inBothModes([...names]) }))
}
