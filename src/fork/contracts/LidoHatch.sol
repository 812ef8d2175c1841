// SPDX-License-Identifier: MIT
pragma solidity 0.8.27;

import {LidoAccounting} from './LidoAccounting.sol';

/// Stands at stETH's address on a live fork, so that the same report can be made there.
/// The original code is copied to STASH first; whatever is not ours is delegated to it, over the same storage.
contract LidoHatch is LidoAccounting {
    address internal constant STASH = 0x00000000000000000000000000000000574A5348;
    /// keccak256('lido.Versioned.contractVersion').
    bytes32 internal constant CONTRACT_VERSION = keccak256('lido.Versioned.contractVersion');

    error UnexpectedContractVersion(uint256 expected, uint256 received);

    receive() external payable {
        _delegate();
    }

    fallback() external payable {
        _delegate();
    }

    function _checkVersion() internal view override {
        uint256 version = _word(CONTRACT_VERSION);
        if (version != 4) revert UnexpectedContractVersion(4, version);
    }

    function _delegate() private {
        address stash = STASH;
        assembly {
            calldatacopy(0, 0, calldatasize())
            let ok := delegatecall(gas(), stash, 0, calldatasize(), 0, 0)
            returndatacopy(0, 0, returndatasize())
            switch ok
            case 0 { revert(0, returndatasize()) }
            default { return(0, returndatasize()) }
        }
    }
}
