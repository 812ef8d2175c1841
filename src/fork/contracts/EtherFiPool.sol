// SPDX-License-Identifier: MIT
pragma solidity 0.8.27;

import {onlyOracle} from './Interfaces.sol';

interface IEEthShares {
    function totalShares() external view returns (uint256);
    function balanceOf(address user) external view returns (uint256);
    function mintShares(address user, uint256 share) external;
    function burnShares(address user, uint256 share) external;
    function transferFrom(address from, address to, uint256 amount) external returns (bool);
}

interface IEtherFiRequests {
    function requestWithdraw(uint96 amount, uint96 share, address recipient, uint256 fee) external returns (uint256);
    function finalizeRequests(uint256 id) external returns (uint256);
}

/// ether.fi's liquidity pool: what eETH is a share of. The oracle's report stands in for the admin contract's tasks.
contract EtherFiPool {
    IEEthShares internal constant EETH = IEEthShares(0x35fA164735182de50811E8e2E824cFb9B6118ac2);
    address internal constant REDEMPTION = 0xDadEf1fFBFeaAB4f68A9fD181395F68b4e4E7Ae0;
    IEtherFiRequests internal constant REQUESTS = IEtherFiRequests(0x7d5706f6ef3F89B3951E23e557CDFBC3239D4E2c);

    uint256 public totalValueOutOfLp;
    uint256 public totalValueInLp;
    uint256 public ethAmountLockedForWithdrawal;

    error InvalidAmount();
    error InsufficientLiquidity();
    error IncorrectCaller();

    function getTotalPooledEther() public view returns (uint256) {
        return totalValueOutOfLp + totalValueInLp;
    }

    function sharesForAmount(uint256 amount) public view returns (uint256) {
        uint256 pooled = getTotalPooledEther();
        return pooled == 0 ? 0 : (amount * EETH.totalShares()) / pooled;
    }

    function sharesForWithdrawalAmount(uint256 amount) public view returns (uint256) {
        uint256 pooled = getTotalPooledEther();
        return pooled == 0 ? 0 : (amount * EETH.totalShares() + pooled - 1) / pooled;
    }

    function amountForShare(uint256 share) public view returns (uint256) {
        uint256 total = EETH.totalShares();
        return total == 0 ? 0 : (share * getTotalPooledEther()) / total;
    }

    function deposit(address) external payable returns (uint256 share) {
        uint256 pooled = getTotalPooledEther();
        share = pooled == 0 ? msg.value : (msg.value * EETH.totalShares()) / pooled;
        if (msg.value == 0 || share == 0) revert InvalidAmount();
        totalValueInLp += msg.value;
        EETH.mintShares(msg.sender, share);
    }

    function requestWithdraw(address recipient, uint256 amount) external returns (uint256) {
        uint256 share = sharesForAmount(amount);
        if (amount > type(uint96).max || amount == 0 || share == 0) revert InvalidAmount();
        EETH.transferFrom(msg.sender, address(REQUESTS), amount);
        return REQUESTS.requestWithdraw(uint96(amount), uint96(share), recipient, 0);
    }

    function withdraw(address recipient, uint256 amount) external returns (uint256 share) {
        bool asked = msg.sender == address(REQUESTS);
        if (!asked && msg.sender != REDEMPTION) revert IncorrectCaller();
        share = sharesForWithdrawalAmount(amount);
        if (
            totalValueInLp < amount || (asked && ethAmountLockedForWithdrawal < amount)
                || EETH.balanceOf(msg.sender) < amount
        ) {
            revert InsufficientLiquidity();
        }
        if (amount == 0 || share == 0) revert InvalidAmount();
        totalValueInLp -= amount;
        if (asked) ethAmountLockedForWithdrawal -= amount;
        EETH.burnShares(msg.sender, share);
        (bool sent,) = recipient.call{value: amount}('');
        require(sent, 'SendFail');
    }

    /// What stays of an instant redemption's fee with those who hold eETH.
    function burnEEthShares(uint256 share) external {
        if (msg.sender != REDEMPTION) revert IncorrectCaller();
        EETH.burnShares(msg.sender, share);
    }

    /// Rewards or penalties, ether back from validators (sent along), requests finalised up to an id (0: none).
    function report(int256 accrued, uint256 finalizeUpTo) external payable {
        onlyOracle();
        if (accrued < 0) totalValueOutOfLp -= uint256(-accrued);
        else totalValueOutOfLp += uint256(accrued);
        totalValueOutOfLp -= msg.value;
        totalValueInLp += msg.value;
        if (finalizeUpTo != 0) ethAmountLockedForWithdrawal += REQUESTS.finalizeRequests(finalizeUpTo);
    }
}
