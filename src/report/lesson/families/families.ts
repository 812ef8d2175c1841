import type { Study } from '../study.js'
import { coinbase } from './coinbase.js'
import { etherFi } from './etherFi.js'
import type { Family } from './family.js'
import { lido } from './lido.js'
import { rocketPool } from './rocketPool.js'
import { stakeWise } from './stakeWise.js'
import { validator } from './validator.js'

/** Every way of staking that a lesson knows. Adding one is a file and a line here. */
const FAMILIES: readonly Family[] = [validator, lido, rocketPool, etherFi, coinbase, stakeWise]

/** Those that a position stands on. */
export const familiesOf = (study: Study): readonly Family[] => FAMILIES.filter(family => family.in(study))
