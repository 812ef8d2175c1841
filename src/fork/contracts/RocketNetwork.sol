// SPDX-License-Identifier: MIT
pragma solidity 0.8.27;

import {onlyOracle} from './Interfaces.sol';

/// What Rocket Pool keeps apart from its money: the submitted balances, the deposit settings, the minipool queue.
/// Placed once at each of their addresses, with the variables that are asked for there.
contract RocketNetwork {
    uint256 public getTotalETHBalance;
    uint256 public getTotalRETHSupply;
    uint256 public getMaximumDepositPoolSize;
    uint256 public getMinimumDeposit;
    /// Of one ether.
    uint256 public getDepositFee;
    uint256 internal depositEnabled;
    uint256 internal assignEnabled;
    /// Ether that minipools in the queue could take.
    uint256 public getEffectiveCapacity;

    event BalancesUpdated(uint256 totalEth, uint256 rethSupply);

    function getDepositEnabled() external view returns (bool) {
        return depositEnabled != 0;
    }

    function getAssignDepositsEnabled() external view returns (bool) {
        return assignEnabled != 0;
    }

    /// What a majority of the oracle members submits.
    function setBalances(uint256 totalEth, uint256 rethSupply) external {
        onlyOracle();
        getTotalETHBalance = totalEth;
        getTotalRETHSupply = rethSupply;
        emit BalancesUpdated(totalEth, rethSupply);
    }
}
