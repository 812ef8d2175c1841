import { isAtOnce } from '../../../simulation/patience.js'
import { decimal, ether, healthFactor, listed } from '../../text.js'
import { type Chapter, list } from '../blocks.js'
import { familiesOf } from '../families/families.js'
import { assetsOwed, changeIn, lowestIn, number, perYear, type Study } from '../study.js'

const growth = (study: Study): string => {
  const [first, last] = [study.calm.seen.frames[0], study.calm.seen.frames.at(-1)]
  const part = first && last ? number(last.equityWei) / number(first.equityWei) - 1 : 0
  return `In calm weather it earns ${decimal(perYear(part, study.calm.scenario.days) * 100, 2)} % a year on what was put in.`
}

const claimed = (study: Study): string => {
  const names = familiesOf(study).map(({ name }) => name)
  return names.length === 0
    ? 'It is no claim on staked ether.'
    : `It is a claim on ether staked with ${listed(names)}. The claim moves with rewards and penalties; its price moves with buyers and sellers.`
}

const debts = (study: Study): string => {
  const owed = assetsOwed(study)
  const { healthFactorWad } = study.first
  return owed.length === 0 || healthFactorWad === null
    ? 'It owes nothing, so it cannot be liquidated.'
    : `It owes ${listed(owed)}. Its health factor is ${healthFactor(healthFactorWad)}; below 1 it can be liquidated.`
}

const worst = (study: Study): string => {
  const hardest = study.watched.reduce((found, next) =>
    changeIn(next.seen) < changeIn(found.seen) ? next : found,
  )
  const low = lowestIn(hardest.seen)
  const health = low ? `, at a lowest health factor of ${healthFactor(low.wad)}` : ''
  return `Of the scenarios run for this lesson \`${hardest.scenario.name}\` costs it most: ${ether(changeIn(hardest.seen))} ETH${health}.`
}

/** The lesson in six lines. */
export const recap = (study: Study): Chapter => {
  const now = study.exits(study.calm.seen, 0).ways.find(isAtOnce)
  const leave = now
    ? `Leaving at once costs ${decimal(now.costBps / 100, 2)} % on a quiet day, and more when others leave too.`
    : 'It cannot be left at once on the first day.'
  return {
    id: 'recap',
    title: 'What to remember',
    blocks: [
      list([
        'Staked ether is a bond for work. It is paid with new ether, and it can be destroyed for contradicting oneself.',
        claimed(study),
        growth(study),
        debts(study),
        leave,
        worst(study),
      ]),
    ],
  }
}
