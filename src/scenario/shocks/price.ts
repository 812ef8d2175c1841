import { CROWD } from '../../market/crowd.js'
import type { FeedName } from '../../protocols/chainlink/state.js'
import { mulDivFloor } from '../../units/fixed.js'
import { sentBy } from '../sent.js'
import { ofKind, type ShockDef } from './define.js'
import { CHANGE, FEED } from './fields.js'
import { changeOf, factorOf, product } from './joins.js'
import { BPS_UNITS, bpsUnits, priceChange } from './severity.js'

/** A feed's answer, against its answer when the scenario began. An oracle moves; no market does. */
type Price = { readonly kind: 'price'; readonly feed: FeedName; readonly changeBps: number }

export const price: ShockDef<Price> = {
  kind: 'price',
  fields: { feed: FEED, changeBps: CHANGE },
  label: 'Oracle price',
  happened: 'a feed’s price moved',
  seen: 'etherPrice',
  atNothing: 'stays',
  once: true,
  scale: (shock, severity) => ({ ...shock, changeBps: priceChange(shock.changeBps, severity) }),
  level: ({ feed }) => ({ of: `price ${feed}` }),
  join: (shock, all) => [
    { ...shock, changeBps: changeOf(product(ofKind<Price>(all, 'price').map(factorOf))) },
  ],
  lower: ({ feed, changeBps }, _, start) => {
    const moved = mulDivFloor(start.chainlink.feeds[feed].answer, bpsUnits(10_000 + changeBps), BPS_UNITS)
    return sentBy(CROWD.oracle, [{ kind: 'chainlink.answer', feed, answer: moved }])
  },
}
