// SPDX-License-Identifier: MIT
pragma solidity 0.8.27;

import {EtherFiReports} from './EtherFiReports.sol';

/// ether.fi's liquidity pool: what eETH is a share of.
contract EtherFiPool is EtherFiReports {
    address internal constant REDEMPTION = 0xDadEf1fFBFeaAB4f68A9fD181395F68b4e4E7Ae0;
    /// Bounds of a request under the rules of 2026 (LP_MIN_WITHDRAW_AMOUNT, LP_MAX_WITHDRAW_AMOUNT).
    uint256 internal constant MIN_WITHDRAW_AMOUNT = 0.001 ether;
    uint256 internal constant MAX_WITHDRAW_AMOUNT = 1000 ether;

    error InvalidAmount();
    error InvalidWithdrawalAmount();
    error InvalidShareAmount();
    error IncorrectCaller();
    error InsufficientEscrow();

    /// Under the rules of 2026: what a claim leaves of the ether that was set aside for it.
    receive() external payable {
        totalValueOutOfLp -= msg.value;
        totalValueInLp += msg.value;
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
        if (rules() == 2025) {
            if (amount > type(uint96).max || amount == 0 || share == 0) revert InvalidAmount();
        } else {
            if (amount < MIN_WITHDRAW_AMOUNT || amount > MAX_WITHDRAW_AMOUNT) revert InvalidWithdrawalAmount();
            if (share == 0) revert InvalidShareAmount();
        }
        EETH.transferFrom(msg.sender, address(REQUESTS), amount);
        return REQUESTS.requestWithdraw(uint96(amount), uint96(share), recipient, 0);
    }

    function withdraw(address recipient, uint256 amount) external returns (uint256 share) {
        bool asked = msg.sender == address(REQUESTS) && rules() == 2025;
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

    /// A claim under the rules of 2026: the requests' contract pays what it holds, and all shares of the request go.
    function withdrawLocked(uint256 asked, uint256 amount, uint256 share) external {
        if (msg.sender != address(REQUESTS)) revert IncorrectCaller();
        if (ethAmountLockedForWithdrawal < asked) revert InsufficientEscrow();
        ethAmountLockedForWithdrawal -= asked;
        if (amount == 0 || share == 0) revert InvalidAmount();
        totalValueOutOfLp -= amount;
        EETH.burnShares(msg.sender, share);
    }

    /// What stays of an instant redemption's fee with those who hold eETH.
    function burnEEthShares(uint256 share) external {
        if (msg.sender != REDEMPTION) revert IncorrectCaller();
        EETH.burnShares(msg.sender, share);
    }
}
