import { deleverage } from './deleverage.js'
import { leave } from './leave.js'
import type { Policy } from './policy.js'
import { rebalance } from './rebalance.js'
import { topUp } from './topUp.js'

/** Every policy besides doing nothing. Adding one is a file and a line here. */
export const POLICIES: readonly Policy[] = [deleverage, topUp, rebalance, leave]
