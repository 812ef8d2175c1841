// SPDX-License-Identifier: MIT
pragma solidity 0.8.27;

import {onlyOracle} from './Interfaces.sol';

/// What Plimsoll follows of the consensus layer, which no contract of mainnet keeps. Ours, for both worlds.
contract Beacon {
    /// Effective balance (wei) of validators slashed together; times in seconds.
    struct Slashing {
        uint256 at;
        uint256 balance;
        uint256 withdrawableAt;
    }

    /// Electra: 256 ether an epoch of 384 seconds.
    uint256 public constant EXIT_CHURN_PER_EPOCH = 256 ether;
    uint256 public constant SECONDS_PER_EPOCH = 384;

    uint256 public stakedEther;
    /// As of `exitQueueAt`; it drains at the churn limit.
    uint256 public exitQueue;
    uint256 public exitQueueAt;
    Slashing[] internal slashings_;

    event ExitQueueSet(uint256 exitQueue);
    event Slashed(uint256 balance, uint256 withdrawableAt);

    function setStakedEther(uint256 ether_) external {
        onlyOracle();
        stakedEther = ether_;
    }

    /// The queue from now on.
    function setExitQueue(uint256 ether_) external {
        onlyOracle();
        _setExitQueue(ether_);
    }

    /// The slashed balance joins the queue as it stands now.
    function slash(uint256 balance, uint256 withdrawableAt) external {
        onlyOracle();
        _setExitQueue(exitQueueNow() + balance);
        slashings_.push(Slashing(block.timestamp, balance, withdrawableAt));
        emit Slashed(balance, withdrawableAt);
    }

    /// Drained to this block, by the second; what has left is floored.
    function exitQueueNow() public view returns (uint256) {
        uint256 left = ((block.timestamp - exitQueueAt) * EXIT_CHURN_PER_EPOCH) / SECONDS_PER_EPOCH;
        return exitQueue > left ? exitQueue - left : 0;
    }

    function slashingsCount() external view returns (uint256) {
        return slashings_.length;
    }

    function slashings() external view returns (Slashing[] memory) {
        return slashings_;
    }

    function state() external view returns (uint256, uint256, uint256, Slashing[] memory) {
        return (stakedEther, exitQueue, exitQueueAt, slashings_);
    }

    function _setExitQueue(uint256 ether_) private {
        exitQueue = ether_;
        exitQueueAt = block.timestamp;
        emit ExitQueueSet(ether_);
    }
}
