// SPDX-License-Identifier: MIT
pragma solidity 0.8.27;

import {add, sub} from './Vyper.sol';

/// steCRV, after CurveTokenV3.vy: too little balance or allowance is an underflow, without a message.
contract CurveLp {
    uint256 public totalSupply;
    mapping(address => uint256) public balanceOf;
    mapping(address => mapping(address => uint256)) public allowance;
    address public minter;

    event Transfer(address indexed from, address indexed to, uint256 value);
    event Approval(address indexed owner, address indexed spender, uint256 value);

    function name() external pure returns (string memory) {
        return 'Curve.fi ETH/stETH';
    }

    function symbol() external pure returns (string memory) {
        return 'steCRV';
    }

    function decimals() external pure returns (uint256) {
        return 18;
    }

    function transfer(address to, uint256 value) external returns (bool) {
        _move(msg.sender, to, value);
        return true;
    }

    function transferFrom(address from, address to, uint256 value) external returns (bool) {
        uint256 current = allowance[from][msg.sender];
        if (current != type(uint256).max) allowance[from][msg.sender] = sub(current, value);
        _move(from, to, value);
        return true;
    }

    function approve(address spender, uint256 value) external returns (bool) {
        allowance[msg.sender][spender] = value;
        emit Approval(msg.sender, spender, value);
        return true;
    }

    function mint(address to, uint256 value) external returns (bool) {
        require(msg.sender == minter);
        totalSupply = add(totalSupply, value);
        balanceOf[to] = add(balanceOf[to], value);
        emit Transfer(address(0), to, value);
        return true;
    }

    function burnFrom(address from, uint256 value) external returns (bool) {
        require(msg.sender == minter);
        totalSupply = sub(totalSupply, value);
        balanceOf[from] = sub(balanceOf[from], value);
        emit Transfer(from, address(0), value);
        return true;
    }

    function _move(address from, address to, uint256 value) private {
        balanceOf[from] = sub(balanceOf[from], value);
        balanceOf[to] = add(balanceOf[to], value);
        emit Transfer(from, to, value);
    }
}
