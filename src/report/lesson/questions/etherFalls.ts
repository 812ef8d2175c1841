import { decimal, ether, healthFactor } from '../../text.js'
import { assetsOwed, changeIn, lowestIn } from '../study.js'
import type { Ask } from './question.js'

/** Whether a fall of ether reaches the health factor. */
export const etherFalls: Ask = async study => {
  if (assetsOwed(study).length === 0) return undefined
  const seen = await study.attempt({ scenario: 'eth-crash' })
  const [low, calm] = [seen && lowestIn(seen), lowestIn(study.calm.seen)]
  const [first, last] = [seen?.frames[0], seen?.frames.at(-1)]
  if (!seen || !low || !calm || !first || !last) return undefined
  const fall = decimal((1 - Number(last.etherPriceBase) / Number(first.etherPriceBase)) * 100, 0)
  const unmoved = low.wad >= calm.wad - 10n ** 15n
  const reason = study.sensitivities.find(({ id }) => id === 'etherPrice')?.reason ?? ''
  return {
    ask: 'Ether falls by nearly half against the dollar. Does the health factor notice?',
    moves: ['Scenario: `eth-crash`', 'then move the oracle price further, as far as it goes'],
    preset: { scenario: 'eth-crash' },
    answer: unmoved
      ? `No. Ether falls by ${fall} %, and the lowest health factor is ${healthFactor(low.wad)}, as in calm days. Net worth counted in ether changes by ${ether(changeIn(seen))} ETH; counted in dollars it falls as ether does.`
      : `Yes. Ether falls by ${fall} %, and the health factor goes from ${healthFactor(calm.wad)} to ${healthFactor(low.wad)}.`,
    why: unmoved
      ? `A fall of ether takes nothing from the fraction: ${reason}.`
      : `A fall of ether makes the fraction smaller: ${reason}.`,
  }
}
