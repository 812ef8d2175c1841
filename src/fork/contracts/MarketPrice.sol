// SPDX-License-Identifier: MIT
pragma solidity 0.8.27;

import {IAnswer, IStEth, STETH} from './Interfaces.sol';

/// Price of a staking token at what the market pays: ABI and arithmetic of bgd-labs/cl-synchronicity-price-adapter
/// CLSynchronicityPriceAdapterPegToBase (asset / ether x ether / dollar, floored) and, where `wrapped` is set,
/// CLwstETHSynchronicityPriceAdapter (x stETH per wstETH, floored). 8 decimals; the asset's feed has 18.
contract MarketPrice {
    address public ASSET_TO_PEG;
    address public PEG_TO_BASE;
    /// 0 or 1.
    uint256 public wrapped;

    function decimals() external pure returns (uint8) {
        return 8;
    }

    function latestAnswer() external view returns (int256) {
        int256 assetToPeg = IAnswer(ASSET_TO_PEG).latestAnswer();
        int256 pegToBase = IAnswer(PEG_TO_BASE).latestAnswer();
        if (assetToPeg <= 0 || pegToBase <= 0) return 0;
        int256 price = (assetToPeg * pegToBase) / 1e18;
        if (wrapped == 0) return price;
        return (price * int256(IStEth(STETH).getPooledEthByShares(1 ether))) / 1 ether;
    }
}
