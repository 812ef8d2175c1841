// SPDX-License-Identifier: MIT
pragma solidity 0.8.27;

import {LidoAccounting} from './LidoAccounting.sol';

/// stETH of the embedded mainnet: ABI and arithmetic of lidofinance/core StETH.sol and Lido.sol, storage version 4.
/// Left out: permit, vaults, setting the staking limit.
contract StEth is LidoAccounting {
    event Approval(address indexed owner, address indexed spender, uint256 value);
    event Submitted(address indexed sender, uint256 amount, address referral);

    receive() external payable {
        _submit(address(0));
    }

    function submit(address referral) external payable returns (uint256) {
        return _submit(referral);
    }

    function name() external pure returns (string memory) {
        return 'Liquid staked Ether 2.0';
    }

    function symbol() external pure returns (string memory) {
        return 'stETH';
    }

    function decimals() external pure returns (uint8) {
        return 18;
    }

    function getContractVersion() external pure returns (uint256) {
        return 4;
    }

    function getFee() external pure returns (uint16) {
        return uint16(FEE_BPS);
    }

    function totalSupply() external view returns (uint256) {
        return _getTotalPooledEther();
    }

    function getTotalPooledEther() external view returns (uint256) {
        return _getTotalPooledEther();
    }

    function getExternalEther() external view returns (uint256) {
        return _getExternalEther();
    }

    function getTotalShares() external view returns (uint256 total) {
        (total,) = _load(TOTAL_AND_EXTERNAL_SHARES);
    }

    function getExternalShares() external view returns (uint256 external_) {
        (, external_) = _load(TOTAL_AND_EXTERNAL_SHARES);
    }

    function getBufferedEther() external view returns (uint256 buffered) {
        (buffered,) = _load(BUFFERED_AND_DEPOSITED);
    }

    /// The third and fourth value differ on mainnet by what was deposited after the reference slot.
    function getBalanceStats()
        external
        view
        returns (uint256 clValidatorsBalance, uint256 clPendingBalance, uint256 deposited, uint256 depositedForReport)
    {
        (clValidatorsBalance, clPendingBalance) = _load(CL_VALIDATORS_AND_PENDING);
        (, deposited) = _load(BUFFERED_AND_DEPOSITED);
        depositedForReport = deposited;
    }

    function sharesOf(address account) external view returns (uint256) {
        return shares[account];
    }

    function balanceOf(address account) external view returns (uint256) {
        return getPooledEthByShares(shares[account]);
    }

    function allowance(address owner, address spender) external view returns (uint256) {
        return allowances[owner][spender];
    }

    function getSharesByPooledEth(uint256 ethAmount) public view returns (uint256) {
        require(ethAmount < type(uint128).max, 'ETH_TOO_LARGE');
        return (ethAmount * _getInternalShares()) / _getInternalEther();
    }

    function getPooledEthByShares(uint256 sharesAmount) public view returns (uint256) {
        require(sharesAmount < type(uint128).max, 'SHARES_TOO_LARGE');
        return _getPooledEthByShares(sharesAmount);
    }

    function getPooledEthBySharesRoundUp(uint256 sharesAmount) external view returns (uint256) {
        require(sharesAmount < type(uint128).max, 'SHARES_TOO_LARGE');
        uint256 product = sharesAmount * _getInternalEther();
        return product == 0 ? 0 : (product - 1) / _getInternalShares() + 1;
    }

    function transfer(address recipient, uint256 amount) external returns (bool) {
        _transfer(msg.sender, recipient, amount, getSharesByPooledEth(amount));
        return true;
    }

    function transferFrom(address sender, address recipient, uint256 amount) external returns (bool) {
        _spendAllowance(sender, amount);
        _transfer(sender, recipient, amount, getSharesByPooledEth(amount));
        return true;
    }

    function transferShares(address recipient, uint256 sharesAmount) external returns (uint256 amount) {
        amount = getPooledEthByShares(sharesAmount);
        _transfer(msg.sender, recipient, amount, sharesAmount);
    }

    function transferSharesFrom(address sender, address recipient, uint256 sharesAmount)
        external
        returns (uint256 amount)
    {
        amount = getPooledEthByShares(sharesAmount);
        _spendAllowance(sender, amount);
        _transfer(sender, recipient, amount, sharesAmount);
    }

    function approve(address spender, uint256 amount) external returns (bool) {
        _approve(msg.sender, spender, amount);
        return true;
    }

    function increaseAllowance(address spender, uint256 added) external returns (bool) {
        _approve(msg.sender, spender, allowances[msg.sender][spender] + added);
        return true;
    }

    function decreaseAllowance(address spender, uint256 subtracted) external returns (bool) {
        uint256 current = allowances[msg.sender][spender];
        require(current >= subtracted, 'ALLOWANCE_BELOW_ZERO');
        _approve(msg.sender, spender, current - subtracted);
        return true;
    }

    function _submit(address referral) private returns (uint256 sharesAmount) {
        require(msg.value != 0, 'ZERO_DEPOSIT');
        _decreaseStakingLimit(msg.value);
        sharesAmount = getSharesByPooledEth(msg.value);
        _mintShares(msg.sender, sharesAmount);
        (uint256 buffered, uint256 deposited) = _load(BUFFERED_AND_DEPOSITED);
        _pack(BUFFERED_AND_DEPOSITED, buffered + msg.value, deposited);
        emit Submitted(msg.sender, msg.value, referral);
        emit Transfer(address(0), msg.sender, getPooledEthByShares(sharesAmount));
        emit TransferShares(address(0), msg.sender, sharesAmount);
    }

    function _transfer(address sender, address recipient, uint256 amount, uint256 sharesAmount) private {
        require(sender != address(0), 'TRANSFER_FROM_ZERO_ADDR');
        require(recipient != address(0), 'TRANSFER_TO_ZERO_ADDR');
        require(recipient != address(this), 'TRANSFER_TO_STETH_CONTRACT');
        _whenNotStopped();
        require(sharesAmount <= shares[sender], 'BALANCE_EXCEEDED');
        shares[sender] -= sharesAmount;
        shares[recipient] += sharesAmount;
        emit Transfer(sender, recipient, amount);
        emit TransferShares(sender, recipient, sharesAmount);
    }

    function _spendAllowance(address owner, uint256 amount) private {
        uint256 current = allowances[owner][msg.sender];
        if (current == type(uint256).max) return;
        require(current >= amount, 'ALLOWANCE_EXCEEDED');
        _approve(owner, msg.sender, current - amount);
    }

    function _approve(address owner, address spender, uint256 amount) private {
        require(owner != address(0), 'APPROVE_FROM_ZERO_ADDR');
        require(spender != address(0), 'APPROVE_TO_ZERO_ADDR');
        allowances[owner][spender] = amount;
        emit Approval(owner, spender, amount);
    }

    /// This code is version 4.
    function _checkVersion() internal pure override {}
}
