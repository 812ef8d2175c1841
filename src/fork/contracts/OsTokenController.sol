// SPDX-License-Identifier: MIT
pragma solidity 0.8.27;

import {onlyOracle} from './Interfaces.sol';

interface IOsToken {
    function mint(address account, uint256 value) external;
    function burn(address account, uint256 value) external;
}

/// osETH's rate (stakewise/v3-core OsTokenVaultController): assets grow every second by an average reward, of which a fee
/// becomes shares of the treasury. ABI and arithmetic of what is used. Left out: a registry of vaults (there is one), and
/// the setters of fee, capacity and treasury.
contract OsTokenController {
    uint256 internal constant WAD = 1e18;
    uint256 internal constant MAX_PERCENT = 10_000;
    /// The keeper's `maxAvgRewardPerSecond`, 20 % a year (stakewise/v3-core v2.0.1, helpers/constants.ts).
    uint256 internal constant MAX_AVG_REWARD_PER_SECOND = 6341958397;
    IOsToken internal constant OSETH = IOsToken(0xf1C9acDc66974dFB6dEcB12aA385b9cD01190E38);
    address internal constant VAULT = 0xAC0F906E433d58FA868F936E8A43230473652885;
    address public constant treasury = 0x144a98cb1CdBb23610501fE6108858D9B7D24934;

    uint256 public capacity;
    uint256 public avgRewardPerSecond;
    uint256 public feePercent;
    uint256 internal storedFeePerShare;
    uint256 internal lastUpdate;
    uint256 internal storedShares;
    uint256 internal storedAssets;

    error AccessDenied();
    error CapacityExceeded();
    /// The keeper's, which alone calls the setter on mainnet.
    error InvalidAvgRewardPerSecond();
    error InvalidShares();

    event StateUpdated(uint256 profitAccrued, uint256 treasuryShares, uint256 treasuryAssets);
    event AvgRewardPerSecondUpdated(uint256 avgRewardPerSecond);

    /// Ours: what is stored, before what has accrued since.
    function stored()
        external
        view
        returns (uint256, uint256, uint256, uint256, uint256 updatedAt, uint256 shares, uint256 assets)
    {
        return (
            avgRewardPerSecond, feePercent, capacity, storedFeePerShare, lastUpdate, storedShares, storedAssets
        );
    }

    function totalShares() external view returns (uint256) {
        return storedShares;
    }

    function totalAssets() public view returns (uint256) {
        uint256 profit = _unclaimedAssets();
        return storedAssets + profit - (profit * feePercent) / MAX_PERCENT;
    }

    function convertToShares(uint256 assets) public view returns (uint256) {
        return _toShares(assets, totalAssets());
    }

    function convertToAssets(uint256 shares) public view returns (uint256) {
        return storedShares == 0 ? shares : (shares * totalAssets()) / storedShares;
    }

    function cumulativeFeePerShare() external view returns (uint256) {
        (uint256 profit, uint256 treasuryShares) = _accrued();
        if (profit == 0 || treasuryShares == 0) return storedFeePerShare;
        return storedFeePerShare + (treasuryShares * WAD) / storedShares;
    }

    function mintShares(address receiver, uint256 shares) external returns (uint256 assets) {
        if (msg.sender != VAULT) revert AccessDenied();
        if (shares == 0) revert InvalidShares();
        updateState();
        assets = convertToAssets(shares);
        if (storedAssets + assets > capacity) revert CapacityExceeded();
        storedShares += shares;
        storedAssets += assets;
        OSETH.mint(receiver, shares);
    }

    function burnShares(address owner, uint256 shares) external returns (uint256 assets) {
        if (msg.sender != VAULT) revert AccessDenied();
        if (shares == 0) revert InvalidShares();
        updateState();
        assets = convertToAssets(shares);
        OSETH.burn(owner, shares);
        storedShares -= shares;
        storedAssets -= assets;
    }

    function setAvgRewardPerSecond(uint256 newReward) external {
        onlyOracle();
        if (newReward > MAX_AVG_REWARD_PER_SECOND) revert InvalidAvgRewardPerSecond();
        updateState();
        avgRewardPerSecond = newReward;
        emit AvgRewardPerSecondUpdated(newReward);
    }

    function updateState() public {
        (uint256 profit, uint256 treasuryShares) = _accrued();
        lastUpdate = block.timestamp;
        if (profit == 0) return;
        storedAssets += profit;
        if (treasuryShares == 0) return;
        OSETH.mint(treasury, treasuryShares);
        storedFeePerShare += (treasuryShares * WAD) / storedShares;
        storedShares += treasuryShares;
        emit StateUpdated(profit, treasuryShares, (profit * feePercent) / MAX_PERCENT);
    }

    /// What accrued since the last update, and the treasury's shares of it.
    function _accrued() private view returns (uint256 profit, uint256 treasuryShares) {
        profit = _unclaimedAssets();
        uint256 treasuryAssets = (profit * feePercent) / MAX_PERCENT;
        if (treasuryAssets > 0) treasuryShares = _toShares(treasuryAssets, storedAssets + profit - treasuryAssets);
    }

    function _toShares(uint256 assets, uint256 ofAssets) private view returns (uint256) {
        return assets == 0 || storedShares == 0 ? assets : (assets * storedShares) / ofAssets;
    }

    function _unclaimedAssets() private view returns (uint256) {
        return (avgRewardPerSecond * storedAssets * (block.timestamp - lastUpdate)) / WAD;
    }
}
