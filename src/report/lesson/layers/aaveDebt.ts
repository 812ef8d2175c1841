import { percentOfRay } from '../../text.js'
import type { Study } from '../study.js'
import { type LayerLesson, narrow } from './layer.js'

const highestRate = ({ opened }: Study, asset: string): string => {
  const reserve = Object.values(opened.aave.reserves).find(entry => entry?.asset === asset)
  if (!reserve) return ''
  const bps = reserve.baseRateBps + reserve.slope1Bps + reserve.slope2Bps
  return ` When all of the pool is lent out it would be ${percentOfRay(BigInt(bps) * 10n ** 23n)} %.`
}

/** Tokens borrowed from Aave. */
export const aaveDebt: LayerLesson = {
  is: layer => layer.kind === 'aave.debt',
  name: layer => `${narrow(layer, 'aave.debt').asset} borrowed from Aave`,
  what: (_, layer) => {
    const { asset } = narrow(layer, 'aave.debt')
    return `Owed to everyone who supplied ${asset} to Aave. There is no date on which it falls due. Instead there is a rule: the [[health factor]] must stay at 1 or above.`
  },
  yields: (study, layer) => {
    const { asset } = narrow(layer, 'aave.debt')
    const rate = study.opened.aave.reserves[asset]?.borrowRateRay ?? 0n
    return `It costs ${percentOfRay(rate)} % a year now. The rate moves with every block, by how much of the pool is borrowed.${highestRate(study, asset)}`
  },
  risks: () => [
    '**Liquidation.** Below a health factor of 1 anyone may pay part of the debt and take collateral for it, with a bonus. Without debt this cannot happen at all.',
    '**Interest.** If it outgrows what the collateral earns, the position shrinks by itself.',
    '**The way out.** The debt must be paid back before the collateral is free. In a squeeze that is the hard part.',
  ],
}
