/** One deliberate mistake in one line of a mirror. `find` must stand exactly once in the file. */
export type Mutation = {
  readonly name: string
  /** Under src/. */
  readonly file: string
  readonly find: string
  readonly replace: string
  /** The test that must fail, where recorded answers judge the mirror; else the fuzz must notice. */
  readonly test?: string
}

const LIQUIDATION = 'protocols/aave/seizure.ts'
const RESERVE = 'protocols/aave/reserve.ts'

/** Roundings and boundaries that a careless port gets wrong; the fuzz must notice each. */
export const MUTATIONS: readonly Mutation[] = [
  {
    name: 'liquidation bonus floors instead of half up',
    file: LIQUIDATION,
    find: 'const wanted = percentMulHalfUp((debtValue * debtToCover) / collateralValue, bonusBps)',
    replace: 'const wanted = (((debtValue * debtToCover) / collateralValue) * bonusBps) / 10_000n',
  },
  {
    name: 'liquidation protocol fee floors instead of half up',
    file: LIQUIDATION,
    find: 'const protocolFee = percentMulHalfUp(bonus, BigInt(collateral.liquidationProtocolFeeBps))',
    replace: 'const protocolFee = (bonus * BigInt(collateral.liquidationProtocolFeeBps)) / 10_000n',
  },
  {
    name: 'close factor floors instead of half up',
    file: LIQUIDATION,
    find: 'const halfBase = percentMulHalfUp(data.debtBase, DEFAULT_LIQUIDATION_CLOSE_FACTOR)',
    replace: 'const halfBase = (data.debtBase * DEFAULT_LIQUIDATION_CLOSE_FACTOR) / 10_000n',
  },
  {
    name: 'borrow index floors instead of half up',
    file: RESERVE,
    find: `    debtRay: rayMulHalfUp(
      calculateCompoundedInterest(reserve.borrowRateRay, seconds),
      reserve.borrowIndexRay,
    ),`,
    replace: `    debtRay: rayMulFloor(
      calculateCompoundedInterest(reserve.borrowRateRay, seconds),
      reserve.borrowIndexRay,
    ),`,
  },
  {
    name: 'treasury share floors instead of half up',
    file: RESERVE,
    find: 'const amountToMint = percentMulHalfUp(totalDebtAccrued, BigInt(reserve.reserveFactorBps))',
    replace: 'const amountToMint = (totalDebtAccrued * BigInt(reserve.reserveFactorBps)) / 10_000n',
  },
  {
    name: 'Lido shares of an amount are one wei more',
    file: 'protocols/lido/steth.ts',
    find: 'return rate(ether, internalShares(lido), internalEther(lido))',
    replace: 'return rate(ether, internalShares(lido), internalEther(lido)) + 1n',
  },
  {
    name: 'a price at a tick counts as below it (> for >=)',
    file: 'protocols/uniswap/tick.ts',
    find: 'const below = pool.tick >= lower.tick ? outsideLower : global - outsideLower',
    replace: 'const below = pool.tick > lower.tick ? outsideLower : global - outsideLower',
  },
  {
    name: 'the upper end of a Uniswap range counts as inside (<= for <)',
    file: 'protocols/uniswap/position.ts',
    find: 'const inRange = pool.tick >= key.tickLower && pool.tick < key.tickUpper',
    replace: 'const inRange = pool.tick >= key.tickLower && pool.tick <= key.tickUpper',
  },
  {
    name: 'Uniswap swap step rounds what comes in down',
    file: 'protocols/uniswap/swapMath.ts',
    find: ': getAmount1DeltaCeil(fromX96, toX96, liquidity)',
    replace: ': getAmount1DeltaFloor(fromX96, toX96, liquidity)',
  },
  {
    name: 'Curve fee ceils instead of floors',
    file: 'protocols/curve/pool.ts',
    find: 'const fee = mulDivFloor(gross, pair.curve.fee, FEE_DENOMINATOR)',
    replace: 'const fee = (gross * pair.curve.fee + FEE_DENOMINATOR - 1n) / FEE_DENOMINATOR',
  },
  {
    name: 'a withdrawal claim is paid at the requested rate, not the lower of both',
    file: 'protocols/lido/queue.ts',
    find: 'return etherOf(batchBetween(queue, id - 1, id), checkpoint.maxShareRateRay)',
    replace: 'return batchBetween(queue, id - 1, id).stEth',
  },
  {
    name: 'Morpho: what a liquidator pays floors instead of ceils',
    file: 'protocols/morpho/liquidation.ts',
    find: 'const repaidAssets = toAssetsUp(exchange.repaidShares, borrowTotals(market))',
    replace: 'const repaidAssets = toAssetsDown(exchange.repaidShares, borrowTotals(market))',
  },
  {
    name: 'Morpho: bad debt is not taken from the suppliers',
    file: 'protocols/morpho/liquidation.ts',
    find: 'totalSupplyAssets: subUint128(market.totalSupplyAssets, bad),',
    replace: 'totalSupplyAssets: market.totalSupplyAssets,',
  },
  {
    name: 'Morpho: shares of a debt floor instead of ceil',
    file: 'protocols/morpho/borrow.ts',
    find: 'const shares = order.assets > 0n ? toSharesUp(order.assets, totals) : order.shares',
    replace: 'const shares = order.assets > 0n ? toSharesDown(order.assets, totals) : order.shares',
  },
  {
    name: 'Morpho: exactly at the limit counts as unhealthy (> for >=)',
    file: 'protocols/morpho/health.ts',
    find: '    maxBorrowOf(priced, position.collateral) >= borrowedOf(priced.market, position)',
    replace: '    maxBorrowOf(priced, position.collateral) > borrowedOf(priced.market, position)',
  },
  {
    name: 'Morpho: the rate is the one at the end, not the mean',
    file: 'protocols/morpho/irm.ts',
    find: 'avgRateWad: curve((start + end + 2n * middle) / 4n, err)',
    replace: 'avgRateWad: curve(end, err)',
  },
  {
    name: 'Morpho: the market-price oracle does not see a depeg',
    file: 'protocols/morpho/oracle.ts',
    find: 'return rate * answer',
    replace: 'return rate * WAD',
  },
  {
    name: 'Rocket Pool: the deposit fee ceils instead of floors',
    file: 'protocols/rocketpool/depositPool.ts',
    find: 'getRethValue(state, wei - (wei * state.depositFeeWad) / WAD)',
    replace: 'getRethValue(state, wei - (wei * state.depositFeeWad + WAD - 1n) / WAD)',
  },
  {
    name: 'Rocket Pool: a burn is paid by the deposit pool first',
    file: 'protocols/rocketpool/reth.ts',
    find: 'const fromPool = max(0n, wei - state.tokenEther)',
    replace: 'const fromPool = max(0n, wei - (wei - state.poolBalance > 0n ? wei - state.poolBalance : 0n))',
  },
  {
    name: 'ether.fi: shares burnt for a withdrawal floor instead of ceil',
    file: 'protocols/etherfi/pool.ts',
    find: 'return pooled === 0n ? 0n : mulDivCeil(amount, state.totalShares, pooled)',
    replace: 'return pooled === 0n ? 0n : (amount * state.totalShares) / pooled',
  },
  {
    name: 'ether.fi: a claim is paid what was asked for, whatever the shares are worth',
    file: 'protocols/etherfi/requests.ts',
    find: 'min(amount, amountForShare(state, share))',
    replace: 'amountForShare(state, share) < 0n ? 0n : amount',
  },
  {
    name: 'validators: effective balances follow without hysteresis',
    file: 'protocols/validators/duties.ts',
    find: 'balance + DOWN < effectiveBalance || effectiveBalance + UP < balance',
    replace: 'balance < effectiveBalance || effectiveBalance + UP < balance',
  },
  {
    name: 'validators: a missed epoch does not end the outage (<= for <)',
    file: 'protocols/validators/duties.ts',
    find: 'offFrom <= epoch && epoch < offUntil',
    replace: 'offFrom <= epoch && epoch <= offUntil',
  },
  {
    name: 'Lido: a fee is taken where only execution-layer rewards make up for a loss',
    file: 'protocols/lido/report.ts',
    find: 'if (unified <= from.principal) return 0n',
    replace: 'if (unified + from.elRewards <= from.principal) return 0n',
  },
  {
    name: 'Lido: a report may lift the rate by one wei more',
    file: 'protocols/lido/limiter.ts',
    find: 'most: preEther + mulDivFloor(MAX_POSITIVE_REBASE, preEther, LIMITER_PRECISION_BASE),',
    replace: 'most: preEther + mulDivFloor(MAX_POSITIVE_REBASE, preEther, LIMITER_PRECISION_BASE) + 1n,',
  },
  {
    name: 'StakeWise: shares of the vault floor instead of ceil',
    file: 'protocols/stakewise/vault.ts',
    find: 'mulDivCeil(wei, vault.totalShares, vault.totalAssets)',
    replace: 'mulDivCeil(wei, vault.totalShares, vault.totalAssets) - (wei > 1n ? 1n : 0n)',
  },
  {
    name: 'StakeWise: a minter does not owe the treasury’s fee',
    file: 'protocols/stakewise/vault.ts',
    find: '((feePerShare - account.feePerShare) * account.minted) / WAD',
    replace: '(feePerShare * 0n) / WAD',
  },
  {
    name: 'StakeWise: the treasury’s shares are priced with its own part still in',
    file: 'protocols/stakewise/controller.ts',
    find: 'toShares(state, fee, state.totalAssets + profit - fee)',
    replace: 'toShares(state, fee, state.totalAssets + profit)',
  },
  {
    name: 'Lido rules: after a gap the report that is judged is its own baseline',
    file: 'protocols/lido/sanityWindow.ts',
    find: 'return first === last ? Math.max(0, last - 1) : first',
    replace: 'return first',
    test: 'src/protocols/lido/vectors.test.ts',
  },
  {
    name: 'Lido rules: deposits in bunker mode',
    file: 'protocols/lido/deposits.ts',
    find: 'bunkerSince === 0 && !stopped',
    replace: '!stopped',
    test: 'src/protocols/lido/depositVectors.test.ts',
  },
  {
    name: 'Lido rules: a deposit leaves the stored reserve as it is',
    file: 'protocols/lido/deposits.ts',
    find: 'depositsReserve: max(0n, lido.depositsReserve - amount),',
    replace: 'depositsReserve: lido.depositsReserve,',
    test: 'src/protocols/lido/depositVectors.test.ts',
  },
  {
    name: 'Lido rules: the reporter spends the whole buffer',
    file: 'protocols/lido/deposits.ts',
    find: 'lido.version === 4 ? bufferedEtherAllocation(lido).withdrawalsReserve : lido.bufferedEther',
    replace: 'lido.bufferedEther',
    test: 'src/protocols/lido/depositVectors.test.ts',
  },
  {
    name: 'Lido rules: a rise does not count what was withdrawn',
    file: 'protocols/lido/sanityWindow.ts',
    find: 'const gained = postValidators - max(0n, preValidators - withdrawals)',
    replace: 'const gained = postValidators - preValidators',
    test: 'src/protocols/lido/vectors.test.ts',
  },
  {
    name: 'Lido rules: a day may activate one validator more',
    file: 'protocols/lido/sanityWindow.ts',
    find: 'const LARGEST_VALIDATOR = 2_048n * WAD',
    replace: 'const LARGEST_VALIDATOR = 2_080n * WAD',
    test: 'src/protocols/lido/vectors.test.ts',
  },
  {
    name: 'Lido rules: exits of version 3 do not lower the allowance',
    file: 'protocols/lido/sanityAllowances.ts',
    find: 'reports.findLast(({ at }) => at <= time)?.exitedValidators ?? 0',
    replace: 'reports.findLast(({ at }) => at < 0)?.exitedValidators ?? 0',
    test: 'src/protocols/lido/vectors.test.ts',
  },
  {
    name: 'Lido rules: the stake limit does not grow back',
    file: 'protocols/lido/stakeLimit.ts',
    find: 'const change = (number - prevStakeBlockNumber) * perBlock',
    replace: 'const change = 0n * (number - prevStakeBlockNumber) * perBlock',
    test: 'src/protocols/lido/stakeLimit.test.ts',
  },
  {
    name: 'consensus: a leak goes on when those who are off weigh less than a third',
    file: 'protocols/ethereum/leak.ts',
    find: 'const isFinal = 3n * (off + silentBefore(ethereum, epoch)) <= active',
    replace: 'const isFinal = 30n * (off + silentBefore(ethereum, epoch)) <= active',
    test: 'src/protocols/ethereum/leak.test.ts',
  },
  {
    name: 'consensus: the correlation penalty divides by the whole stake',
    file: 'protocols/ethereum/slashing.ts',
    find: 'total: activeBalanceAt(ethereum, at.epoch),',
    replace: 'total: ethereum.stakedEther / WEI_PER_GWEI,',
    test: 'src/market/consensus.test.ts',
  },
  {
    name: 'consensus: slashed validators do not leak',
    file: 'protocols/ethereum/penalties.ts',
    find: 'leak: isLeaking(leaks, start.epoch + done)',
    replace: 'leak: isLeaking(leaks, start.epoch + done) && start.validator.balance === OFFLINE_BALANCE',
    test: 'src/protocols/ethereum/leak.test.ts',
  },
  {
    name: 'Lido rules: batches go on when the budget is spent',
    file: 'protocols/lido/queue.ts',
    find: 'if (left !== undefined && ether > left) break',
    replace: 'if (left !== undefined && ether > 2n * left) break',
    test: 'src/protocols/lido/queue.test.ts',
  },
  {
    name: 'Lido rules: a batch goes on whatever its rate',
    file: 'protocols/lido/queue.ts',
    find: 'continues(queue, id, isAbove === wasAbove)',
    replace: 'continues(queue, id, isAbove === isAbove || wasAbove)',
    test: 'src/protocols/lido/queue.test.ts',
  },
  {
    name: 'Lido rules: burns that are left over are not burnt later',
    file: 'protocols/lido/report.ts',
    find: 'const sharesToBurn = min(limit, sharesToFinalize + requested)',
    replace: 'const sharesToBurn = min(limit, sharesToFinalize)',
    test: 'src/protocols/lido/reportVectors.test.ts',
  },
  {
    name: 'ether.fi rules: a claim of 2026 is paid at the rate of now',
    file: 'protocols/etherfi/requests.ts',
    find: 'rateWad || amountPerShareCeil(state)',
    replace: '(rateWad && 0n) || amountPerShareCeil(state)',
    test: 'src/protocols/etherfi/rules.test.ts',
  },
  {
    name: 'ether.fi rules: a fall of 2026 has no bound of its own',
    file: 'protocols/etherfi/report.ts',
    find: 'const MAX_NEGATIVE_REBASE_BPS = 3n',
    replace: 'const MAX_NEGATIVE_REBASE_BPS = 3_000n',
    test: 'src/protocols/etherfi/rules.test.ts',
  },
  {
    name: 'ether.fi rules: a rise of 2026 has no bound of its own',
    file: 'protocols/etherfi/report.ts',
    find: 'const MAX_POSITIVE_REBASE_BPS = 25n',
    replace: 'const MAX_POSITIVE_REBASE_BPS = 2_500n',
    test: 'src/protocols/etherfi/rules.test.ts',
  },
  {
    name: 'ether.fi rules: a report may say what it likes',
    file: 'protocols/etherfi/report.ts',
    find: 'const ACCEPTABLE_REBASE_APR_BPS = 1_000n',
    replace: 'const ACCEPTABLE_REBASE_APR_BPS = 100_000n',
    test: 'src/protocols/etherfi/rules.test.ts',
  },
  {
    name: 'ether.fi rules: what is set aside stays in the pool',
    file: 'protocols/etherfi/report.ts',
    find: 'return isFrozen ? lock(counted, due) : counted',
    replace: 'return counted',
    test: 'src/protocols/etherfi/rules.test.ts',
  },
  {
    name: 'ether.fi rules: all of the pool can be redeemed at once',
    file: 'protocols/etherfi/redemption.ts',
    find: 'const available = liquid - lowWatermark(state)',
    replace: 'const available = liquid',
    test: 'src/protocols/etherfi/etherfi.property.test.ts',
  },
]
