// SPDX-License-Identifier: MIT
pragma solidity 0.8.27;

import {ILidoQueue, onlyOracle, WITHDRAWAL_QUEUE} from './Interfaces.sol';
import {LidoSanity} from './LidoSanity.sol';

/// How Lido's buffer is shared out, what may be deposited and staked, and the DAO's stop: Lido.sol of lidofinance/core at
/// 3f6ab3da, and of tag v3.0.1 where versions 2 and 3 know no deposits reserve.
abstract contract LidoDeposits is LidoSanity {
    uint256 private constant DEPOSIT_SIZE = 32 ether;

    event DepositsReserveSet(uint256 depositsReserve);
    event DepositsReserveTargetSet(uint256 depositsReserveTarget);
    event Stopped();
    event Resumed();

    /// Ours: before version 4 deposits are whole validators.
    error NotWholeValidators(uint256 amount);
    /// Ours: the validators' ether could not leave.
    error DepositFailed();

    /// Ether of the buffer goes to validators, for whom nothing stands on this chain; the next report counts it.
    function withdrawDepositableEther(uint256 amount) external {
        require(canDeposit(), 'CAN_NOT_DEPOSIT');
        onlyOracle();
        _checkVersion();
        bool isFour = rules() == 4;
        require(amount != 0 || !isFour, 'ZERO_AMOUNT');
        require(amount <= getDepositableEther(), 'NOT_ENOUGH_ETHER');
        if (!isFour && amount % DEPOSIT_SIZE != 0) revert NotWholeValidators(amount);
        (uint256 buffered, uint256 deposited) = _load(BUFFERED_AND_DEPOSITED);
        _pack(BUFFERED_AND_DEPOSITED, buffered - amount, deposited + amount);
        uint256 reserve = _word(DEPOSITS_RESERVE);
        _store(DEPOSITS_RESERVE, reserve > amount ? reserve - amount : 0);
        (bool sent,) = address(0).call{value: amount}('');
        if (!sent) revert DepositFailed();
    }

    function stop() external {
        onlyOracle();
        _whenNotStopped();
        _store(ACTIVE_FLAG, 0);
        _pauseStaking(true);
        emit Stopped();
    }

    function resume() external {
        onlyOracle();
        require(isStopped(), 'CONTRACT_IS_ACTIVE');
        _store(ACTIVE_FLAG, 1);
        _pauseStaking(false);
        emit Resumed();
    }

    /// The stored reserve falls with its target at once; it rises with the next report.
    function setDepositsReserveTarget(uint256 target) external {
        onlyOracle();
        _store(DEPOSITS_RESERVE_TARGET, target);
        emit DepositsReserveTargetSet(target);
        if (target < _word(DEPOSITS_RESERVE)) _setDepositsReserve(target);
    }

    function isStopped() public view returns (bool) {
        return _word(ACTIVE_FLAG) == 0;
    }

    function canDeposit() public view returns (bool) {
        return _word(BUNKER_SINCE) == 0 && !isStopped();
    }

    function getDepositsReserve() external view returns (uint256 reserve) {
        (reserve,,) = _allocation();
    }

    function getWithdrawalsReserve() external view returns (uint256 reserve) {
        (, reserve,) = _allocation();
    }

    function getDepositsReserveTarget() external view returns (uint256) {
        return _word(DEPOSITS_RESERVE_TARGET);
    }

    function getDepositableEther() public view returns (uint256) {
        (uint256 depositsReserve,, uint256 unreserved) = _allocation();
        return depositsReserve + unreserved;
    }

    function getCurrentStakeLimit() external view returns (uint256) {
        (uint256 number, uint256 previous, uint256 growth, uint256 most) = _stakeLimit();
        if (number == 0) return 0;
        return most == 0 ? type(uint256).max : _currentLimit(number, previous, growth, most);
    }

    function getStakeLimitFullInfo()
        external
        view
        returns (
            bool isStakingPaused,
            bool isStakingLimitSet,
            uint256 currentStakeLimit,
            uint256 maxStakeLimit,
            uint256 maxStakeLimitGrowthBlocks,
            uint256 prevStakeLimit,
            uint256 prevStakeBlockNumber
        )
    {
        (prevStakeBlockNumber, prevStakeLimit, maxStakeLimitGrowthBlocks, maxStakeLimit) = _stakeLimit();
        isStakingPaused = prevStakeBlockNumber == 0;
        isStakingLimitSet = maxStakeLimit != 0;
        if (isStakingPaused) return (true, isStakingLimitSet, 0, maxStakeLimit, maxStakeLimitGrowthBlocks, prevStakeLimit, 0);
        currentStakeLimit = isStakingLimitSet
            ? _currentLimit(prevStakeBlockNumber, prevStakeLimit, maxStakeLimitGrowthBlocks, maxStakeLimit)
            : type(uint256).max;
    }

    /// `_updateBufferedEtherAllocation`, after a report.
    function _restoreDepositsReserve() internal {
        uint256 target = _word(DEPOSITS_RESERVE_TARGET);
        if (_word(DEPOSITS_RESERVE) < target) _setDepositsReserve(target);
    }

    /// `_decreaseStakingLimit`.
    function _decreaseStakingLimit(uint256 amount) internal {
        (uint256 number, uint256 previous, uint256 growth, uint256 most) = _stakeLimit();
        require(number != 0, 'STAKING_PAUSED');
        if (most == 0) return;
        uint256 current = _currentLimit(number, previous, growth, most);
        require(amount <= current, 'STAKE_LIMIT');
        _storeStakeLimit(block.number, current - amount, growth, most);
    }

    function _pauseStaking(bool paused) private {
        (, uint256 previous, uint256 growth, uint256 most) = _stakeLimit();
        _storeStakeLimit(paused ? 0 : block.number, previous, growth, most);
    }

    /// `_getBufferedEtherAllocation`.
    function _allocation()
        private
        view
        returns (uint256 depositsReserve, uint256 withdrawalsReserve, uint256 unreserved)
    {
        (uint256 buffered,) = _load(BUFFERED_AND_DEPOSITED);
        uint256 stored = rules() == 4 ? _word(DEPOSITS_RESERVE) : 0;
        depositsReserve = buffered < stored ? buffered : stored;
        uint256 rest = buffered - depositsReserve;
        uint256 waiting = ILidoQueue(WITHDRAWAL_QUEUE).unfinalizedStETH();
        withdrawalsReserve = rest < waiting ? rest : waiting;
        unreserved = rest - withdrawalsReserve;
    }

    /// `calculateCurrentStakeLimit`.
    function _currentLimit(uint256 number, uint256 previous, uint256 growth, uint256 most)
        private
        view
        returns (uint256)
    {
        uint256 change = growth == 0 ? 0 : (block.number - number) * (most / growth);
        if (previous < most) return previous + change < most ? previous + change : most;
        uint256 lowered = previous > change ? previous - change : 0;
        return lowered > most ? lowered : most;
    }

    function _stakeLimit() private view returns (uint256 number, uint256 previous, uint256 growth, uint256 most) {
        uint256 word = _word(STAKING_STATE);
        return (uint32(word), uint96(word >> 32), uint32(word >> 128), word >> 160);
    }

    function _storeStakeLimit(uint256 number, uint256 previous, uint256 growth, uint256 most) private {
        _store(STAKING_STATE, number | (previous << 32) | (growth << 128) | (most << 160));
    }

    function _setDepositsReserve(uint256 reserve) private {
        _store(DEPOSITS_RESERVE, reserve);
        emit DepositsReserveSet(reserve);
    }

    /// Refuses a storage layout other than version 4.
    function _checkVersion() internal view virtual;
}
