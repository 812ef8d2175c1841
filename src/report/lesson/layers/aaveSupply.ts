import { OWNER } from '../../../market/crowd.js'
import type { Asset } from '../../../protocols/assets.js'
import { decimal, percentOfRay } from '../../text.js'
import type { Study } from '../study.js'
import { type LayerLesson, narrow } from './layer.js'

const categoryOf = ({ opened }: Study): number => opened.aave.accounts[OWNER]?.eMode ?? 0

const eModeWords = (study: Study): string => {
  const category = categoryOf(study)
  return category > 0 ? ` It stands in [[e-mode]] ${category}.` : ''
}

/** What a liquidator gets on top, percent: the e-mode's where the account stands in one. */
const bonusPercent = (study: Study, asset: Asset): string => {
  const { reserves, eModes } = study.opened.aave
  const bps = (eModes[categoryOf(study)] ?? reserves[asset])?.liquidationBonusBps ?? 10_000
  return decimal((bps - 10_000) / 100, 1)
}

/** Tokens supplied to Aave. */
export const aaveSupply: LayerLesson = {
  is: layer => layer.kind === 'aave.supply',
  name: layer => `${narrow(layer, 'aave.supply').asset} supplied to Aave`,
  what: (study, layer) => {
    const { asset, collateral } = narrow(layer, 'aave.supply')
    const role = collateral
      ? ` It is **collateral**: it stands in for the debt, and can be taken to pay it.${eModeWords(study)}`
      : ' It is not collateral: no debt leans on it.'
    return `The tokens are lent to Aave’s pool. What is held instead is a claim on whatever ${asset} the pool has, and on what others owe it.${role}`
  },
  yields: ({ opened }, layer) => {
    const { asset } = narrow(layer, 'aave.supply')
    const rate = opened.aave.reserves[asset]?.liquidityRateRay ?? 0n
    return `The token keeps earning its staking reward. Aave pays ${percentOfRay(rate)} % a year on top, out of what borrowers of ${asset} pay.`
  },
  risks: (study, layer) => {
    const { asset, collateral } = narrow(layer, 'aave.supply')
    const bonus = `In a [[liquidation]] the collateral is taken at ${bonusPercent(study, asset)} % above the debt it pays.`
    return [
      'Aave’s contracts and its governance: it sets thresholds, caps and oracles, and can freeze a market.',
      `If the pool’s ${asset} is all lent out, it cannot be withdrawn until somebody pays back. That is [[utilisation]] at 100 %.`,
      ...(collateral ? [bonus] : []),
    ]
  },
}
