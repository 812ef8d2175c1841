import type { Method, Through } from '../../position/method.js'

const counted = (count: number, one: string, several: string): string =>
  `${count} ${count === 1 ? one : several}`

/** What a method is called; a strategy's own label as it is. */
export const methodWords = (method: Method): string => {
  if (typeof method === 'string') return method
  switch (method.id) {
    case 'alreadyEther':
      return 'nothing to sell: it is ether already'
    case 'atOnce':
      return 'sold at once'
    case 'oneTicket':
      return 'one ticket'
    case 'burnt':
      return 'burnt for ether'
    case 'liquidityOut':
      return 'liquidity taken out'
    case 'refinance':
      return 'one transaction, with Morpho’s flash loan of the collateral'
    case 'fromHeld':
      return `paid from the ${method.asset} held`
    case 'flashDebt':
    case 'flashCollateral':
      return method.loans
        .map(({ lender, asset }) => `${lender === 'morpho' ? 'Morpho’s' : 'Aave’s'} flash loan of ${asset}`)
        .join(' and ')
    case 'steps':
      return `${method.count > 0 ? `${method.count} ` : ''}steps without a loan`
    case 'lidoRequests':
      return `${counted(method.count, 'request', 'requests')} at once`
    case 'lidoRounds':
      return method.count === 1 ? 'one round through the queue' : `${method.count} rounds through the queue`
    case 'etherFiRounds':
      return counted(method.count, 'request', 'rounds of requests')
    case 'validators':
      return method.mustActivate ? 'wait to be activated, exit, wait, sweep' : 'exit, wait, sweep'
    case 'partThenQueue':
      return `part sold at once ${method.byLoan ? `by a flash loan of ${method.asset}` : 'without a loan'}, then ${counted(method.waits, 'wait', 'waits')} in the queue`
  }
}

const THROUGH: Readonly<Record<string, string>> = {
  lidoQueue: 'Lido’s queue',
  etherFiRequests: 'ether.fi’s withdrawal requests',
  stakeWiseRedeemer: 'StakeWise’s redeemer',
  rocketPool: 'Rocket Pool’s own ether',
  exitQueue: 'Ethereum’s exit queue',
  issuer: 'redemption by its issuer',
}

/** Whose queue a plan goes through, in words; a strategy's own text as it is. */
export const throughWords = (through: Through): string => THROUGH[through] ?? through
