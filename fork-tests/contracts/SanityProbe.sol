// SPDX-License-Identifier: MIT
pragma solidity 0.8.27;

import {LidoSanity} from '../../src/fork/contracts/LidoSanity.sol';

/// The checker of our stETH alone, as the recordings of the real one were made.
contract SanityProbe is LidoSanity {
    function check(BalanceChange calldata change) external {
        _checkReport(change);
    }
}
