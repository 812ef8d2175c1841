// SPDX-License-Identifier: MIT
pragma solidity 0.8.27;

import {Erc20} from './Erc20.sol';
import {ORACLE} from './Interfaces.sol';

/// cbETH as coinbase/wrapped-tokens-os StakedTokenV1 lets holders see it: a rate that Coinbase's oracle writes. Coinbase
/// alone mints and burns; nobody redeems on chain. Left out: the updater in front of the oracle, whose allowance for an
/// interval is not recorded, pausing, the blacklist, and permits.
contract CbEth is Erc20 {
    uint256 internal rate;

    event ExchangeRateUpdated(address indexed oracle, uint256 newExchangeRate);

    /// Ether of one cbETH, 18 decimals.
    function exchangeRate() external view returns (uint256) {
        return rate;
    }

    /// On mainnet a contract that limits how far a rate moves, 0x9b37180d847B27ADC13C2277299045C1237Ae281.
    function oracle() public pure returns (address) {
        return ORACLE;
    }

    function updateExchangeRate(uint256 newExchangeRate) external {
        require(msg.sender == oracle(), 'StakedTokenV1: caller is not the oracle');
        require(newExchangeRate > 0, 'StakedTokenV1: new exchange rate cannot be 0');
        rate = newExchangeRate;
        emit ExchangeRateUpdated(msg.sender, newExchangeRate);
    }
}
