import { titled } from '../../analysis/measures/exposures.js'
import type { Document } from '../document.js'
import { type Column, decimal, dollars, ether, fixed, percentOfWad, table, unique } from '../text.js'
import { amountOf, DUST, type Frame, type Layer, reading } from './read.js'

const COLUMNS: readonly Column[] = [
  { title: 'Layer' },
  { title: 'A claim on' },
  { title: 'Amount', align: 'right' },
  { title: 'Fair value, ETH', align: 'right' },
  { title: 'Share of gross', align: 'right' },
]

/** What stands behind a token. */
const BEHIND: Readonly<Record<string, string>> = {
  ETH: 'nobody: ether itself',
  WETH: 'the WETH contract, one ether each',
  stETH: 'Lido: ether staked with its validators; the balance grows (rebasing)',
  wstETH: 'Lido: shares of the ether staked with its validators; each grows in value',
  weETH: 'ether.fi: shares of staked and restaked ether; each grows in value, redeemed by request',
  rETH: 'Rocket Pool: shares of staked ether; each grows in value, redeemed while ether is there',
  cbETH: 'Coinbase: shares of staked ether; redeemed at Coinbase, not on chain',
  osETH:
    'StakeWise: ether staked in its vaults, more of it than osETH stands for; each grows in value, redeemed through its redeemer',
  USDC: 'Circle: dollars',
  USDT: 'Tether: dollars',
  DAI: 'Maker: dollars against collateral',
  WBTC: 'its custodian: bitcoin',
}

const behind = (asset: string): string => BEHIND[asset] ?? 'its issuer'

/** A layer in words: what it is, what it is a claim on, and how much. */
export const describe = (layer: Layer): readonly [string, string, string] => {
  switch (layer.kind) {
    case 'wallet':
      return ['held in the wallet', behind(layer.asset), amountOf(layer.asset, layer.amountUnits)]
    case 'aave.supply': {
      const use = layer.collateral ? 'supplied to Aave as collateral' : 'supplied to Aave'
      const whom = `Aave’s borrowers of ${layer.asset}, and behind it ${behind(layer.asset)}`
      return [use, whom, amountOf(layer.asset, layer.amountUnits)]
    }
    case 'aave.debt':
      return [
        'borrowed from Aave',
        'this position: owed to Aave’s lenders',
        amountOf(layer.asset, layer.amountUnits),
      ]
    case 'lido.withdrawal': {
      const state = layer.finalized ? 'ready to be claimed' : 'waiting'
      return [
        `withdrawal request ${layer.requestId}, ${state}`,
        'Lido’s queue',
        amountOf('ETH', layer.amountWei),
      ]
    }
    case 'claim': {
      const parts = layer.parts.filter(part => part.amountUnits !== '0')
      const owed = parts.every(part => part.amountUnits.startsWith('-'))
      const whom = owed
        ? 'this position: owed to those who lend there'
        : unique(parts.map(part => behind(part.asset))).join('; ')
      const amounts = parts
        .map(part => amountOf(part.asset, owed ? part.amountUnits.replace('-', '') : part.amountUnits))
        .join(' and ')
      const use = layer.protocol === 'validators' ? layer.label : `${titled(layer.protocol)}: ${layer.label}`
      return [use, whom, amounts]
    }
  }
}

const share = (wei: bigint, gross: bigint): string =>
  gross === 0n ? '–' : `${percentOfWad((wei * 10n ** 18n) / gross, 1)} %`

/** Whether a layer is worth no word. */
export const isDust = ({ valueWei }: Layer): boolean => BigInt(valueWei) < DUST && BigInt(valueWei) > -DUST

/** Everything that is held, at fair value in wei, debts left out. */
export const grossOf = ({ layers }: Frame): bigint =>
  layers.reduce((sum, { valueWei }) => (BigInt(valueWei) > 0n ? sum + BigInt(valueWei) : sum), 0n)

const rows = (frame: Frame): readonly (readonly string[])[] => {
  const gross = grossOf(frame)
  const net = BigInt(frame.equityWei)
  return [
    ...frame.layers
      .filter(layer => !isDust(layer))
      .map(layer => {
        const value = BigInt(layer.valueWei)
        return [...describe(layer), ether(value), share(value, gross)]
      }),
    ['**net worth**', '', '', `**${ether(net)}**`, share(net, gross)],
  ]
}

/** What is held once the position is open, and on whom it is a claim. */
export const holdings = (document: Document): string => {
  const { first } = reading(document)
  const cost = BigInt(document.runs[0]?.openingCostWei ?? '0')
  const price = BigInt(first.etherPriceBase)
  const gross = grossOf(first)
  const net = BigInt(first.equityWei)
  const times = net > 0n ? decimal(Number((gross * 1_000n) / net) / 1_000, 2) : '–'
  return [
    table(COLUMNS, rows(first)),
    `Gross over net: ${times}. Opening cost ${ether(cost)} ETH. Fair value counts staking tokens at their share rate and everything else at Aave’s prices; dust below 0.0001 ETH is left out. Net worth is ${dollars(net, price)} USD at ${fixed(price, { decimals: 8, digits: 2 })} USD an ether.`,
  ].join('\n\n')
}
