// SPDX-License-Identifier: MIT
pragma solidity 0.8.27;

import {IStEth, STETH} from './Interfaces.sol';

/// wstETH of the embedded mainnet, after lidofinance WstETH.sol over OpenZeppelin 3.4's ERC20: an allowance is always
/// spent, also an infinite one, and after the transfer. Left out: permit.
contract WstEth {
    uint256 public totalSupply;
    mapping(address => uint256) public balanceOf;
    mapping(address => mapping(address => uint256)) public allowance;

    event Transfer(address indexed from, address indexed to, uint256 value);
    event Approval(address indexed owner, address indexed spender, uint256 value);

    /// Stakes and wraps.
    receive() external payable {
        _mint(msg.sender, IStEth(STETH).submit{value: msg.value}(address(0)));
    }

    function name() external pure returns (string memory) {
        return 'Wrapped liquid staked Ether 2.0';
    }

    function symbol() external pure returns (string memory) {
        return 'wstETH';
    }

    function decimals() external pure returns (uint8) {
        return 18;
    }

    function stETH() external pure returns (address) {
        return STETH;
    }

    function wrap(uint256 stEthAmount) external returns (uint256 wstEthAmount) {
        require(stEthAmount > 0, "wstETH: can't wrap zero stETH");
        wstEthAmount = IStEth(STETH).getSharesByPooledEth(stEthAmount);
        _mint(msg.sender, wstEthAmount);
        IStEth(STETH).transferFrom(msg.sender, address(this), stEthAmount);
    }

    function unwrap(uint256 wstEthAmount) external returns (uint256 stEthAmount) {
        require(wstEthAmount > 0, 'wstETH: zero amount unwrap not allowed');
        stEthAmount = IStEth(STETH).getPooledEthByShares(wstEthAmount);
        _burn(msg.sender, wstEthAmount);
        IStEth(STETH).transfer(msg.sender, stEthAmount);
    }

    function getWstETHByStETH(uint256 stEthAmount) external view returns (uint256) {
        return IStEth(STETH).getSharesByPooledEth(stEthAmount);
    }

    function getStETHByWstETH(uint256 wstEthAmount) external view returns (uint256) {
        return IStEth(STETH).getPooledEthByShares(wstEthAmount);
    }

    function stEthPerToken() external view returns (uint256) {
        return IStEth(STETH).getPooledEthByShares(1 ether);
    }

    function tokensPerStEth() external view returns (uint256) {
        return IStEth(STETH).getSharesByPooledEth(1 ether);
    }

    function transfer(address recipient, uint256 amount) external returns (bool) {
        _transfer(msg.sender, recipient, amount);
        return true;
    }

    function transferFrom(address sender, address recipient, uint256 amount) external returns (bool) {
        _transfer(sender, recipient, amount);
        uint256 current = allowance[sender][msg.sender];
        require(current >= amount, 'ERC20: transfer amount exceeds allowance');
        _approve(sender, msg.sender, current - amount);
        return true;
    }

    function approve(address spender, uint256 amount) external returns (bool) {
        _approve(msg.sender, spender, amount);
        return true;
    }

    function increaseAllowance(address spender, uint256 added) external returns (bool) {
        _approve(msg.sender, spender, allowance[msg.sender][spender] + added);
        return true;
    }

    function decreaseAllowance(address spender, uint256 subtracted) external returns (bool) {
        uint256 current = allowance[msg.sender][spender];
        require(current >= subtracted, 'ERC20: decreased allowance below zero');
        _approve(msg.sender, spender, current - subtracted);
        return true;
    }

    function _transfer(address sender, address recipient, uint256 amount) private {
        require(sender != address(0), 'ERC20: transfer from the zero address');
        require(recipient != address(0), 'ERC20: transfer to the zero address');
        require(balanceOf[sender] >= amount, 'ERC20: transfer amount exceeds balance');
        balanceOf[sender] -= amount;
        balanceOf[recipient] += amount;
        emit Transfer(sender, recipient, amount);
    }

    function _mint(address account, uint256 amount) private {
        require(account != address(0), 'ERC20: mint to the zero address');
        totalSupply += amount;
        balanceOf[account] += amount;
        emit Transfer(address(0), account, amount);
    }

    function _burn(address account, uint256 amount) private {
        require(balanceOf[account] >= amount, 'ERC20: burn amount exceeds balance');
        balanceOf[account] -= amount;
        totalSupply -= amount;
        emit Transfer(account, address(0), amount);
    }

    function _approve(address owner, address spender, uint256 amount) private {
        require(owner != address(0), 'ERC20: approve from the zero address');
        require(spender != address(0), 'ERC20: approve to the zero address');
        allowance[owner][spender] = amount;
        emit Approval(owner, spender, amount);
    }
}
