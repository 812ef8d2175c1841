// SPDX-License-Identifier: MIT
pragma solidity 0.8.27;

import {Erc20} from './Erc20.sol';
import {onlyOracle} from './Interfaces.sol';

/// osETH (stakewise/v3-core OsToken): its controller mints and burns. Ours besides: the oracle's account may, for what
/// shocks need. Left out: permits.
contract OsToken is Erc20 {
    address internal constant CONTROLLER = 0x2A261e60FB14586B474C208b1B7AC6D0f5000306;

    function mint(address account, uint256 value) external override {
        if (msg.sender != CONTROLLER) onlyOracle();
        totalSupply += value;
        balanceOf[account] += value;
        emit Transfer(address(0), account, value);
    }

    function burn(address account, uint256 value) external override {
        if (msg.sender != CONTROLLER) onlyOracle();
        require(balanceOf[account] >= value, 'ERC20: burn amount exceeds balance');
        balanceOf[account] -= value;
        totalSupply -= value;
        emit Transfer(account, address(0), value);
    }
}
