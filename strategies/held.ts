import { heldPosition, type Strategy, z } from '../src/index.js'

const EXAMPLE = '1200 wstETH and -800 WETH on aave e-mode 1; 300 stETH; 50 ETH in curve'

const params = z.strictObject({
  holdings: z.string().default(EXAMPLE).describe('what is held, a semicolon between; debts are negative'),
  size: z.coerce.number().positive().max(1_000).default(1).describe('times as much of each'),
})

type Params = z.output<typeof params>

/** Holdings that are there already: nothing is opened and nothing paid for it. */
export const strategy: Strategy<Params> = {
  name: 'held',
  about:
    'What is held already, as it is: put in place out of what others have, at no cost, so that the market stays as recorded.',
  params,
  ...heldPosition,
}
