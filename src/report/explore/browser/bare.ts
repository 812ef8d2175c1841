import type { Strategy } from '../../../position/strategy.js'
import { createExplorer } from '../session.js'
import { agreementOf } from '../summary.js'

/** The explorer without a page, for a program that runs the same bundle: it waits under the name `plimsoll`. */
export const start = (strategies: Readonly<Record<string, Strategy>>): void => {
  Object.assign(globalThis, { plimsoll: { strategies, createExplorer, agreementOf } })
}
