// SPDX-License-Identifier: MIT
pragma solidity 0.8.27;

import {onlyOracle} from './Interfaces.sol';

/// What Plimsoll follows of the consensus layer, which no contract of mainnet keeps. Ours, for both worlds.
contract Beacon {
    /// Effective balances (wei) of validators slashed together, Lido's and others', and of one of Lido's; when the exit
    /// queue lets the first and the last out; seconds.
    struct Slashing {
        uint256 at;
        uint256 balance;
        uint256 others;
        uint256 effectiveBalance;
        uint256 exitsFrom;
        uint256 exitsUntil;
        uint256 withdrawableAt;
    }

    /// Effective balances (wei) of validators that do not attest, Lido's and others'; until when the chain leaks for it (0:
    /// it does not), and what they have lost by then; seconds.
    struct Outage {
        uint256 from;
        uint256 until;
        uint256 offline;
        uint256 others;
        uint256 leakUntil;
        uint256 lost;
    }

    uint256 public constant SECONDS_PER_EPOCH = 384;
    uint256 private constant GENESIS_TIME = 1606824023;
    uint256 private constant CHURN_LIMIT_QUOTIENT = 65_536;
    uint256 private constant CHURN_LIMIT_QUOTIENT_GLOAS = 32_768;
    uint256 private constant MIN_PER_EPOCH_CHURN_LIMIT = 4;
    uint256 private constant MIN_PER_EPOCH_CHURN_LIMIT_ELECTRA = 128 ether;
    uint256 private constant MAX_PER_EPOCH_ACTIVATION_EXIT_CHURN_LIMIT = 256 ether;

    uint256 public stakedEther;
    /// As of `exitQueueAt`; it drains at the churn limit.
    uint256 public exitQueue;
    uint256 public exitQueueAt;
    /// Electra (0), Altair (1), Bellatrix (2), Deneb (3), Gloas (4): lensDecode.ts.
    uint256 public fork;
    Slashing[] internal slashings_;
    Outage[] internal outages_;

    event ExitQueueSet(uint256 exitQueue);
    event Slashed(uint256 balance, uint256 others, uint256 withdrawableAt);
    event OutageBegan(uint256 offline, uint256 others, uint256 until, uint256 leakUntil);
    event ForkSet(uint256 fork);

    error UnknownFork(uint256 fork);

    /// What has left the queue until now left by the old churn.
    function forceFork(uint256 fork_) external {
        onlyOracle();
        if (fork_ > 4) revert UnknownFork(fork_);
        _setExitQueue(exitQueueNow());
        fork = fork_;
        emit ForkSet(fork_);
    }

    /// The queue from now on.
    function forceExitQueue(uint256 ether_) external {
        onlyOracle();
        _setExitQueue(ether_);
    }

    /// Ether that joins the end of the queue as it stands now.
    function exit(uint256 ether_) external {
        onlyOracle();
        _setExitQueue(exitQueueNow() + ether_);
    }

    /// The slashed balance joins the queue as it stands now.
    function slash(
        uint256 balance,
        uint256 others,
        uint256 effectiveBalance,
        uint256 exitsFrom,
        uint256 exitsUntil,
        uint256 withdrawableAt
    ) external {
        onlyOracle();
        _setExitQueue(exitQueueNow() + balance + others);
        slashings_.push(
            Slashing(block.timestamp, balance, others, effectiveBalance, exitsFrom, exitsUntil, withdrawableAt)
        );
        emit Slashed(balance, others, withdrawableAt);
    }

    /// Validators go off from now on.
    function beginOutage(uint256 until, uint256 offline, uint256 others, uint256 leakUntil, uint256 lost) external {
        onlyOracle();
        outages_.push(Outage(block.timestamp, until, offline, others, leakUntil, lost));
        emit OutageBegan(offline, others, until, leakUntil);
    }

    /// Exit churn of an epoch in wei, by the fork; before Electra validators count, as if each held 32 ether.
    function exitChurn() public view returns (uint256) {
        if (fork == 0) {
            return _min(MAX_PER_EPOCH_ACTIVATION_EXIT_CHURN_LIMIT, _balanceChurn(CHURN_LIMIT_QUOTIENT));
        }
        if (fork == 4) return _balanceChurn(CHURN_LIMIT_QUOTIENT_GLOAS);
        return _max(MIN_PER_EPOCH_CHURN_LIMIT, stakedEther / 1 gwei / 32 gwei / CHURN_LIMIT_QUOTIENT) * 32 ether;
    }

    /// `get_total_active_balance` in an epoch, gwei: the stake without slashed validators that have left the exit queue,
    /// and without what leaks took.
    function activeBalanceAt(uint256 epoch) external view returns (uint256) {
        uint256 gone;
        for (uint256 i = 0; i < slashings_.length; i++) gone += _exited(slashings_[i], epoch);
        for (uint256 i = 0; i < outages_.length; i++) gone += _leaked(outages_[i], epoch);
        return _max(1 gwei, stakedEther > gone ? (stakedEther - gone) / 1 gwei : 0);
    }

    /// Whether the chain leaks in an epoch: four epochs after finality was lost.
    function leaks(uint256 epoch) external view returns (bool) {
        for (uint256 i = 0; i < outages_.length; i++) {
            (uint256 first, uint256 last) = _leak(outages_[i]);
            if (first <= epoch && epoch < last) return true;
        }
        return false;
    }

    /// The next epoch after `epoch`, `most` at the latest, at which a leak begins or ends.
    function leakTurn(uint256 epoch, uint256 most) external view returns (uint256 next) {
        next = most;
        for (uint256 i = 0; i < outages_.length; i++) {
            (uint256 first, uint256 last) = _leak(outages_[i]);
            if (last <= first) continue;
            if (first > epoch && first < next) next = first;
            if (last > epoch && last < next) next = last;
        }
    }

    function _leak(Outage storage outage) private view returns (uint256 first, uint256 last) {
        first = _epoch(outage.from) + 4;
        last = outage.leakUntil == 0 ? 0 : _epoch(outage.leakUntil);
    }

    function _exited(Slashing storage s, uint256 epoch) private view returns (uint256) {
        uint256 first = _epoch(s.exitsFrom);
        uint256 last = _epoch(s.exitsUntil);
        if (epoch < first) return 0;
        if (epoch >= last) return s.balance + s.others;
        return ((s.balance + s.others) * (epoch - first + 1)) / (last - first + 1);
    }

    /// With the square of the leak's time.
    function _leaked(Outage storage outage, uint256 epoch) private view returns (uint256) {
        (uint256 first, uint256 last) = _leak(outage);
        if (last <= first || epoch <= first) return 0;
        if (epoch >= last) return outage.lost;
        uint256 into = epoch - first;
        uint256 span = last - first;
        return (outage.lost * into * into) / (span * span);
    }

    function _epoch(uint256 time) private pure returns (uint256) {
        return (time - GENESIS_TIME) / SECONDS_PER_EPOCH;
    }

    /// Drained to this block, by the second; what has left is floored.
    function exitQueueNow() public view returns (uint256) {
        uint256 left = ((block.timestamp - exitQueueAt) * exitChurn()) / SECONDS_PER_EPOCH;
        return exitQueue > left ? exitQueue - left : 0;
    }

    function slashingsCount() external view returns (uint256) {
        return slashings_.length;
    }

    function slashings() external view returns (Slashing[] memory) {
        return slashings_;
    }

    function outages() external view returns (Outage[] memory) {
        return outages_;
    }

    function _setExitQueue(uint256 ether_) private {
        exitQueue = ether_;
        exitQueueAt = block.timestamp;
        emit ExitQueueSet(ether_);
    }

    /// `get_balance_churn_limit`: of gwei, floored to whole ether.
    function _balanceChurn(uint256 quotient) private view returns (uint256) {
        uint256 churn = _max(MIN_PER_EPOCH_CHURN_LIMIT_ELECTRA, (stakedEther / 1 gwei / quotient) * 1 gwei);
        return churn - (churn % 1 ether);
    }

    function _min(uint256 a, uint256 b) private pure returns (uint256) {
        return a < b ? a : b;
    }

    function _max(uint256 a, uint256 b) private pure returns (uint256) {
        return a > b ? a : b;
    }
}
