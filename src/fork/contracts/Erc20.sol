// SPDX-License-Identifier: MIT
pragma solidity 0.8.27;

import {onlyOracle} from './Interfaces.sol';

/// A plain token for assets whose own rules do not matter here (USDC, USDT, DAI, WBTC); every call answers a bool.
contract Erc20 {
    string public name;
    string public symbol;
    uint256 internal decimals_;
    uint256 public totalSupply;
    mapping(address => uint256) public balanceOf;
    mapping(address => mapping(address => uint256)) public allowance;

    event Transfer(address indexed from, address indexed to, uint256 value);
    event Approval(address indexed owner, address indexed spender, uint256 value);

    function decimals() external view returns (uint8) {
        return uint8(decimals_);
    }

    function mint(address to, uint256 amount) external virtual {
        onlyOracle();
        totalSupply += amount;
        balanceOf[to] += amount;
        emit Transfer(address(0), to, amount);
    }

    function burn(address from, uint256 amount) external virtual {
        onlyOracle();
        require(balanceOf[from] >= amount, 'ERC20: burn amount exceeds balance');
        balanceOf[from] -= amount;
        totalSupply -= amount;
        emit Transfer(from, address(0), amount);
    }

    function transfer(address to, uint256 amount) external returns (bool) {
        _move(msg.sender, to, amount);
        return true;
    }

    function transferFrom(address from, address to, uint256 amount) external returns (bool) {
        uint256 current = allowance[from][msg.sender];
        require(current >= amount, 'ERC20: transfer amount exceeds allowance');
        if (current != type(uint256).max) allowance[from][msg.sender] = current - amount;
        _move(from, to, amount);
        return true;
    }

    function approve(address spender, uint256 amount) external returns (bool) {
        allowance[msg.sender][spender] = amount;
        emit Approval(msg.sender, spender, amount);
        return true;
    }

    function _move(address from, address to, uint256 amount) private {
        require(to != address(0), 'ERC20: transfer to the zero address');
        require(balanceOf[from] >= amount, 'ERC20: transfer amount exceeds balance');
        balanceOf[from] -= amount;
        balanceOf[to] += amount;
        emit Transfer(from, to, amount);
    }
}
