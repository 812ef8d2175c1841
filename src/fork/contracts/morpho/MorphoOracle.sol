// SPDX-License-Identifier: MIT
pragma solidity 0.8.27;

import {IOracle} from '@morpho-org/morpho-blue/src/interfaces/IOracle.sol';

interface IFeed {
    function decimals() external view returns (uint8);
    function latestRoundData() external view returns (uint80, int256, uint256, uint256, uint80);
}

/// A price from up to two feeds: ABI for what is used and arithmetic of morpho-org/morpho-blue-oracles
/// MorphoChainlinkOracleV2 (and ChainlinkOracle before it), for tokens of 18 decimals without vaults or quote feeds.
/// A feed of address zero is a price of one.
contract MorphoOracle is IOracle {
    IFeed public immutable BASE_FEED_1;
    IFeed public immutable BASE_FEED_2;
    uint256 public immutable SCALE_FACTOR;

    constructor(IFeed baseFeed1, IFeed baseFeed2) {
        BASE_FEED_1 = baseFeed1;
        BASE_FEED_2 = baseFeed2;
        SCALE_FACTOR = 10 ** (36 - _decimals(baseFeed1) - _decimals(baseFeed2));
    }

    function price() external view returns (uint256) {
        return SCALE_FACTOR * _answer(BASE_FEED_1) * _answer(BASE_FEED_2);
    }

    function _decimals(IFeed feed) private view returns (uint256) {
        return address(feed) == address(0) ? 0 : feed.decimals();
    }

    function _answer(IFeed feed) private view returns (uint256) {
        if (address(feed) == address(0)) return 1;
        (, int256 answer,,,) = feed.latestRoundData();
        require(answer >= 0, 'negative answer');
        return uint256(answer);
    }
}
