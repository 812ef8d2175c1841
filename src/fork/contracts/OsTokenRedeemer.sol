// SPDX-License-Identifier: MIT
pragma solidity 0.8.27;

import {ExitQueue} from './ExitQueue.sol';
import {onlyOracle} from './Interfaces.sol';

interface IOsEth {
    function transferFrom(address from, address to, uint256 amount) external returns (bool);
}

interface IRedeemable {
    function redeemOsToken(uint256 shares, address owner, address receiver) external returns (uint256);
}

/// StakeWise's way back to ether for whoever holds osETH (stakewise/v3-core OsTokenRedeemer): tickets wait until a manager
/// redeems against minters' positions, at the rate of then. Left out: the Merkle tree of positions (one minter's stands
/// for all), swaps of ether for queued osETH, and the delay between updates (the report is daily).
contract OsTokenRedeemer is ExitQueue {
    IOsEth internal constant OSETH = IOsEth(0xf1C9acDc66974dFB6dEcB12aA385b9cD01190E38);
    IRedeemable internal constant VAULT = IRedeemable(0xAC0F906E433d58FA868F936E8A43230473652885);

    uint256 public queuedShares;
    uint256 public unclaimedAssets;

    error ExitRequestNotProcessed();
    error InvalidShares();

    receive() external payable {}

    function enterExitQueue(uint256 shares, address receiver) external returns (uint256 ticket) {
        if (shares == 0) revert InvalidShares();
        ticket = _latestTickets() + queuedShares;
        OSETH.transferFrom(msg.sender, address(this), shares);
        queuedShares += shares;
        _request(ticket, receiver, shares, block.timestamp);
    }

    /// Redeems of what waits against the position of `owner`, and pays it out; nothing where nobody waits.
    function redeemOsTokenPositions(address owner, uint256 shares) external {
        onlyOracle();
        if (shares > queuedShares) shares = queuedShares;
        if (shares == 0) return;
        uint256 assets = VAULT.redeemOsToken(shares, owner, address(this));
        queuedShares -= shares;
        unclaimedAssets += assets;
        _push(shares, assets);
    }

    function claimExitedAssets(uint256 ticket, uint256 index) external {
        Request memory request = requests[ticket];
        uint256 asked = request.owner == msg.sender ? request.shares : 0;
        (uint256 exited, uint256 assets) = _exited(index, ticket, asked);
        uint256 left = asked - exited;
        if (asked > 0 && left == 1) (left, exited) = (0, exited + 1);
        if (exited == 0 || assets == 0) revert ExitRequestNotProcessed();
        unclaimedAssets -= assets;
        delete requests[ticket];
        if (left > 0) _request(ticket + exited, msg.sender, left, request.at);
        (bool sent,) = msg.sender.call{value: assets}('');
        require(sent, 'SendFail');
    }
}
