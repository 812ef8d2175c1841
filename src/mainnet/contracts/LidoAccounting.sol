// SPDX-License-Identifier: MIT
pragma solidity 0.8.27;

import {
    BatchesCalculationState,
    IWithdrawalQueue,
    onlyOracle,
    STAKING_ROUTER,
    TREASURY,
    WITHDRAWAL_QUEUE
} from './Interfaces.sol';

/// Lido's accounting over its storage of version 4 (lidofinance/core at 3f6ab3da), and a daily report that moves it.
/// It relies on storage positions only, so that the same report runs on the real stETH of a fork (LidoHatch).
abstract contract LidoAccounting {
    // Structured storage of Lido's StETH: slots 0 and 1. The rest is unstructured: keccak256 of the name.
    mapping(address => uint256) internal shares;
    mapping(address => mapping(address => uint256)) internal allowances;

    /// keccak256('lido.StETH.totalAndExternalShares'): total shares | external shares << 128.
    bytes32 internal constant TOTAL_AND_EXTERNAL_SHARES =
        0x6038150aecaa250d524370a0fdcdec13f2690e0723eaf277f41d7cae26b359e6;
    /// keccak256('lido.Lido.bufferedEtherAndDepositedPostReport'): buffered | deposited since the report << 128.
    bytes32 internal constant BUFFERED_AND_DEPOSITED =
        0x81a11fa1111afa59b50051f60ccf604a39d96acb484dc467ad8eadb4a63f0a5f;
    /// keccak256('lido.Lido.clValidatorsBalanceAndClPendingBalance'): validators' balance | pending balance << 128.
    bytes32 internal constant CL_VALIDATORS_AND_PENDING =
        0x096e465397f38e659238ccd5d5a2c434ced54a63fd8d694045bfb058ab9d8112;
    // Ours: nothing of Lido's stands there.
    bytes32 internal constant LAST_REPORT = keccak256('plimsoll.lido.lastReportTimestamp');
    bytes32 internal constant DECREASES = keccak256('plimsoll.lido.decreases');

    /// Half to the node operators' modules, half to the treasury.
    uint256 internal constant FEE_BPS = 1000;
    uint256 internal constant TOTAL_BPS = 10_000;
    /// `maxCLBalanceDecreaseBP` over `CL_BALANCE_WINDOW`.
    uint256 internal constant MAX_CL_DECREASE_BPS = 360;
    uint256 internal constant CL_DECREASE_WINDOW = 36 days;
    /// `maxPositiveTokenRebase`, of `LIMITER_PRECISION_BASE`: 0.075 %.
    uint256 internal constant MAX_POSITIVE_REBASE = 750_000;
    uint256 internal constant LIMITER_PRECISION_BASE = 1e9;
    uint256 internal constant E27_PRECISION_BASE = 1e27;

    /// A fall of the consensus-layer balance that one report brought.
    struct Decrease {
        uint256 at;
        uint256 amount;
    }

    /// `Accounting.CalculatedValues`, the part that is followed here.
    struct Update {
        uint256 elRewards;
        uint256 preInternalEther;
        uint256 preInternalShares;
        uint256 principalClBalance;
        uint256 shareRate;
        uint256 lastRequestId;
        uint256 etherToFinalize;
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

    /// `OracleReportSanityChecker`: the balance fell too far inside the window.
    error IncorrectCLBalanceDecrease(uint256 actual, uint256 allowed);
    /// Ours: Lido would leave the surplus in its vaults and carry it to later reports.
    error TokenRebaseLimitExceeded(uint256 actual, uint256 allowed);
    /// `Accounting`: nothing would be left behind the shares.
    error InternalSharesCantBeZero();
    /// Ours: the range needs more than the 36 batches a report may carry.
    error TooManyBatches();
    /// Ours: the buffer cannot pay for the range.
    error NotEnoughBufferedEther(uint256 buffered, uint256 needed);

    /// The daily report, after `Accounting.handleOracleReport`: simulate without withdrawals for the share rate,
    /// simulate with them, check, burn, finalise, mint the fee.
    /// `clDelta`: rewards less penalties on the consensus layer since the last report, withdrawals apart.
    /// `clWithdrawn`: ether that left the validators for the buffer; sent along, and the execution-layer rewards too.
    /// `finalizeUpTo`: last withdrawal request to finalise, or 0; a paused queue is passed over, as Lido does.
    /// Simplified: one staking module takes all module fees; `clPendingBalance` and `depositedPostReport` stay as they
    /// are; nothing waits in the burner; no bad debt of vaults; the limit of a positive rebase reverts.
    function report(int256 clDelta, uint256 clWithdrawn, uint256 finalizeUpTo) external payable {
        onlyOracle();
        _checkVersion();
        (uint256 totalShares, uint256 externalShares) = _load(TOTAL_AND_EXTERNAL_SHARES);
        uint256 preTotalEther = _getTotalPooledEther();
        Update memory update = _simulate(clDelta, msg.value - clWithdrawn, finalizeUpTo);
        if (update.preInternalShares + update.sharesToMintAsFees == update.sharesToBurn) {
            revert InternalSharesCantBeZero();
        }
        _checkDecrease(update.principalClBalance, clDelta, clWithdrawn);
        _checkRebase(update);
        _apply(update, clDelta, clWithdrawn);
        uint256 elapsed = block.timestamp - lastReportTimestamp();
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

    /// Every fall that a report brought, oldest first; those inside the window count.
    function clDecreases() external view returns (Decrease[] memory copy) {
        Decrease[] storage list = _decreases();
        copy = new Decrease[](list.length);
        for (uint256 i = 0; i < copy.length; i++) copy[i] = list[i];
    }

    /// Order and rounding of `_simulateOracleReport`: floor everywhere.
    function _simulate(int256 clDelta, uint256 elRewards, uint256 finalizeUpTo)
        private
        view
        returns (Update memory update)
    {
        update.elRewards = elRewards;
        update.preInternalEther = _getInternalEther();
        update.preInternalShares = _getInternalShares();
        (uint256 validators, uint256 pending) = _load(CL_VALIDATORS_AND_PENDING);
        (, uint256 deposited) = _load(BUFFERED_AND_DEPOSITED);
        update.principalClBalance = validators + pending + deposited;

        uint256 etherNoWithdrawals = _add(update.preInternalEther, clDelta) + elRewards;
        uint256 fees = _feeShares(clDelta, elRewards, update.preInternalShares, etherNoWithdrawals);
        update.shareRate = (etherNoWithdrawals * E27_PRECISION_BASE) / (update.preInternalShares + fees);

        if (finalizeUpTo > 0 && !IWithdrawalQueue(WITHDRAWAL_QUEUE).isPaused()) _simulateQueue(update, finalizeUpTo);

        update.postInternalEther = etherNoWithdrawals - update.etherToFinalize;
        update.sharesToMintAsFees = _feeShares(
            clDelta, elRewards, update.preInternalShares - update.sharesToBurn, update.postInternalEther
        );
    }

    function _simulateQueue(Update memory update, uint256 finalizeUpTo) private view {
        IWithdrawalQueue queue = IWithdrawalQueue(WITHDRAWAL_QUEUE);
        uint256[] memory batches = _batches(queue, finalizeUpTo, update.shareRate);
        update.lastRequestId = batches[batches.length - 1];
        (update.etherToFinalize, update.sharesToBurn) = queue.prefinalize(batches, update.shareRate);
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

    /// `_calculateTotalProtocolFeeShares`: none unless the consensus layer earned; then on all rewards.
    function _feeShares(int256 clDelta, uint256 elRewards, uint256 internalShares, uint256 internalEther)
        private
        pure
        returns (uint256)
    {
        if (clDelta <= 0) return 0;
        uint256 feeEther = ((uint256(clDelta) + elRewards) * FEE_BPS) / TOTAL_BPS;
        return (feeEther * internalShares) / (internalEther - feeEther);
    }

    /// After `_checkCLBalanceDecrease`: falls of the last 36 days, this one included, against 3.6 % of the balance.
    /// Simplified: Lido compares balances at both ends of the window, so that rewards between offset falls.
    function _checkDecrease(uint256 principalClBalance, int256 clDelta, uint256 clWithdrawn) private {
        if (clDelta >= 0) return;
        Decrease[] storage list = _decreases();
        list.push(Decrease(block.timestamp, uint256(-clDelta)));
        uint256 actual = 0;
        for (uint256 i = list.length; i > 0 && list[i - 1].at + CL_DECREASE_WINDOW >= block.timestamp; i--) {
            actual += list[i - 1].amount;
        }
        uint256 allowed = ((principalClBalance - clWithdrawn) * MAX_CL_DECREASE_BPS) / TOTAL_BPS;
        if (actual > allowed) revert IncorrectCLBalanceDecrease(actual, allowed);
    }

    /// `PositiveTokenRebaseLimiter` with the ether of withdrawals still inside; the floor is the limiter's.
    function _checkRebase(Update memory update) private pure {
        uint256 allowed = (update.preInternalEther * MAX_POSITIVE_REBASE) / LIMITER_PRECISION_BASE;
        uint256 post = update.postInternalEther + update.etherToFinalize;
        if (post > update.preInternalEther + allowed) {
            revert TokenRebaseLimitExceeded(post - update.preInternalEther, allowed);
        }
    }

    /// `_applyOracleReportContext`: consensus balance, burn, vaults and queue and buffer, fee.
    function _apply(Update memory update, int256 clDelta, uint256 clWithdrawn) private {
        (uint256 validators, uint256 pending) = _load(CL_VALIDATORS_AND_PENDING);
        _pack(CL_VALIDATORS_AND_PENDING, _add(validators, clDelta) - clWithdrawn, pending);
        if (update.sharesToBurn > 0) _burn(WITHDRAWAL_QUEUE, update.sharesToBurn);
        _fillAndFinalize(update, clDelta, clWithdrawn);
        // Modules are floored, the treasury takes the rest.
        uint256 moduleShares = update.sharesToMintAsFees / 2;
        if (moduleShares > 0) _mintAndEmit(STAKING_ROUTER, moduleShares);
        if (update.sharesToMintAsFees > moduleShares) _mintAndEmit(TREASURY, update.sharesToMintAsFees - moduleShares);
    }

    function _fillAndFinalize(Update memory update, int256 clDelta, uint256 clWithdrawn) private {
        (uint256 buffered, uint256 deposited) = _load(BUFFERED_AND_DEPOSITED);
        buffered += update.elRewards + clWithdrawn;
        if (update.etherToFinalize > buffered) revert NotEnoughBufferedEther(buffered, update.etherToFinalize);
        if (update.etherToFinalize > 0) {
            IWithdrawalQueue(WITHDRAWAL_QUEUE).finalize{value: update.etherToFinalize}(
                update.lastRequestId, update.shareRate
            );
        }
        buffered -= update.etherToFinalize;
        _pack(BUFFERED_AND_DEPOSITED, buffered, deposited);
        emit ETHDistributed(
            block.timestamp,
            update.principalClBalance,
            _add(update.principalClBalance, clDelta) - clWithdrawn,
            clWithdrawn,
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

    /// Refuses a storage layout other than version 4.
    function _checkVersion() internal view virtual;

    function _decreases() private pure returns (Decrease[] storage list) {
        bytes32 slot = DECREASES;
        assembly {
            list.slot := slot
        }
    }

    function _add(uint256 value, int256 delta) private pure returns (uint256) {
        return delta < 0 ? value - uint256(-delta) : value + uint256(delta);
    }

    function _load(bytes32 slot) internal view returns (uint256 low, uint256 high) {
        uint256 word = _word(slot);
        return (uint128(word), word >> 128);
    }

    function _pack(bytes32 slot, uint256 low, uint256 high) internal {
        require(low <= type(uint128).max && high <= type(uint128).max, 'UINT128_OVERFLOW');
        _store(slot, low | (high << 128));
    }

    function _word(bytes32 slot) internal view returns (uint256 word) {
        assembly {
            word := sload(slot)
        }
    }

    function _store(bytes32 slot, uint256 word) internal {
        assembly {
            sstore(slot, word)
        }
    }
}
