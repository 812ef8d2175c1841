// SPDX-License-Identifier: MIT
pragma solidity 0.8.27;

interface IRocketSettings {
    function getDepositEnabled() external view returns (bool);
    function getAssignDepositsEnabled() external view returns (bool);
    function getMaximumDepositPoolSize() external view returns (uint256);
    function getMinimumDeposit() external view returns (uint256);
    function getDepositFee() external view returns (uint256);
    function getEffectiveCapacity() external view returns (uint256);
}

interface IRocketREth {
    function mint(uint256 ethAmount, address to) external;
    function depositExcess() external payable;
}

/// Rocket Pool's deposit pool, v1.3.1: takes ether, mints rETH after a fee, lends what is not needed to burns. Keeps its
/// ether itself, where the real one has a vault. Minipools that wait are not given their part: none waits here.
contract RocketDepositPool {
    address internal constant RETH = 0xae78736Cd615f374D3085123A210448E74Fc6393;
    IRocketSettings internal constant SETTINGS = IRocketSettings(0xD846AA34caEf083DC4797d75096F60b6E08B7418);
    IRocketSettings internal constant QUEUE = IRocketSettings(0x9e966733e3E9BFA56aF95f762921859417cF6FaA);

    event DepositReceived(address indexed from, uint256 amount, uint256 time);
    event ExcessWithdrawn(address indexed to, uint256 amount, uint256 time);

    function getBalance() public view returns (uint256) {
        return address(this).balance;
    }

    function getExcessBalance() public view returns (uint256) {
        uint256 capacity = QUEUE.getEffectiveCapacity();
        uint256 balance = getBalance();
        return capacity >= balance ? 0 : balance - capacity;
    }

    function getMaximumDepositAmount() external view returns (uint256) {
        if (!SETTINGS.getDepositEnabled()) return 0;
        uint256 balance = getBalance();
        uint256 most = SETTINGS.getMaximumDepositPoolSize();
        if (SETTINGS.getAssignDepositsEnabled()) most += QUEUE.getEffectiveCapacity();
        return balance >= most ? 0 : most - balance;
    }

    /// The balance counts this deposit already.
    function deposit() external payable {
        require(SETTINGS.getDepositEnabled(), 'Deposits into Rocket Pool are currently disabled');
        require(
            msg.value >= SETTINGS.getMinimumDeposit(), 'The deposited amount is less than the minimum deposit size'
        );
        uint256 most = SETTINGS.getMaximumDepositPoolSize();
        if (getBalance() > most) {
            require(
                SETTINGS.getAssignDepositsEnabled(), 'The deposit pool size after depositing exceeds the maximum size'
            );
            require(
                getBalance() <= most + QUEUE.getEffectiveCapacity(),
                'The deposit pool size after depositing (and matching with minipools) exceeds the maximum size'
            );
        }
        uint256 fee = (msg.value * SETTINGS.getDepositFee()) / 1 ether;
        IRocketREth(RETH).mint(msg.value - fee, msg.sender);
        emit DepositReceived(msg.sender, msg.value, block.timestamp);
    }

    function withdrawExcessBalance(uint256 amount) external {
        require(msg.sender == RETH, 'Invalid or outdated contract');
        require(amount <= getExcessBalance(), 'Insufficient excess balance for withdrawal');
        IRocketREth(RETH).depositExcess{value: amount}();
        emit ExcessWithdrawn(msg.sender, amount, block.timestamp);
    }
}
