// SPDX-License-Identifier: MIT
pragma solidity 0.8.27;

import {Erc20} from './Erc20.sol';

interface IRocketBalances {
    function getTotalETHBalance() external view returns (uint256);
    function getTotalRETHSupply() external view returns (uint256);
}

interface IRocketPool {
    function getExcessBalance() external view returns (uint256);
    function withdrawExcessBalance(uint256 amount) external;
}

/// rETH: a share of what the oracle members say the network holds; burnt against the ether that is here or in excess in
/// the deposit pool, all or nothing. The delay after a deposit is gone since v1.2: nothing sets it.
contract RocketTokenREth is Erc20 {
    address internal constant DEPOSIT_POOL = 0xDD3f50F8A6CafbE9b31a427582963f465E745AF8;
    IRocketBalances internal constant BALANCES = IRocketBalances(0x6Cc65bF618F55ce2433f9D8d827Fc44117D81399);

    event EtherDeposited(address indexed from, uint256 amount, uint256 time);
    event TokensMinted(address indexed to, uint256 amount, uint256 ethAmount, uint256 time);
    event TokensBurned(address indexed from, uint256 amount, uint256 ethAmount, uint256 time);

    receive() external payable {
        emit EtherDeposited(msg.sender, msg.value, block.timestamp);
    }

    function depositExcess() external payable {
        require(msg.sender == DEPOSIT_POOL, 'Invalid or outdated contract');
        emit EtherDeposited(msg.sender, msg.value, block.timestamp);
    }

    function getEthValue(uint256 rethAmount) public view returns (uint256) {
        uint256 supply = BALANCES.getTotalRETHSupply();
        return supply == 0 ? rethAmount : (rethAmount * BALANCES.getTotalETHBalance()) / supply;
    }

    function getRethValue(uint256 ethAmount) public view returns (uint256) {
        uint256 supply = BALANCES.getTotalRETHSupply();
        if (supply == 0) return ethAmount;
        uint256 total = BALANCES.getTotalETHBalance();
        require(total > 0, 'Cannot calculate rETH token amount while total network balance is zero');
        return (ethAmount * supply) / total;
    }

    function getExchangeRate() external view returns (uint256) {
        return getEthValue(1 ether);
    }

    function getTotalCollateral() public view returns (uint256) {
        return IRocketPool(DEPOSIT_POOL).getExcessBalance() + address(this).balance;
    }

    function mint(uint256 ethAmount, address to) external {
        require(msg.sender == DEPOSIT_POOL, 'Invalid or outdated contract');
        uint256 amount = getRethValue(ethAmount);
        require(amount > 0, 'Invalid token mint amount');
        totalSupply += amount;
        balanceOf[to] += amount;
        emit Transfer(address(0), to, amount);
        emit TokensMinted(to, amount, ethAmount, block.timestamp);
    }

    function burn(uint256 amount) external {
        require(amount > 0, 'Invalid token burn amount');
        require(balanceOf[msg.sender] >= amount, 'Insufficient rETH balance');
        uint256 ethAmount = getEthValue(amount);
        require(getTotalCollateral() >= ethAmount, 'Insufficient ETH balance for exchange');
        balanceOf[msg.sender] -= amount;
        totalSupply -= amount;
        emit Transfer(msg.sender, address(0), amount);
        uint256 own = address(this).balance;
        if (own < ethAmount) IRocketPool(DEPOSIT_POOL).withdrawExcessBalance(ethAmount - own);
        payable(msg.sender).transfer(ethAmount);
        emit TokensBurned(msg.sender, amount, ethAmount, block.timestamp);
    }
}
