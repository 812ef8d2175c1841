import type { PriceSource, SwitchableAsset } from '../../protocols/chainlink/state.js'
import { ofKind, type ShockDef, unscaled } from './define.js'
import { byGovernance } from './governed.js'

/** Aave prices a staking token by its exchange rate, or at the market. */
type SetPriceSource = {
  readonly kind: 'priceSource'
  readonly asset: SwitchableAsset
  readonly source: PriceSource
}

export const priceSource: ShockDef<SetPriceSource> = {
  kind: 'priceSource',
  fields: {
    asset: { kind: 'choice', of: ['wstETH', 'ezETH'] },
    source: { kind: 'choice', of: ['exchange-rate', 'market'] },
  },
  label: 'Another price source',
  happened: 'Aave took another price source',
  seen: 'wstEthPrice',
  atNothing: 'goes',
  scale: unscaled,
  level: ({ asset }) => ({ of: `priceSource ${asset}` }),
  join: (shock, all) => [
    ofKind<SetPriceSource>(all, 'priceSource').find(one => one.source === 'market') ?? shock,
  ],
  lower: ({ asset, source }) => byGovernance({ kind: 'aave.setPriceSource', asset, source }),
}
