// SPDX-License-Identifier: MIT
pragma solidity 0.8.27;

import {Erc20} from './Erc20.sol';
import {onlyOracle} from './Interfaces.sol';

/// A staked-ether token with a rate (1e18), under the name that rsETH and ezETH give it here.
contract StakedToken is Erc20 {
    uint256 internal rate;

    event RateUpdated(uint256 rate);

    function getRate() external view returns (uint256) {
        return rate;
    }

    function forceRate(uint256 newRate) external {
        onlyOracle();
        rate = newRate;
        emit RateUpdated(newRate);
    }
}
