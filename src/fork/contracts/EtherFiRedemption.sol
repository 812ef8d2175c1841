// SPDX-License-Identifier: MIT
pragma solidity 0.8.27;

interface IRedeemedPool {
    function rules() external view returns (uint256);
    function totalValueInLp() external view returns (uint256);
    function getTotalPooledEther() external view returns (uint256);
    function ethAmountLockedForWithdrawal() external view returns (uint256);
    function sharesForAmount(uint256 amount) external view returns (uint256);
    function sharesForWithdrawalAmount(uint256 amount) external view returns (uint256);
    function amountForShare(uint256 share) external view returns (uint256);
    function withdraw(address recipient, uint256 amount) external returns (uint256);
    function burnEEthShares(uint256 share) external;
}

interface IRedeemedToken {
    function balanceOf(address user) external view returns (uint256);
    function transfer(address to, uint256 amount) external returns (bool);
    function transferFrom(address from, address to, uint256 amount) external returns (bool);
    function unwrap(uint256 weEth) external returns (uint256);
}

/// ether.fi's instant redemption of weETH for ether, against a fee and under a limit that refills; one output token.
contract EtherFiRedemption {
    IRedeemedPool internal constant POOL = IRedeemedPool(0x308861A430be4cce5502d0A12724771Fc6DaF216);
    IRedeemedToken internal constant EETH = IRedeemedToken(0x35fA164735182de50811E8e2E824cFb9B6118ac2);
    IRedeemedToken internal constant WEETH = IRedeemedToken(0xCd5fE23C85820F7B72D0926FC9b05b43E359b7ee);
    address internal constant TREASURY = 0x0c83EAe1FE72c390A02E426572854931EefF93BA;
    address internal constant ETHER = 0xEeeeeEeeeEeEeeEeEeEeeEEEeeeeEeeeeeeeEEeE;
    uint256 internal constant UNIT = 1e12;

    uint256 internal capacity;
    uint256 internal remaining;
    uint256 internal lastRefill;
    uint256 internal refillRate;
    uint256 internal treasuryBps;
    uint256 internal feeBps;
    uint256 internal lowWatermarkBps;

    error InsufficientBalance();
    error ExceededRedeemable();

    receive() external payable {}

    function tokenToRedemptionInfo(address)
        external
        view
        returns (uint256, uint256, uint256, uint256, uint256, uint256, uint256)
    {
        return (capacity, remaining, lastRefill, refillRate, treasuryBps, feeBps, lowWatermarkBps);
    }

    function canRedeem(uint256 amount, address) public view returns (bool) {
        uint256 liquid = POOL.rules() == 2026
            ? POOL.totalValueInLp()
            : address(POOL).balance - POOL.ethAmountLockedForWithdrawal();
        uint256 watermark = (POOL.getTotalPooledEther() * lowWatermarkBps) / 10_000;
        if (liquid < watermark || liquid - watermark < amount) return false;
        return _refilled() >= _units(amount) && amount <= liquid;
    }

    function redeemWeEth(uint256 weEth, address receiver, address output) external {
        uint256 amount = POOL.amountForShare(weEth);
        bool isOf2026 = POOL.rules() == 2026;
        _check(weEth, amount, output, isOf2026);
        uint256 share = POOL.sharesForAmount(amount);
        uint256 paid = POOL.amountForShare((share * (10_000 - feeBps)) / 10_000);
        uint256 fee = share - POOL.sharesForWithdrawalAmount(paid);
        uint256 toTreasury = (fee * treasuryBps) / 10_000;
        uint256 treasuryAmount = POOL.amountForShare(toTreasury);
        WEETH.transferFrom(msg.sender, address(this), weEth);
        WEETH.unwrap(weEth);
        remaining = _refilled() - _units(amount);
        lastRefill = block.timestamp;
        // The treasury's part moves before the rate rises under the rules of 2026, and after it before.
        if (isOf2026) EETH.transfer(TREASURY, treasuryAmount);
        POOL.withdraw(address(this), paid);
        POOL.burnEEthShares(fee - toTreasury);
        (bool sent,) = receiver.call{value: paid, gas: 10_000}('');
        require(sent, 'EtherFiRedemptionManager: Transfer failed');
        if (!isOf2026) EETH.transfer(TREASURY, treasuryAmount);
    }

    function _check(uint256 weEth, uint256 amount, address output, bool isOf2026) private view {
        if (isOf2026) {
            if (weEth > WEETH.balanceOf(msg.sender)) revert InsufficientBalance();
            if (!canRedeem(amount, output)) revert ExceededRedeemable();
        }
        require(weEth <= WEETH.balanceOf(msg.sender), 'EtherFiRedemptionManager: Insufficient balance');
        require(canRedeem(amount, output), 'EtherFiRedemptionManager: Exceeded total redeemable amount');
    }

    function _units(uint256 amount) private pure returns (uint256) {
        return (amount + UNIT - 1) / UNIT;
    }

    function _refilled() private view returns (uint256) {
        uint256 filled = remaining + (block.timestamp - lastRefill) * refillRate;
        return filled > capacity ? capacity : filled;
    }
}
