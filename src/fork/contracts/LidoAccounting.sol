// SPDX-License-Identifier: MIT
pragma solidity 0.8.27;

import {
    BatchesCalculationState,
    BURNER,
    IWithdrawalQueue,
    onlyOracle,
    STAKING_ROUTER,
    TREASURY,
    WITHDRAWAL_QUEUE
} from './Interfaces.sol';
import {LidoDeposits} from './LidoDeposits.sol';

/// Lido's accounting over its storage of version 4 (lidofinance/core at 3f6ab3da), and a daily report that moves it.
abstract contract LidoAccounting is LidoDeposits {
    // Structured storage of Lido's StETH: slots 0 and 1. The rest is in LidoStorage.
    mapping(address => uint256) internal shares;
    mapping(address => mapping(address => uint256)) internal allowances;

    /// Half to the node operators' modules, half to the treasury.
    uint256 internal constant FEE_BPS = 1000;
    uint256 internal constant TOTAL_BPS = 10_000;
    /// `maxPositiveTokenRebase`, of `LIMITER_PRECISION_BASE`: 0.075 %.
    uint256 internal constant MAX_POSITIVE_REBASE = 750_000;
    uint256 internal constant LIMITER_PRECISION_BASE = 1e9;
    uint256 internal constant E27_PRECISION_BASE = 1e27;

    /// `Accounting.CalculatedValues` and `TokenRebaseLimiterData`, the parts that are followed here.
    struct Update {
        uint256 preInternalEther;
        uint256 preInternalShares;
        /// `pre` balances of the consensus layer; with the deposits they are the principal.
        uint256 preValidators;
        uint256 prePending;
        uint256 deposits;
        uint256 principalClBalance;
        uint256 postClBalance;
        uint256 postPending;
        uint256 exited;
        uint256 withdrawalVault;
        uint256 elRewardsVault;
        /// What the limiter lets come out of the vaults.
        uint256 withdrawals;
        uint256 elRewards;
        /// `currentTotalPooledEther` and `maxTotalPooledEther`.
        uint256 limiterEther;
        uint256 limiterMax;
        uint256 sharesRequestedToBurn;
        uint256 etherNoWithdrawals;
        uint256 shareRate;
        uint256 lastRequestId;
        uint256 etherToFinalize;
        uint256 sharesToFinalize;
        uint256 sharesToBurn;
        uint256 postInternalEther;
        uint256 sharesToMintAsFees;
    }

    event Transfer(address indexed from, address indexed to, uint256 value);
    event TransferShares(address indexed from, address indexed to, uint256 sharesValue);
    event SharesBurnt(
        address indexed account, uint256 preRebaseTokenAmount, uint256 postRebaseTokenAmount, uint256 sharesAmount
    );
    event TokenRebased(
        uint256 indexed reportTimestamp,
        uint256 timeElapsed,
        uint256 preTotalShares,
        uint256 preTotalEther,
        uint256 postTotalShares,
        uint256 postTotalEther,
        uint256 sharesMintedAsFees
    );
    event ETHDistributed(
        uint256 indexed reportTimestamp,
        uint256 principalClBalance,
        uint256 postClBalance,
        uint256 withdrawalsWithdrawn,
        uint256 executionLayerRewardsWithdrawn,
        uint256 postBufferedEther
    );

    /// `PositiveTokenRebaseLimiter`.
    error NegativeTotalPooledEther();
    /// `Accounting`: nothing would be left behind the shares.
    error InternalSharesCantBeZero();
    /// `OracleReportSanityChecker`: the last request is too young.
    error IncorrectRequestFinalization(uint256 requestTimestamp);
    /// Ours: the range needs more than the 36 batches a report may carry.
    error TooManyBatches();
    /// Ours: the buffer cannot pay for the range.
    error NotEnoughBufferedEther(uint256 buffered, uint256 needed);
    /// The daily report, after `Accounting.handleOracleReport`: simulate without withdrawals for the share rate,
    /// simulate with them, check, burn, finalise, mint the fee.
    /// `clDelta`: rewards less penalties on the consensus layer since the last report, withdrawals apart.
    /// `clWithdrawn`: ether that left the validators for the withdrawal vault; sent along, and what came into the vault
    /// of execution-layer rewards too. What would lift the rate too far stays in the vaults (`smoothenTokenRebase`).
    /// `clPending`: ether of deposits that waits to be activated from now on. `exited`: validators since the last report.
    /// `finalizeUpTo`: last withdrawal request to finalise, or 0; a paused queue is passed over, as Lido does.
    /// `bunker`: whether bunker mode is on from now on; it began with the report before the first that says so.
    /// Simplified: one staking module takes all module fees; no bad debt of vaults; what was deposited was before the report.
    function report(
        int256 clDelta,
        uint256 clWithdrawn,
        uint256 clPending,
        uint256 exited,
        uint256 finalizeUpTo,
        bool bunker
    ) external payable {
        onlyOracle();
        _checkVersion();
        (uint256 totalShares, uint256 externalShares) = _load(TOTAL_AND_EXTERNAL_SHARES);
        uint256 preTotalEther = _getTotalPooledEther();
        Update memory update = _simulate(clDelta, clWithdrawn, finalizeUpTo);
        update.postPending = clPending;
        update.exited = exited;
        if (update.preInternalShares + update.sharesToMintAsFees == update.sharesToBurn) {
            revert InternalSharesCantBeZero();
        }
        _checkBalances(update, clWithdrawn);
        _checkMargin(update);
        _whenNotStopped();
        _apply(update);
        uint256 elapsed = block.timestamp - lastReportTimestamp();
        if (!bunker) _store(BUNKER_SINCE, 0);
        else if (bunkerSince() == 0) _store(BUNKER_SINCE, lastReportTimestamp());
        _store(LAST_REPORT, block.timestamp);
        emit TokenRebased(
            block.timestamp,
            elapsed,
            totalShares,
            preTotalEther,
            update.preInternalShares + externalShares - update.sharesToBurn + update.sharesToMintAsFees,
            _getTotalPooledEther(),
            update.sharesToMintAsFees
        );
    }

    /// Time of the last report, in seconds.
    function lastReportTimestamp() public view returns (uint256) {
        return _word(LAST_REPORT);
    }

    /// Since when bunker mode is on, in seconds; 0 where it is off.
    function bunkerSince() public view returns (uint256) {
        return _word(BUNKER_SINCE);
    }

    /// Ether kept for the withdrawal vault and for the vault of execution-layer rewards.
    function vaults() external view returns (uint256 withdrawals, uint256 elRewards) {
        return _load(VAULTS);
    }

    /// Validators that ever appeared, and those of them that ever exited; before the first report as if each had 32 ether.
    function validatorCounts() public view returns (uint256 appeared, uint256 exited) {
        (appeared, exited) = _load(VALIDATORS);
        if (appeared == 0) {
            (uint256 balance,) = _load(CL_VALIDATORS_AND_PENDING);
            appeared = balance / 32 ether;
        }
    }

    function _checkBalances(Update memory update, uint256 clWithdrawn) private {
        (uint256 appeared, uint256 exited) = validatorCounts();
        uint256 count = appeared + update.deposits / 32 ether;
        exited += update.exited;
        _checkReport(
            BalanceChange(
                update.preValidators,
                update.prePending,
                update.deposits,
                update.postClBalance - update.postPending,
                update.postPending,
                clWithdrawn,
                update.withdrawalVault,
                appeared,
                count,
                exited,
                block.timestamp,
                lastReportTimestamp()
            )
        );
        _pack(VALIDATORS, count, exited);
    }

    /// Order and rounding of `_simulateOracleReport`: floor everywhere.
    function _simulate(int256 clDelta, uint256 clWithdrawn, uint256 finalizeUpTo)
        private
        view
        returns (Update memory update)
    {
        update.preInternalEther = _getInternalEther();
        update.preInternalShares = _getInternalShares();
        _simulateInflow(update, clDelta, clWithdrawn);
        update.sharesRequestedToBurn = shares[BURNER];
        uint256 sharesNoWithdrawals = update.preInternalShares
            - _min(_sharesToBurnLimit(update), update.sharesRequestedToBurn);
        uint256 fees = _feeShares(update, sharesNoWithdrawals, update.etherNoWithdrawals);
        update.shareRate = (update.etherNoWithdrawals * E27_PRECISION_BASE) / (sharesNoWithdrawals + fees);

        if (finalizeUpTo > 0 && !IWithdrawalQueue(WITHDRAWAL_QUEUE).isPaused()) _simulateQueue(update, finalizeUpTo);

        _decreaseLimiter(update, update.etherToFinalize);
        update.sharesToBurn =
            _min(_sharesToBurnLimit(update), update.sharesToFinalize + update.sharesRequestedToBurn);
        update.postInternalEther = update.etherNoWithdrawals - update.etherToFinalize;
        update.sharesToMintAsFees =
            _feeShares(update, update.preInternalShares - update.sharesToBurn, update.postInternalEther);
    }

    /// The consensus layer and the vaults, limited: `smoothenTokenRebase` up to the queue.
    function _simulateInflow(Update memory update, int256 clDelta, uint256 clWithdrawn) private view {
        (update.preValidators, update.prePending) = _load(CL_VALIDATORS_AND_PENDING);
        (, update.deposits) = _load(BUFFERED_AND_DEPOSITED);
        uint256 principal = update.preValidators + update.prePending + update.deposits;
        uint256 post = _add(principal, clDelta) - clWithdrawn;
        (update.withdrawalVault, update.elRewardsVault) = _load(VAULTS);
        update.withdrawalVault += clWithdrawn;
        update.elRewardsVault += msg.value - clWithdrawn;
        update.limiterEther = update.preInternalEther;
        update.limiterMax = update.preInternalEther
            + (MAX_POSITIVE_REBASE * update.preInternalEther) / LIMITER_PRECISION_BASE;
        if (post < principal) _decreaseLimiter(update, principal - post);
        else _increaseLimiter(update, post - principal);
        update.withdrawals = _increaseLimiter(update, update.withdrawalVault);
        update.elRewards = _increaseLimiter(update, update.elRewardsVault);
        update.principalClBalance = principal;
        update.postClBalance = post;
        update.etherNoWithdrawals = update.preInternalEther - principal + post + update.withdrawals + update.elRewards;
    }

    /// `PositiveTokenRebaseLimiter.decreaseEther`.
    function _decreaseLimiter(Update memory update, uint256 amount) private pure {
        if (amount > update.limiterEther) revert NegativeTotalPooledEther();
        update.limiterEther -= amount;
    }

    /// `PositiveTokenRebaseLimiter.increaseEther`: what fits.
    function _increaseLimiter(Update memory update, uint256 amount) private pure returns (uint256 taken) {
        uint256 before = update.limiterEther;
        update.limiterEther = _min(before + amount, update.limiterMax);
        taken = update.limiterEther - before;
    }

    /// `PositiveTokenRebaseLimiter.getSharesToBurnLimit`.
    function _sharesToBurnLimit(Update memory update) private pure returns (uint256) {
        if (update.limiterEther >= update.limiterMax) return 0;
        uint256 limitPlusOne = MAX_POSITIVE_REBASE + LIMITER_PRECISION_BASE;
        uint256 rate = (update.limiterEther * LIMITER_PRECISION_BASE) / update.preInternalEther;
        return (update.preInternalShares * (limitPlusOne - rate)) / limitPlusOne;
    }

    function _simulateQueue(Update memory update, uint256 finalizeUpTo) private view {
        IWithdrawalQueue queue = IWithdrawalQueue(WITHDRAWAL_QUEUE);
        uint256[] memory batches = _batches(queue, finalizeUpTo, update.shareRate);
        update.lastRequestId = batches[batches.length - 1];
        (update.etherToFinalize, update.sharesToFinalize) = queue.prefinalize(batches, update.shareRate);
    }

    /// The oracle's batches without a budget: all requests after the last finalised one, up to `finalizeUpTo`.
    /// An id that is not waiting is handed on as it is, for the queue to refuse (`InvalidRequestId`).
    function _batches(IWithdrawalQueue queue, uint256 finalizeUpTo, uint256 shareRate)
        private
        view
        returns (uint256[] memory batches)
    {
        uint256 lastFinalized = queue.getLastFinalizedRequestId();
        BatchesCalculationState memory state;
        state.remainingEthBudget = type(uint256).max;
        if (finalizeUpTo > lastFinalized) {
            state = queue.calculateFinalizationBatches(
                shareRate, block.timestamp, finalizeUpTo - lastFinalized, state
            );
        }
        if (state.batchesLength == 36 && state.batches[35] < finalizeUpTo) revert TooManyBatches();
        if (state.batchesLength == 0 || state.batches[state.batchesLength - 1] < finalizeUpTo) {
            batches = new uint256[](1);
            batches[0] = finalizeUpTo;
            return batches;
        }
        batches = new uint256[](state.batchesLength);
        for (uint256 i = 0; i < batches.length; i++) batches[i] = state.batches[i];
    }

    /// `_calculateProtocolFees`: none unless the consensus layer earned; then on all rewards. Version 2 (`_distributeFee`)
    /// counts with the totals before the report, floored once.
    function _feeShares(Update memory update, uint256 internalShares, uint256 internalEther)
        private
        view
        returns (uint256)
    {
        uint256 unified = update.postClBalance + update.withdrawals;
        if (unified <= update.principalClBalance) return 0;
        uint256 rewards = unified - update.principalClBalance + update.elRewards;
        if (rules() == 2) {
            uint256 fee = rewards * FEE_BPS;
            (uint256 totalShares,) = _load(TOTAL_AND_EXTERNAL_SHARES);
            return (fee * totalShares) / ((update.preInternalEther + rewards) * TOTAL_BPS - fee);
        }
        uint256 feeEther = (rewards * FEE_BPS) / TOTAL_BPS;
        return (feeEther * internalShares) / (internalEther - feeEther);
    }

    /// `_checkLastFinalizableId`.
    function _checkMargin(Update memory update) private view {
        if (update.sharesToFinalize == 0) return;
        uint256[] memory ids = new uint256[](1);
        ids[0] = update.lastRequestId;
        uint256 requested = IWithdrawalQueue(WITHDRAWAL_QUEUE).getWithdrawalStatus(ids)[0].timestamp;
        if (block.timestamp < requested + REQUEST_TIMESTAMP_MARGIN) revert IncorrectRequestFinalization(requested);
    }

    /// `_applyOracleReportContext`: shares of finalised requests to the burner, consensus balance, burn, vaults and
    /// queue and buffer, fee.
    function _apply(Update memory update) private {
        if (update.sharesToFinalize > 0) _moveToBurner(update.sharesToFinalize);
        _pack(CL_VALIDATORS_AND_PENDING, update.postClBalance - update.postPending, update.postPending);
        if (update.sharesToBurn > 0) _burn(BURNER, update.sharesToBurn);
        _fillAndFinalize(update);
        // Modules are floored, the treasury takes the rest.
        uint256 moduleShares = update.sharesToMintAsFees / 2;
        if (moduleShares > 0) _mintAndEmit(STAKING_ROUTER, moduleShares);
        if (update.sharesToMintAsFees > moduleShares) _mintAndEmit(TREASURY, update.sharesToMintAsFees - moduleShares);
    }

    function _moveToBurner(uint256 sharesAmount) private {
        require(sharesAmount <= shares[WITHDRAWAL_QUEUE], 'BALANCE_EXCEEDED');
        shares[WITHDRAWAL_QUEUE] -= sharesAmount;
        shares[BURNER] += sharesAmount;
        emit Transfer(WITHDRAWAL_QUEUE, BURNER, _getPooledEthByShares(sharesAmount));
        emit TransferShares(WITHDRAWAL_QUEUE, BURNER, sharesAmount);
    }

    function _fillAndFinalize(Update memory update) private {
        (uint256 buffered,) = _load(BUFFERED_AND_DEPOSITED);
        buffered += update.elRewards + update.withdrawals;
        if (update.etherToFinalize > buffered) revert NotEnoughBufferedEther(buffered, update.etherToFinalize);
        if (update.etherToFinalize > 0) {
            IWithdrawalQueue(WITHDRAWAL_QUEUE).finalize{value: update.etherToFinalize}(
                update.lastRequestId, update.shareRate
            );
        }
        buffered -= update.etherToFinalize;
        _pack(BUFFERED_AND_DEPOSITED, buffered, 0);
        _restoreDepositsReserve();
        _pack(VAULTS, update.withdrawalVault - update.withdrawals, update.elRewardsVault - update.elRewards);
        emit ETHDistributed(
            block.timestamp,
            update.principalClBalance,
            update.postClBalance,
            update.withdrawals,
            update.elRewards,
            buffered
        );
    }

    function _burn(address account, uint256 sharesAmount) private {
        uint256 preRebaseTokenAmount = _getPooledEthByShares(sharesAmount);
        require(sharesAmount <= shares[account], 'BALANCE_EXCEEDED');
        shares[account] -= sharesAmount;
        (uint256 total, uint256 external_) = _load(TOTAL_AND_EXTERNAL_SHARES);
        _pack(TOTAL_AND_EXTERNAL_SHARES, total - sharesAmount, external_);
        emit SharesBurnt(account, preRebaseTokenAmount, _getPooledEthByShares(sharesAmount), sharesAmount);
    }

    function _mintShares(address recipient, uint256 sharesAmount) internal {
        require(recipient != address(0), 'MINT_TO_ZERO_ADDR');
        require(recipient != address(this), 'MINT_TO_STETH_CONTRACT');
        (uint256 total, uint256 external_) = _load(TOTAL_AND_EXTERNAL_SHARES);
        require(total + sharesAmount <= type(uint128).max, 'SHARES_OVERFLOW');
        _pack(TOTAL_AND_EXTERNAL_SHARES, total + sharesAmount, external_);
        shares[recipient] += sharesAmount;
    }

    function _mintAndEmit(address recipient, uint256 sharesAmount) internal {
        _mintShares(recipient, sharesAmount);
        emit Transfer(address(0), recipient, _getPooledEthByShares(sharesAmount));
        emit TransferShares(address(0), recipient, sharesAmount);
    }

    function _getPooledEthByShares(uint256 sharesAmount) internal view returns (uint256) {
        return (sharesAmount * _getInternalEther()) / _getInternalShares();
    }

    function _getInternalEther() internal view returns (uint256) {
        (uint256 buffered, uint256 deposited) = _load(BUFFERED_AND_DEPOSITED);
        (uint256 validators, uint256 pending) = _load(CL_VALIDATORS_AND_PENDING);
        return buffered + validators + pending + deposited;
    }

    function _getInternalShares() internal view returns (uint256) {
        (uint256 total, uint256 external_) = _load(TOTAL_AND_EXTERNAL_SHARES);
        return total - external_;
    }

    /// External ether is valued at the internal rate, floored.
    function _getExternalEther() internal view returns (uint256) {
        (, uint256 external_) = _load(TOTAL_AND_EXTERNAL_SHARES);
        return (external_ * _getInternalEther()) / _getInternalShares();
    }

    function _getTotalPooledEther() internal view returns (uint256) {
        return _getInternalEther() + _getExternalEther();
    }

    function _add(uint256 value, int256 delta) private pure returns (uint256) {
        return delta < 0 ? value - uint256(-delta) : value + uint256(delta);
    }

    function _min(uint256 a, uint256 b) private pure returns (uint256) {
        return a < b ? a : b;
    }
}
