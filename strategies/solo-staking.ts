import { openSolo, type Strategy, toWei, z } from '../src/index.js'

const PLAIN = 32
const LARGEST = 2_048
/** More deposits than this do not fit one transaction here. */
const MOST = 100

const params = z
  .strictObject({
    size: z.coerce.number().min(PLAIN).max(200_000).default(1_024).describe('ether to stake'),
    each: z.coerce
      .number()
      .min(PLAIN)
      .max(LARGEST)
      .default(PLAIN)
      .describe('ether in each validator; above 32 its credentials compound'),
  })
  .refine(p => p.size >= p.each && p.size / p.each <= MOST, {
    message: `at least one validator and at most ${MOST}: raise \`each\``,
    path: ['each'],
  })

type Params = z.output<typeof params>

/** Validators of one's own. */
export const strategy: Strategy<Params> = {
  name: 'solo-staking',
  about:
    'Validators of one’s own: ether goes to Ethereum’s deposit contract, waits in the entry queue without earning, then earns what the protocol pays for duties done, and loses for duties missed; a slashed validator loses more and is put out. Nobody takes a fee and no token stands between. There is one way out: ask to exit, wait in the exit queue, another day, and for the sweep. Nothing can be sold meanwhile.',
  params,
  endowment: ({ size }) => ({ asset: 'ETH', amount: toWei(size) }),
  open: (_, owner, { size, each }) =>
    openSolo(owner, { wei: toWei(size), each: toWei(each), compounding: each > PLAIN }),
}
