// SPDX-License-Identifier: MIT
pragma solidity 0.8.27;

import {IIrm} from '@morpho-org/morpho-blue/src/interfaces/IIrm.sol';
import {Id, Market, MarketParams} from '@morpho-org/morpho-blue/src/interfaces/IMorpho.sol';

/// Morpho's adaptive rate: ABI and arithmetic of morpho-org/morpho-blue-irm AdaptiveCurveIrm, from its published
/// formulas; npm does not carry it. Rates are a second, 18 decimals; every division is towards zero.
contract AdaptiveCurveIrm is IIrm {
    int256 internal constant WAD = 1e18;
    int256 internal constant YEAR = 365 days;

    int256 public constant CURVE_STEEPNESS = 4e18;
    int256 public constant ADJUSTMENT_SPEED = 50e18 / YEAR;
    int256 public constant TARGET_UTILIZATION = 0.9e18;
    int256 public constant INITIAL_RATE_AT_TARGET = 0.04e18 / YEAR;
    int256 public constant MIN_RATE_AT_TARGET = 0.001e18 / YEAR;
    int256 public constant MAX_RATE_AT_TARGET = 2e18 / YEAR;

    int256 internal constant LN_2 = 693147180559945309;
    int256 internal constant LN_WEI = -41446531673892822312;
    int256 internal constant WEXP_UPPER_BOUND = 93859467695000404319;
    int256 internal constant WEXP_UPPER_VALUE = 57716089161558943949701069502944508345128422502756744429568;

    address public constant MORPHO = 0xBBBBBbbBBb9cC5e90e3b3Af64bdAF62C37EEFFCb;

    mapping(Id => int256) public rateAtTarget;

    event BorrowRateUpdate(Id indexed id, uint256 avgBorrowRate, uint256 rateAtTarget);

    function borrowRateView(MarketParams memory marketParams, Market memory market) external view returns (uint256) {
        (int256 average,) = _rates(_id(marketParams), market);
        return uint256(average);
    }

    function borrowRate(MarketParams memory marketParams, Market memory market) external returns (uint256) {
        require(msg.sender == MORPHO, 'not Morpho');
        Id id = _id(marketParams);
        (int256 average, int256 end) = _rates(id, market);
        rateAtTarget[id] = end;
        emit BorrowRateUpdate(id, uint256(average), uint256(end));
        return uint256(average);
    }

    function _id(MarketParams memory marketParams) private pure returns (Id) {
        return Id.wrap(keccak256(abi.encode(marketParams)));
    }

    /// The mean rate since the last update, and the rate at target at its end.
    function _rates(Id id, Market memory market) private view returns (int256 average, int256 end) {
        int256 err = _error(market);
        int256 start = rateAtTarget[id];
        if (start == 0) return (_curve(INITIAL_RATE_AT_TARGET, err), INITIAL_RATE_AT_TARGET);
        int256 adaptation = (ADJUSTMENT_SPEED * err / WAD) * int256(block.timestamp - market.lastUpdate);
        if (adaptation == 0) return (_curve(start, err), start);
        end = _adapted(start, adaptation);
        int256 middle = _adapted(start, adaptation / 2);
        average = _curve((start + end + 2 * middle) / 4, err);
    }

    /// How far utilisation is from its target: -1 at nothing borrowed, 0 at the target, 1 at all of it.
    function _error(Market memory market) private pure returns (int256) {
        int256 utilization;
        if (market.totalSupplyAssets > 0) {
            utilization = int256(uint256(market.totalBorrowAssets) * 1e18 / market.totalSupplyAssets);
        }
        int256 distance = utilization - TARGET_UTILIZATION;
        return distance * WAD / (distance > 0 ? WAD - TARGET_UTILIZATION : TARGET_UTILIZATION);
    }

    function _curve(int256 rate, int256 err) private pure returns (int256) {
        int256 slope = err < 0 ? WAD - WAD * WAD / CURVE_STEEPNESS : CURVE_STEEPNESS - WAD;
        return (slope * err / WAD + WAD) * rate / WAD;
    }

    function _adapted(int256 rate, int256 adaptation) private pure returns (int256 moved) {
        moved = rate * _exp(adaptation) / WAD;
        if (moved < MIN_RATE_AT_TARGET) return MIN_RATE_AT_TARGET;
        if (moved > MAX_RATE_AT_TARGET) return MAX_RATE_AT_TARGET;
    }

    /// e^x = 2^q (1 + r + r^2 / 2), x = q ln 2 + r, q rounded half towards zero.
    function _exp(int256 x) private pure returns (int256) {
        if (x < LN_WEI) return 0;
        if (x >= WEXP_UPPER_BOUND) return WEXP_UPPER_VALUE;
        int256 q = (x < 0 ? x - LN_2 / 2 : x + LN_2 / 2) / LN_2;
        int256 r = x - q * LN_2;
        int256 power = WAD + r + r * r / WAD / 2;
        return q < 0 ? power >> uint256(-q) : power << uint256(q);
    }
}
