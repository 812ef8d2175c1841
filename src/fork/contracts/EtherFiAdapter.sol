// SPDX-License-Identifier: MIT
pragma solidity 0.8.27;

interface IEtherFiDeposit {
    function deposit(address referral) external payable returns (uint256);
    function amountForShare(uint256 share) external view returns (uint256);
}

interface IEEthApprove {
    function approve(address spender, uint256 amount) external returns (bool);
}

interface IWeEthWrap {
    function wrap(uint256 amount) external returns (uint256);
    function transfer(address to, uint256 amount) external returns (bool);
}

/// ether.fi's deposit adapter: ether to weETH in one call.
contract EtherFiAdapter {
    IEtherFiDeposit internal constant POOL = IEtherFiDeposit(0x308861A430be4cce5502d0A12724771Fc6DaF216);
    IEEthApprove internal constant EETH = IEEthApprove(0x35fA164735182de50811E8e2E824cFb9B6118ac2);
    IWeEthWrap internal constant WEETH = IWeEthWrap(0xCd5fE23C85820F7B72D0926FC9b05b43E359b7ee);

    function depositETHForWeETH(address referral) external payable returns (uint256 weEth) {
        uint256 share = POOL.deposit{value: msg.value}(referral);
        uint256 amount = POOL.amountForShare(share);
        EETH.approve(address(WEETH), amount);
        weEth = WEETH.wrap(amount);
        WEETH.transfer(msg.sender, weEth);
    }
}
