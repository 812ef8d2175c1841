import type { FromMarket } from '../analysis/held/fromMarket.js'
import type { Inspection, SeenNft } from '../fork/inspect/inspect.js'
import { heldText } from '../position/held/text.js'
import { unitsText } from '../position/held/words.js'
import { equityWei, healthsOf, type Layer, layersOf, layerValueWei } from '../position/holdings.js'
import { ASSETS, type Asset } from '../protocols/assets.js'
import { UNISWAP_POOLS } from '../protocols/uniswap/addresses.js'
import { ether, isoTime, shellWord } from './text.js'

/** One number that was read twice. 18 decimals for a ratio, else the token’s smallest unit. */
type TwiceRead = {
  readonly what: string
  readonly by: string
  readonly ours: bigint
  readonly theirs: bigint
}

const amount = (asset: Asset, units: bigint): string => `${unitsText(units, ASSETS[asset].decimals)} ${asset}`

const layerText = (layer: Layer): string => {
  switch (layer.kind) {
    case 'wallet':
      return `${amount(layer.asset, layer.amount)} in the wallet`
    case 'aave.supply':
      return `${amount(layer.asset, layer.amount)} supplied to Aave${layer.collateral ? '' : ', not as collateral'}`
    case 'aave.debt':
      return `${amount(layer.asset, layer.amount)} owed to Aave`
    case 'lido.withdrawal':
      return `${amount('ETH', layer.amount)} in Lido’s queue, request ${layer.requestId}${layer.finalized ? ', can be claimed' : ''}`
    case 'claim':
      return `${layer.parts.map(part => amount(part.asset, part.amount)).join(' and ')}: ${layer.protocol}, ${layer.label}`
  }
}

const nftText = (nft: SeenNft): string => {
  const range = `Uniswap NFT ${nft.id}, ticks ${nft.tickLower} to ${nft.tickUpper}`
  if (!nft.pool || !nft.amounts) return range
  const { token0, token1 } = UNISWAP_POOLS[nft.pool]
  const [held0, held1] = nft.amounts
  const [due0, due1] = nft.collectable
  return `${amount(token0, held0)} and ${amount(token1, held1)}: ${range} of ${nft.pool}; ${amount(token0, due0)} and ${amount(token1, due1)} can be collected`
}

const aaveTwice = ({ market, owner, second }: Inspection): readonly TwiceRead[] => {
  if (!second) return []
  const by = '@aave/math-utils'
  const amounts = layersOf(market, owner).flatMap((layer): readonly TwiceRead[] => {
    if (layer.kind !== 'aave.supply' && layer.kind !== 'aave.debt') return []
    const isDebt = layer.kind === 'aave.debt'
    const theirs = (isDebt ? second.owed : second.supplied)[layer.asset as keyof typeof second.owed] ?? 0n
    const what = `${layer.asset} ${isDebt ? 'owed to' : 'supplied to'} Aave`
    return [{ what, by, ours: layer.amount, theirs }]
  })
  const ours = healthsOf(market, owner).find(({ venue }) => venue === 'aave')?.healthFactorWad
  const theirs = second.healthFactorWad
  return ours === undefined || theirs === undefined
    ? amounts
    : [...amounts, { what: 'health factor at aave', by, ours, theirs }]
}

const protocolsTwice = ({ market, owner, answers }: Inspection): readonly TwiceRead[] =>
  healthsOf(market, owner).map(({ venue, healthFactorWad: ours }) => ({
    what: `health factor at ${venue}`,
    by: 'the protocol’s own code',
    ours,
    theirs: answers.healths.find(one => one.venue === venue)?.healthFactorWad ?? 0n,
  }))

const nftsTwice = ({ nfts }: Inspection): readonly TwiceRead[] =>
  nfts.flatMap(({ id, amounts, second }) =>
    amounts && second
      ? ([0, 1] as const).map(i => ({
          what: `token ${i} of Uniswap NFT ${id}`,
          by: '@uniswap/v3-sdk',
          ours: amounts[i],
          theirs: second[i],
        }))
      : [],
  )

/** Every number that was read a second time, by the protocols’ code or by their SDKs. */
export const readTwice = (seen: Inspection): readonly TwiceRead[] => [
  ...protocolsTwice(seen),
  ...aaveTwice(seen),
  ...nftsTwice(seen),
]

const dollars = (base: bigint): string => `${(base / 10n ** 8n).toLocaleString('en-US')} dollars`

/** What was met and has no model, and what was not looked for. */
export const notUnderstood = (seen: Inspection, { left }: FromMarket): readonly string[] => [
  ...left,
  ...seen.aave.others.map(
    token => `Aave Core: the account uses the reserve of ${token}, which is not followed`,
  ),
  ...seen.elsewhere.map(
    ({ lender, collateralBase, debtBase }) =>
      `${lender}: ${dollars(collateralBase)} of collateral and ${dollars(debtBase)} of debt, read and not modelled`,
  ),
  ...seen.nfts.flatMap(({ id, pool, token0, token1, fee }) =>
    pool
      ? []
      : [`Uniswap NFT ${id}: the pool ${token0}/${token1} with a fee of ${fee / 10_000} % is not modelled`],
  ),
  ...(seen.moreNfts > 0 ? [`${seen.moreNfts} more Uniswap NFTs were not read`] : []),
  ...(seen.second ? [] : ['@aave/math-utils is not installed: Aave has no second reading by its SDK']),
  ...(seen.nfts.some(({ amounts, second }) => amounts && !second)
    ? ['@uniswap/v3-sdk is not installed: Uniswap’s positions have no second reading']
    : []),
  `tokens other than ${Object.keys(ASSETS).join(', ')}, other markets of Morpho and other protocols were not looked for`,
]

const twiceText = ({ what, by, ours, theirs }: TwiceRead): string => {
  const isRatio = what.startsWith('health factor')
  const shown = (value: bigint) => (isRatio ? unitsText(value, 18) : String(value))
  const unit = isRatio ? '' : ' of the smallest unit'
  return ours === theirs
    ? `${what}: ${shown(ours)}, equal by ${by}`
    : `${what}: ${shown(ours)}; by ${by} ${shown(theirs)}, a difference of ${shown(theirs - ours)}${unit}`
}

const block = (heading: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : [heading, ...lines.map(line => `  ${line}`)]

/** An account as the terminal shows it: what is held, what it is worth, each reading beside its second one, and what is not understood. */
export const inspectionText = (seen: Inspection, from: FromMarket): string => {
  const { market, owner } = seen
  const layers = layersOf(market, owner)
  const stack = layers.map(layer => `${layerText(layer)} (${ether(layerValueWei(market, layer))} ETH)`)
  const { number, timestamp } = market.block
  const lines = [
    `${owner} at block ${number}, ${isoTime(timestamp)}`,
    ...block('Held', [...stack, ...seen.nfts.map(nftText)]),
    ...(stack.length + seen.nfts.length === 0 ? ['Nothing is held that Plimsoll follows.'] : []),
    `Net worth without NFTs: ${ether(equityWei(market, owner))} ETH`,
    ...block('Read twice', readTwice(seen).map(twiceText)),
    ...block('Not understood, or not looked for', notUnderstood(seen, from)),
    ...(from.held.length === 0
      ? []
      : [`As a position: plimsoll run --held ${shellWord(heldText(from.held))}`]),
  ]
  return `${lines.join('\n')}\n`
}
