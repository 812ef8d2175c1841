// SPDX-License-Identifier: MIT
pragma solidity 0.8.27;

import {IAnswer, ORACLE} from './Interfaces.sol';

/// A correlated-asset price oracle: ABI, arithmetic and checks of bgd-labs/aave-capo PriceCapAdapterBase.sol (growth
/// scaled by 1e6). Price = base x min(ratio, cap), cap = snapshot + growth x seconds since the snapshot; floored.
/// The ratio is `RATIO_PROVIDER.ratioSelector(10 ** RATIO_DECIMALS)`: stETH's `getPooledEthByShares` takes the amount,
/// rETH's `getExchangeRate`, cbETH's `exchangeRate` and weETH's `getRate` pass it over.
contract Capo {
    struct PriceCapUpdateParams {
        uint104 snapshotRatio;
        uint48 snapshotTimestamp;
        uint16 maxYearlyRatioGrowthPercent;
    }

    uint256 public constant PERCENTAGE_FACTOR = 1e4;
    uint256 public constant SCALING_FACTOR = 1e6;
    uint256 public constant SECONDS_PER_YEAR = 365 days;
    uint256 public constant MAXIMUM_SNAPSHOT_TERM = 180 days;

    address public BASE_TO_USD_AGGREGATOR;
    address public RATIO_PROVIDER;
    /// Left-aligned in its slot.
    bytes32 public ratioSelector;
    address public ACL_MANAGER;
    uint256 internal decimals_;
    uint256 internal ratioDecimals;
    uint256 public MINIMUM_SNAPSHOT_DELAY;
    string public description;
    uint256 internal snapshotRatio;
    uint256 internal snapshotTimestamp;
    uint256 internal maxRatioGrowthPerSecondScaled;
    uint256 internal maxYearlyRatioGrowthPercent;

    event CapParametersUpdated(
        uint256 snapshotRatio,
        uint256 snapshotTimestamp,
        uint256 maxRatioGrowthPerSecond,
        uint16 maxYearlyRatioGrowthPercent
    );

    error SnapshotRatioIsZero();
    error InvalidRatioTimestamp(uint48 timestamp);
    error CallerIsNotRiskOrPoolAdmin();

    function DECIMALS() external view returns (uint8) {
        return uint8(decimals_);
    }

    function decimals() external view returns (uint8) {
        return uint8(decimals_);
    }

    function RATIO_DECIMALS() external view returns (uint8) {
        return uint8(ratioDecimals);
    }

    function getSnapshotRatio() external view returns (uint256) {
        return snapshotRatio;
    }

    function getSnapshotTimestamp() external view returns (uint256) {
        return snapshotTimestamp;
    }

    function getMaxYearlyGrowthRatePercent() external view returns (uint256) {
        return maxYearlyRatioGrowthPercent;
    }

    function getMaxRatioGrowthPerSecond() external view returns (uint256) {
        return maxRatioGrowthPerSecondScaled / SCALING_FACTOR;
    }

    function getMaxRatioGrowthPerSecondScaled() external view returns (uint256) {
        return maxRatioGrowthPerSecondScaled;
    }

    function getRatio() public view returns (int256) {
        (bool answered, bytes memory data) =
            RATIO_PROVIDER.staticcall(abi.encodePacked(bytes4(ratioSelector), 10 ** ratioDecimals));
        require(answered && data.length == 32);
        return int256(abi.decode(data, (uint256)));
    }

    function isCapped() external view returns (bool) {
        return getRatio() > _getMaxRatio();
    }

    function latestAnswer() external view returns (int256) {
        int256 ratio = getRatio();
        int256 base = IAnswer(BASE_TO_USD_AGGREGATOR).latestAnswer();
        if (base <= 0 || ratio <= 0) return 0;
        int256 maxRatio = _getMaxRatio();
        if (maxRatio < ratio) ratio = maxRatio;
        return (base * ratio) / int256(10 ** ratioDecimals);
    }

    /// The oracle's account stands for Aave's risk and pool admins.
    function setCapParameters(PriceCapUpdateParams calldata params) external {
        if (msg.sender != ORACLE) revert CallerIsNotRiskOrPoolAdmin();
        if (params.snapshotRatio == 0) revert SnapshotRatioIsZero();
        if (
            snapshotTimestamp >= params.snapshotTimestamp
                || params.snapshotTimestamp > block.timestamp - MINIMUM_SNAPSHOT_DELAY
                || params.snapshotTimestamp < block.timestamp - MAXIMUM_SNAPSHOT_TERM
        ) revert InvalidRatioTimestamp(params.snapshotTimestamp);
        snapshotRatio = params.snapshotRatio;
        snapshotTimestamp = params.snapshotTimestamp;
        maxYearlyRatioGrowthPercent = params.maxYearlyRatioGrowthPercent;
        maxRatioGrowthPerSecondScaled = (snapshotRatio * maxYearlyRatioGrowthPercent * SCALING_FACTOR)
            / PERCENTAGE_FACTOR / SECONDS_PER_YEAR;
        emit CapParametersUpdated(
            snapshotRatio,
            snapshotTimestamp,
            maxRatioGrowthPerSecondScaled / SCALING_FACTOR,
            params.maxYearlyRatioGrowthPercent
        );
    }

    function _getMaxRatio() private view returns (int256) {
        return int256(
            snapshotRatio + (maxRatioGrowthPerSecondScaled * (block.timestamp - snapshotTimestamp)) / SCALING_FACTOR
        );
    }
}
