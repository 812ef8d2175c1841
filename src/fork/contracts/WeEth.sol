// SPDX-License-Identifier: MIT
pragma solidity 0.8.27;

import {Erc20} from './Erc20.sol';
import {IEtherFiRates} from './EEth.sol';

interface IEEthToken {
    function transfer(address to, uint256 amount) external returns (bool);
    function transferFrom(address from, address to, uint256 amount) external returns (bool);
}

/// ether.fi's weETH: one share of eETH each, wrapped and unwrapped at any time.
contract WeEth is Erc20 {
    IEtherFiRates internal constant POOL = IEtherFiRates(0x308861A430be4cce5502d0A12724771Fc6DaF216);
    IEEthToken internal constant EETH = IEEthToken(0x35fA164735182de50811E8e2E824cFb9B6118ac2);

    function getRate() external view returns (uint256) {
        return POOL.amountForShare(1 ether);
    }

    function wrap(uint256 amount) external returns (uint256 weEth) {
        require(amount > 0, "weETH: can't wrap zero eETH");
        weEth = POOL.sharesForAmount(amount);
        totalSupply += weEth;
        balanceOf[msg.sender] += weEth;
        emit Transfer(address(0), msg.sender, weEth);
        EETH.transferFrom(msg.sender, address(this), amount);
    }

    function unwrap(uint256 weEth) external returns (uint256 amount) {
        require(weEth > 0, 'Cannot unwrap a zero amount');
        amount = POOL.amountForShare(weEth);
        require(balanceOf[msg.sender] >= weEth, 'ERC20: burn amount exceeds balance');
        balanceOf[msg.sender] -= weEth;
        totalSupply -= weEth;
        emit Transfer(msg.sender, address(0), weEth);
        EETH.transfer(msg.sender, amount);
    }
}
