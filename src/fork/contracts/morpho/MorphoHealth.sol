// SPDX-License-Identifier: MIT
pragma solidity 0.8.27;

import {Id, IMorpho, MarketParams, Position} from '@morpho-org/morpho-blue/src/interfaces/IMorpho.sol';
import {IOracle} from '@morpho-org/morpho-blue/src/interfaces/IOracle.sol';
import {ORACLE_PRICE_SCALE} from '@morpho-org/morpho-blue/src/libraries/ConstantsLib.sol';
import {MathLib} from '@morpho-org/morpho-blue/src/libraries/MathLib.sol';
import {MorphoBalancesLib} from '@morpho-org/morpho-blue/src/libraries/periphery/MorphoBalancesLib.sol';

/// What an account may borrow and owes in Morpho's markets, by Morpho's own libraries, interest up to now included.
/// Called at an address where it is placed for the call.
contract MorphoHealth {
    using MathLib for uint256;
    using MorphoBalancesLib for IMorpho;

    /// Two words a market: collateral at the oracle's price times LLTV, and debt. Nothing for a market that is not there.
    function limits(IMorpho morpho, Id[] calldata ids, address account) external view returns (uint256[] memory out) {
        out = new uint256[](2 * ids.length);
        if (address(morpho).code.length == 0) return out;
        for (uint256 i = 0; i < ids.length; i++) {
            MarketParams memory params = morpho.idToMarketParams(ids[i]);
            if (params.oracle == address(0)) continue;
            Position memory held = morpho.position(ids[i], account);
            if (held.borrowShares == 0) continue;
            uint256 price = IOracle(params.oracle).price();
            out[2 * i] = uint256(held.collateral).mulDivDown(price, ORACLE_PRICE_SCALE).wMulDown(params.lltv);
            out[2 * i + 1] = morpho.expectedBorrowAssets(params, account);
        }
    }
}
