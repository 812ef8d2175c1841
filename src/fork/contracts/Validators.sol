// SPDX-License-Identifier: MIT
pragma solidity 0.8.27;

import {onlyOracle} from './Interfaces.sol';

interface IBeacon {
    struct Slashing {
        uint256 at;
        uint256 balance;
        uint256 others;
        uint256 effectiveBalance;
        uint256 exitsFrom;
        uint256 exitsUntil;
        uint256 withdrawableAt;
    }

    function stakedEther() external view returns (uint256);
    function exitQueueNow() external view returns (uint256);
    function exitChurn() external view returns (uint256);
    function fork() external view returns (uint256);
    function slashings() external view returns (Slashing[] memory);
    function activeBalanceAt(uint256 epoch) external view returns (uint256);
    function leaks(uint256 epoch) external view returns (bool);
    function leakTurn(uint256 epoch, uint256 most) external view returns (uint256);
}

/// Single validators of the consensus layer, which no contract of mainnet keeps. Ours; gwei and epochs.
contract Validators {
    struct Validator {
        address owner;
        uint256 balance;
        uint256 effectiveBalance;
        uint256 maxEffectiveBalance;
        uint256 activationEpoch;
        uint256 exitEpoch;
        uint256 withdrawableEpoch;
        uint256 slashed;
        uint256 settledEpoch;
        uint256 offFrom;
        uint256 offUntil;
        uint256 inactivityScore;
    }

    /// What one settlement counts with: the base reward of an increment, the fork, the stake in gwei.
    struct Rules {
        uint256 perIncrement;
        uint256 fork;
        uint256 total;
    }

    IBeacon internal constant BEACON = IBeacon(0x00000000000000000000000000000000bEAC0001);
    address internal constant DEPOSITS = 0x00000000219ab540356cBB839Cbe05303d7705Fa;
    uint256 internal constant GENESIS_TIME = 1606824023;
    uint256 internal constant CHURN = 256 ether;
    uint256 internal constant LOOKAHEAD = 5;

    Validator[] internal validators;
    uint256 public entryQueue;
    uint256 public entryQueueEpoch;

    function epochNow() public view returns (uint256) {
        return (block.timestamp - GENESIS_TIME) / 384;
    }

    function all() external view returns (Validator[] memory) {
        return validators;
    }

    function onDeposit(address owner, uint256 amount, bool compounding) external {
        require(msg.sender == DEPOSITS, 'not the deposit contract');
        uint256 epoch = epochNow();
        uint256 drained = (epoch - entryQueueEpoch) * CHURN;
        entryQueue = (entryQueue > drained ? entryQueue - drained : 0) + amount;
        entryQueueEpoch = epoch;
        uint256 gwei_ = amount / 1 gwei;
        uint256 most = compounding ? 2048e9 : 32e9;
        uint256 whole = gwei_ - (gwei_ % 1e9);
        validators.push(
            Validator(
                owner,
                gwei_,
                whole < most ? whole : most,
                most,
                epoch + LOOKAHEAD + (entryQueue + CHURN - 1) / CHURN,
                0,
                0,
                0,
                epoch,
                0,
                0,
                0
            )
        );
    }

    function exit() external {
        _exit(type(uint256).max);
    }

    /// The first `count` of those that may leave, in the order of their deposits.
    function exitFirst(uint256 count) external {
        _exit(count);
    }

    function _exit(uint256 count) private {
        uint256 epoch = epochNow();
        uint256 waiting = BEACON.exitQueueNow();
        uint256 churn = BEACON.exitChurn();
        for (uint256 i = 0; i < validators.length && count > 0; i++) {
            Validator storage v = validators[i];
            if (v.owner != msg.sender || v.exitEpoch != 0 || epoch < v.activationEpoch + 256) continue;
            waiting += v.effectiveBalance * 1 gwei;
            v.exitEpoch = epoch + LOOKAHEAD + (waiting + churn - 1) / churn;
            v.withdrawableEpoch = v.exitEpoch + 256;
            count--;
        }
    }

    function settle() external {
        onlyOracle();
        _settleAll();
    }

    function slash(address owner) external {
        onlyOracle();
        _settleAll();
        uint256 epoch = epochNow();
        uint256 waiting = BEACON.exitQueueNow();
        uint256 churn = BEACON.exitChurn();
        uint256 quotient = _slashingQuotient(BEACON.fork());
        for (uint256 i = 0; i < validators.length; i++) {
            Validator storage v = validators[i];
            if (v.owner != owner || v.activationEpoch > epoch || v.slashed != 0 || v.balance == 0) continue;
            if (v.exitEpoch != 0 && epoch >= v.withdrawableEpoch) continue;
            waiting += v.effectiveBalance * 1 gwei;
            if (v.exitEpoch == 0) v.exitEpoch = epoch + LOOKAHEAD + (waiting + churn - 1) / churn;
            uint256 out = v.exitEpoch + 256;
            v.withdrawableEpoch = out > epoch + 8192 ? out : epoch + 8192;
            v.balance = _less(v.balance, v.effectiveBalance / quotient);
            v.slashed = 1;
        }
    }

    /// An owner's validators are off from now on, until the epoch of `until` (seconds).
    function outage(address owner, uint256 until) external {
        onlyOracle();
        _settleAll();
        for (uint256 i = 0; i < validators.length; i++) {
            Validator storage v = validators[i];
            if (v.owner != owner) continue;
            v.offFrom = epochNow();
            v.offUntil = (until - GENESIS_TIME) / 384;
        }
    }

    function sweep(address owner) external {
        onlyOracle();
        uint256 epoch = epochNow();
        uint256 paid;
        for (uint256 i = 0; i < validators.length; i++) {
            Validator storage v = validators[i];
            if (v.owner != owner) continue;
            uint256 out;
            if (v.exitEpoch != 0 && epoch >= v.withdrawableEpoch) out = v.balance;
            else if (epoch >= v.activationEpoch && v.effectiveBalance == v.maxEffectiveBalance) {
                out = v.balance > v.maxEffectiveBalance ? v.balance - v.maxEffectiveBalance : 0;
            }
            v.balance -= out;
            paid += out;
        }
        (bool sent,) = owner.call{value: paid * 1 gwei}('');
        require(sent, 'not sent');
    }

    function _settleAll() private {
        uint256 total = BEACON.stakedEther() / 1 gwei;
        Rules memory rules = Rules(64e9 / _sqrt(total), BEACON.fork(), total);
        uint256 epoch = epochNow();
        for (uint256 i = 0; i < validators.length; i++) {
            Validator memory v = validators[i];
            while (v.settledEpoch < epoch) _stretch(v, _turn(v, epoch), rules);
            validators[i] = v;
        }
    }

    /// The next epoch, `epoch` at the latest, at which what a validator does changes.
    function _turn(Validator memory v, uint256 epoch) private view returns (uint256 next) {
        next = _nearer(v, v.activationEpoch, epoch);
        next = _nearer(v, v.exitEpoch, next);
        next = _nearer(v, v.withdrawableEpoch, next);
        next = _nearer(v, v.offFrom, next);
        next = _nearer(v, v.offUntil, next);
        if (v.slashed != 0) next = _nearer(v, v.withdrawableEpoch - 4096, next);
        next = BEACON.leakTurn(v.settledEpoch, next);
    }

    function _nearer(Validator memory v, uint256 turn, uint256 next) private pure returns (uint256) {
        return turn > v.settledEpoch && turn < next ? turn : next;
    }

    /// A stretch in which every epoch is like the other.
    function _stretch(Validator memory v, uint256 until, Rules memory rules) private view {
        uint256 from = v.settledEpoch;
        bool active = v.activationEpoch <= from && (v.exitEpoch == 0 || from < v.exitEpoch);
        bool off = v.offFrom <= from && from < v.offUntil;
        bool leak = BEACON.leaks(from);
        if (v.slashed != 0 ? from < v.withdrawableEpoch : active && off) {
            if (v.slashed != 0 && from == v.withdrawableEpoch - 4096) _correlate(v, rules);
            _miss(v, until - from, leak, rules);
        } else if (v.slashed == 0 && active) {
            // In a leak attestations earn nothing; what is left is for proposals and sync committees.
            uint256 reward = (v.effectiveBalance / 1e9) * rules.perIncrement;
            v.balance += (leak ? (reward * 10) / 64 : reward) * (until - from);
            v.inactivityScore = _less(v.inactivityScore, (leak ? 1 : 17) * (until - from));
        }
        _updateEffective(v);
        v.settledEpoch = until;
    }

    /// Epochs without an attestation: source, target, inactivity. Equal ones are taken at once.
    function _miss(Validator memory v, uint256 left, bool leak, Rules memory rules) private pure {
        uint256 quotient = rules.fork == 1 ? 3 * 2 ** 24 : 2 ** 24;
        while (left > 0) {
            uint256 base = (v.effectiveBalance / 1e9) * rules.perIncrement;
            uint256 each = (base * 14) / 64 + (base * 26) / 64;
            uint256 epochs = 1;
            if (leak) v.inactivityScore += 4;
            else if (v.inactivityScore > 0) v.inactivityScore = _less(v.inactivityScore, 12);
            else if (each == 0) return;
            else epochs = _even(v, each, left);
            uint256 leaked = (v.effectiveBalance * v.inactivityScore) / (4 * quotient);
            v.balance = _less(v.balance, each * epochs + leaked);
            _updateEffective(v);
            left -= epochs;
        }
    }

    /// Epochs until the effective balance falls, one at least.
    function _even(Validator memory v, uint256 each, uint256 left) private pure returns (uint256) {
        uint256 room = _less(v.balance + 0.25e9, v.effectiveBalance) / each;
        if (room == 0) return 1;
        return room < left ? room : left;
    }

    /// `process_slashings` for one validator.
    function _correlate(Validator memory v, Rules memory rules) private view {
        uint256 slashed;
        IBeacon.Slashing[] memory all_ = BEACON.slashings();
        for (uint256 i = 0; i < all_.length; i++) {
            uint256 at = (all_[i].at - GENESIS_TIME) / 384;
            if (at > v.settledEpoch || v.settledEpoch - at >= 8192) continue;
            slashed += (all_[i].balance + all_[i].others) / 1 gwei;
        }
        uint256 adjusted = slashed * (rules.fork == 1 ? 2 : 3);
        uint256 total = BEACON.activeBalanceAt(v.settledEpoch);
        if (adjusted > total) adjusted = total;
        uint256 increments = v.effectiveBalance / 1e9;
        uint256 penalty = rules.fork == 0 || rules.fork == 4
            ? (adjusted / (total / 1e9)) * increments
            : ((increments * adjusted) / total) * 1e9;
        v.balance = _less(v.balance, penalty);
    }

    function _updateEffective(Validator memory v) private pure {
        if (v.balance + 0.25e9 < v.effectiveBalance || v.effectiveBalance + 1.25e9 < v.balance) {
            uint256 whole = v.balance - (v.balance % 1e9);
            v.effectiveBalance = whole < v.maxEffectiveBalance ? whole : v.maxEffectiveBalance;
        }
    }

    /// `MIN_SLASHING_PENALTY_QUOTIENT` of the fork, by Beacon's numbers.
    function _slashingQuotient(uint256 fork) private pure returns (uint256) {
        if (fork == 1) return 64;
        return fork == 2 || fork == 3 ? 32 : 4096;
    }

    function _less(uint256 a, uint256 b) private pure returns (uint256) {
        return a > b ? a - b : 0;
    }

    /// `integer_squareroot`.
    function _sqrt(uint256 n) private pure returns (uint256 x) {
        x = n;
        uint256 y = (x + 1) / 2;
        while (y < x) {
            x = y;
            y = (x + n / x) / 2;
        }
    }
}
