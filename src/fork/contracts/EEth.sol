// SPDX-License-Identifier: MIT
pragma solidity 0.8.27;

interface IEtherFiRates {
    function sharesForAmount(uint256 amount) external view returns (uint256);
    function amountForShare(uint256 share) external view returns (uint256);
}

/// ether.fi's eETH: shares of the pool's ether; balances rebase.
contract EEth {
    IEtherFiRates internal constant POOL = IEtherFiRates(0x308861A430be4cce5502d0A12724771Fc6DaF216);

    uint256 public totalShares;
    mapping(address => uint256) public shares;
    mapping(address => mapping(address => uint256)) public allowance;

    event Transfer(address indexed from, address indexed to, uint256 value);

    function balanceOf(address user) external view returns (uint256) {
        return POOL.amountForShare(shares[user]);
    }

    function approve(address spender, uint256 amount) external returns (bool) {
        allowance[msg.sender][spender] = amount;
        return true;
    }

    function transfer(address to, uint256 amount) external returns (bool) {
        _transfer(msg.sender, to, amount);
        return true;
    }

    function transferFrom(address from, address to, uint256 amount) external returns (bool) {
        uint256 current = allowance[from][msg.sender];
        require(current >= amount, 'TRANSFER_AMOUNT_EXCEEDS_ALLOWANCE');
        allowance[from][msg.sender] = current - amount;
        _transfer(from, to, amount);
        return true;
    }

    function mintShares(address user, uint256 share) external {
        require(msg.sender == address(POOL), 'Only pool contract function');
        shares[user] += share;
        totalShares += share;
    }

    function burnShares(address user, uint256 share) external {
        require(msg.sender == address(POOL), 'Incorrect Caller');
        require(shares[user] >= share, 'BURN_AMOUNT_EXCEEDS_BALANCE');
        shares[user] -= share;
        totalShares -= share;
    }

    function _transfer(address from, address to, uint256 amount) private {
        uint256 share = POOL.sharesForAmount(amount);
        require(share <= shares[from], 'TRANSFER_AMOUNT_EXCEEDS_BALANCE');
        shares[from] -= share;
        shares[to] += share;
        emit Transfer(from, to, amount);
    }
}
