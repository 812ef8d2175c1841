/** A risk factor by what it is. */
export type SensitivityId =
  | 'etherPrice'
  | 'shareRate'
  | 'marketPrice'
  | 'debtPrice'
  | 'collateralPrice'
  | 'threshold'
  | 'borrowRate'
  | 'carry'

/** How far one risk factor, alone, can move before the position can be liquidated. */
export type Sensitivity = {
  readonly id: SensitivityId
  /** In words. */
  readonly factor: string
  /** Of `today` and `atLiquidation`. */
  readonly unit: string
  readonly today: number
  /** Null: no value of this factor liquidates; `reason` says why. */
  readonly atLiquidation: number | null
  readonly reason: string
}
