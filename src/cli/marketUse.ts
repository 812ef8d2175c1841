import { MarketFileError } from './errors.js'
import { asText } from './output/safeText.js'

let used: string | undefined

/** From now on, a failure of the model is told as the market file's: its state is no state of a chain. */
export const useMarketFile = (file: string): void => {
  used = file
}

/** A fault of the model on a user's market, told as that market's; undefined where no market file is used. */
export const marketFailure = (error: unknown): MarketFileError | undefined =>
  used === undefined
    ? undefined
    : new MarketFileError('This market is not consistent.', {
        facts: { file: used, problem: asText(error).split('\n')[0] ?? '' },
        hint: 'Make one with `plimsoll market --out FILE`.',
      })
