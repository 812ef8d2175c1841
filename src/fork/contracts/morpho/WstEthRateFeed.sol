// SPDX-License-Identifier: MIT
pragma solidity 0.8.27;

interface IStEthRate {
    function getPooledEthByShares(uint256 sharesAmount) external view returns (uint256);
}

/// wstETH's share rate as a feed: ABI of morpho-org/morpho-blue-oracles WstEthStEthExchangeRateChainlinkAdapter.
contract WstEthRateFeed {
    uint8 public constant decimals = 18;
    string public constant description = 'wstETH/stETH exchange rate';
    IStEthRate public constant ST_ETH = IStEthRate(0xae7ab96520DE3A18E5e111B5EaAb095312D7fE84);

    function latestRoundData() external view returns (uint80, int256, uint256, uint256, uint80) {
        return (0, int256(ST_ETH.getPooledEthByShares(1 ether)), 0, 0, 0);
    }
}
