import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const FOLDER = new URL('contracts/', import.meta.url)

/** Functions of the oracle's account that keep to what someone on mainnet may do, and whose limits they keep. */
const KEEPS_TO: Readonly<Record<string, string>> = {
  'LidoAccounting.report': 'the sanity checks of Lido’s version',
  'LidoDeposits.withdrawDepositableEther': 'CAN_NOT_DEPOSIT, NOT_ENOUGH_ETHER',
  'LidoDeposits.stop': 'the DAO’s; not twice',
  'LidoDeposits.resume': 'the DAO’s; not twice',
  'LidoDeposits.setDepositsReserveTarget': 'the DAO’s',
  'WithdrawalQueue.pause': 'the gate seal’s and the DAO’s; not twice',
  'WithdrawalQueue.resume': 'the DAO’s; not twice',
  'EtherFiReports.report': 'the bounds of EtherFiAdmin and LiquidityPool by year',
  'OsTokenController.setAvgRewardPerSecond': 'the keeper’s bound of 20 % a year',
  'OsTokenRedeemer.redeemOsTokenPositions': 'what waits, the owner’s position and the vault’s ether',
  'StakeWiseVault.report': 'the keeper’s root is not bounded; ether that goes to validators is',
  'RocketNetwork.setBalances': 'members’ consensus; version 1.3.1 bounds nothing',
  'Feed.setAnswer': 'Chainlink’s nodes; not while they have stopped',
  'Beacon.exit': 'validators’ own exits, by the churn',
  'Beacon.slash': 'the consensus layer’s',
  'Beacon.beginOutage': 'the consensus layer’s',
  'Validators.settle': 'the consensus layer’s',
  'Validators.slash': 'the consensus layer’s',
  'Validators.outage': 'the consensus layer’s',
  'Validators.sweep': 'the consensus layer’s',
  'Erc20.mint': 'the issuer’s: builds the market, and makes the forged tokens of `mintAndBorrow`',
  'Erc20.burn': 'the issuer’s',
  'OsToken.mint': 'the controller’s, and of the oracle’s account as Erc20.mint',
  'OsToken.burn': 'the controller’s, and of the oracle’s account as Erc20.burn',
}

type Guarded = { readonly contract: string; readonly name: string }

/** Every function whose body asks for the oracle's account. */
const guarded = (file: string): readonly Guarded[] => {
  const text = readFileSync(new URL(file, FOLDER), 'utf8')
  const contract = file.replace(/^.*\//, '').replace('.sol', '')
  return text
    .split(/\n {4}function /)
    .slice(1)
    .filter(body => /\bonlyOracle\(\)/.test(body.split(/\n {4}\}/)[0] ?? ''))
    .map(body => ({ contract, name: body.slice(0, body.indexOf('(')) }))
}

const all = readdirSync(FOLDER, { recursive: true })
  .map(String)
  .filter(file => file.endsWith('.sol'))
  .flatMap(guarded)

test('what the oracle’s account alone may do keeps to someone’s limits on mainnet, or is named force…', () => {
  const unnamed = all.filter(
    ({ contract, name }) => !name.startsWith('force') && !Object.hasOwn(KEEPS_TO, `${contract}.${name}`),
  )
  expect(unnamed).toEqual([])
  expect(all.length).toBeGreaterThan(20)
})

test('every limit that is named is of a function that is there', () => {
  const there = all.map(({ contract, name }) => `${contract}.${name}`)
  expect(Object.keys(KEEPS_TO).filter(name => !there.includes(name))).toEqual([])
})
