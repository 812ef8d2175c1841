// SPDX-License-Identifier: MIT
pragma solidity 0.8.27;

import {onlyOracle} from './Interfaces.sol';

interface IBeacon {
    function stakedEther() external view returns (uint256);
    function exitQueueNow() external view returns (uint256);
    function exitChurn() external view returns (uint256);
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
                epoch
            )
        );
    }

    function exit() external {
        uint256 epoch = epochNow();
        uint256 waiting = BEACON.exitQueueNow();
        uint256 churn = BEACON.exitChurn();
        for (uint256 i = 0; i < validators.length; i++) {
            Validator storage v = validators[i];
            if (v.owner != msg.sender || v.exitEpoch != 0 || epoch < v.activationEpoch + 256) continue;
            waiting += v.effectiveBalance * 1 gwei;
            v.exitEpoch = epoch + LOOKAHEAD + (waiting + churn - 1) / churn;
            v.withdrawableEpoch = v.exitEpoch + 256;
        }
    }

    function settle() external {
        onlyOracle();
        uint256 perIncrement = 64e9 / _sqrt(BEACON.stakedEther() / 1 gwei);
        for (uint256 i = 0; i < validators.length; i++) _settle(validators[i], epochNow(), perIncrement);
    }

    function slash(address owner) external {
        onlyOracle();
        uint256 epoch = epochNow();
        uint256 waiting = BEACON.exitQueueNow();
        uint256 churn = BEACON.exitChurn();
        for (uint256 i = 0; i < validators.length; i++) {
            Validator storage v = validators[i];
            if (v.owner != owner || v.activationEpoch > epoch || v.slashed != 0 || v.balance == 0) continue;
            waiting += v.effectiveBalance * 1 gwei;
            if (v.exitEpoch == 0) v.exitEpoch = epoch + LOOKAHEAD + (waiting + churn - 1) / churn;
            uint256 out = v.exitEpoch + 256;
            v.withdrawableEpoch = out > epoch + 8192 ? out : epoch + 8192;
            v.balance -= v.effectiveBalance / 4096;
            v.slashed = 1;
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

    function _settle(Validator storage v, uint256 epoch, uint256 perIncrement) private {
        uint256 until = v.exitEpoch == 0 || epoch < v.exitEpoch ? epoch : v.exitEpoch;
        uint256 since = v.settledEpoch > v.activationEpoch ? v.settledEpoch : v.activationEpoch;
        if (v.slashed == 0 && until > since) {
            v.balance += (v.effectiveBalance / 1e9) * perIncrement * (until - since);
        }
        v.settledEpoch = epoch;
        if (v.balance + 0.25e9 < v.effectiveBalance || v.effectiveBalance + 1.25e9 < v.balance) {
            uint256 whole = v.balance - (v.balance % 1e9);
            v.effectiveBalance = whole < v.maxEffectiveBalance ? whole : v.maxEffectiveBalance;
        }
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
