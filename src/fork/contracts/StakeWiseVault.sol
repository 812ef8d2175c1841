// SPDX-License-Identifier: MIT
pragma solidity 0.8.27;

import {ExitQueue} from './ExitQueue.sol';
import {onlyOracle} from './Interfaces.sol';

interface IOsTokenController {
    function updateState() external;
    function convertToShares(uint256 assets) external view returns (uint256);
    function convertToAssets(uint256 shares) external view returns (uint256);
    function cumulativeFeePerShare() external view returns (uint256);
    function mintShares(address receiver, uint256 shares) external returns (uint256);
    function burnShares(address owner, uint256 shares) external returns (uint256);
}

/// One vault of StakeWise, standing for all (stakewise/v3-core EthVault, version 5): stake as shares, osETH minted against
/// it, and an exit queue. ABI and arithmetic of what is used. Left out: the keeper's Merkle proofs (the oracle's account
/// reports), rewards escrows, capacity, liquidation of a minter's position, and other vaults.
contract StakeWiseVault is ExitQueue {
    struct Position {
        uint256 shares;
        uint256 feePerShare;
    }

    uint256 internal constant WAD = 1e18;
    uint256 internal constant CLAIM_DELAY = 15 hours;
    IOsTokenController internal constant CONTROLLER = IOsTokenController(0x2A261e60FB14586B474C208b1B7AC6D0f5000306);
    address internal constant REDEEMER = 0xdF3123dD182b8d3e0266a2dC37eEb8366d149B5A;
    address public constant feeRecipient = 0x144a98cb1CdBb23610501fE6108858D9B7D24934;

    uint256 public feePercent;
    /// OsTokenConfig's, of one (18 decimals).
    uint256 public ltvPercent;
    uint256 public totalShares;
    uint256 public totalAssets;
    uint256 internal queuedShares;
    uint256 internal unclaimedAssets;
    mapping(address => uint256) public getShares;
    mapping(address => Position) internal positions;

    error AccessDenied();
    error ClaimTooEarly();
    error InvalidAssets();
    error InvalidPosition();
    error InvalidReceivedAssets();
    error InvalidShares();
    error LowLtv();

    event Deposited(address indexed caller, address indexed receiver, uint256 assets, uint256 shares, address referrer);
    event OsTokenMinted(
        address indexed caller, address receiver, uint256 assets, uint256 shares, address referrer
    );

    /// Ours: the vault's plain numbers, and how much ether it holds.
    function stored() external view returns (uint256, uint256, uint256, uint256, uint256, uint256, uint256 ether_) {
        return (
            feePercent, ltvPercent, totalShares, totalAssets, queuedShares, unclaimedAssets, address(this).balance
        );
    }

    /// Ours: of an account its shares, and its osETH position as stored.
    function account(address user) external view returns (uint256, uint256, uint256) {
        return (getShares[user], positions[user].shares, positions[user].feePerShare);
    }

    function convertToShares(uint256 assets) public view returns (uint256) {
        return assets == 0 || totalShares == 0 ? assets : (assets * totalShares) / totalAssets;
    }

    function convertToAssets(uint256 shares) public view returns (uint256) {
        return totalShares == 0 ? shares : (shares * totalAssets) / totalShares;
    }

    function withdrawableAssets() public view returns (uint256) {
        uint256 reserved = convertToAssets(queuedShares) + unclaimedAssets;
        return address(this).balance > reserved ? address(this).balance - reserved : 0;
    }

    function osTokenPositions(address user) external view returns (uint128) {
        return uint128(_synced(user).shares);
    }

    function deposit(address receiver, address referrer) external payable returns (uint256 shares) {
        uint256 assets = msg.value;
        if (assets == 0) revert InvalidAssets();
        // Rounded up, as the vault does.
        shares = totalShares == 0 ? assets : (assets * totalShares + totalAssets - 1) / totalAssets;
        totalAssets += assets;
        totalShares += shares;
        getShares[receiver] += shares;
        emit Deposited(msg.sender, receiver, assets, shares, referrer);
    }

    function mintOsToken(address receiver, uint256 shares, address referrer) external returns (uint256 assets) {
        Position memory position = _synced(msg.sender);
        uint256 most = _maxOsTokenShares(convertToAssets(getShares[msg.sender]));
        if (shares == type(uint256).max) {
            shares = position.shares < most ? most - position.shares : 0;
            if (shares == 0) return 0;
        }
        assets = CONTROLLER.mintShares(receiver, shares);
        position.shares += shares;
        if (most < position.shares) revert LowLtv();
        positions[msg.sender] = position;
        emit OsTokenMinted(msg.sender, receiver, assets, shares, referrer);
    }

    function burnOsToken(uint128 shares) external returns (uint256 assets) {
        assets = CONTROLLER.burnShares(msg.sender, shares);
        if (positions[msg.sender].shares == 0) revert InvalidPosition();
        Position memory position = _synced(msg.sender);
        position.shares -= shares;
        positions[msg.sender] = position;
    }

    function enterExitQueue(uint256 shares, address receiver) external returns (uint256 ticket) {
        if (shares == 0) revert InvalidShares();
        ticket = _latestTickets() + queuedShares;
        getShares[msg.sender] -= shares;
        queuedShares += shares;
        _request(ticket, receiver, shares, block.timestamp);
        Position memory position = _synced(msg.sender);
        if (position.shares == 0) return ticket;
        if (_maxOsTokenShares(convertToAssets(getShares[msg.sender])) < position.shares) revert LowLtv();
    }

    function claimExitedAssets(uint256 ticket, uint256 timestamp, uint256 index)
        external
        returns (uint256 next, uint256 claimedShares, uint256 claimedAssets)
    {
        if (block.timestamp < timestamp + CLAIM_DELAY) revert ClaimTooEarly();
        Request memory request = requests[ticket];
        uint256 asked = request.owner == msg.sender && request.at == timestamp ? request.shares : 0;
        (claimedShares, claimedAssets) = _exited(index, ticket, asked);
        if (claimedShares == 0) return (ticket, 0, 0);
        delete requests[ticket];
        if (asked - claimedShares > 1) {
            next = ticket + claimedShares;
            _request(next, msg.sender, asked - claimedShares, timestamp);
        }
        unclaimedAssets -= claimedAssets;
        _pay(msg.sender, claimedAssets);
    }

    function redeemOsToken(uint256 shares, address owner, address receiver) external returns (uint256 assets) {
        if (msg.sender != REDEEMER) revert AccessDenied();
        CONTROLLER.updateState();
        if (positions[owner].shares == 0) revert InvalidPosition();
        Position memory position = _synced(owner);
        assets = CONTROLLER.convertToAssets(shares);
        if (assets > convertToAssets(getShares[owner]) || assets > withdrawableAssets()) revert InvalidReceivedAssets();
        CONTROLLER.burnShares(msg.sender, shares);
        position.shares -= shares;
        positions[owner] = position;
        uint256 burnt = convertToShares(assets);
        totalAssets -= assets;
        getShares[owner] -= burnt;
        totalShares -= burnt;
        _pay(receiver, assets);
    }

    /// Rewards or penalties, ether back from validators (sent along) and ether that goes to them: both ways the oracle's
    /// account stands for the consensus layer. Then the queue moves.
    function report(int256 delta, uint256 toValidators) external payable {
        onlyOracle();
        _process(delta);
        if (toValidators > withdrawableAssets()) revert InvalidAssets();
        _pay(msg.sender, toValidators);
        _updateExitQueue();
    }

    function _process(int256 delta) private {
        if (delta < 0) totalAssets -= uint256(-delta);
        if (delta <= 0) return;
        totalAssets += uint256(delta);
        uint256 fee = (uint256(delta) * feePercent) / 10_000;
        if (fee == 0) return;
        uint256 shares = totalShares == 0 ? fee : (fee * totalShares) / (totalAssets - fee);
        totalShares += shares;
        getShares[feeRecipient] += shares;
    }

    function _updateExitQueue() private {
        uint256 available = address(this).balance - unclaimedAssets;
        uint256 due = convertToAssets(queuedShares);
        uint256 exited = available < due ? available : due;
        uint256 burnt = convertToShares(exited);
        if (exited == 0 || burnt == 0) return;
        queuedShares -= burnt;
        unclaimedAssets += exited;
        _push(burnt, exited);
        totalShares -= burnt;
        totalAssets -= exited;
    }

    /// The position with the treasury's fee added, at the controller's fee of now.
    function _synced(address user) private view returns (Position memory position) {
        position = positions[user];
        uint256 feePerShare = CONTROLLER.cumulativeFeePerShare();
        if (position.shares > 0) position.shares += ((feePerShare - position.feePerShare) * position.shares) / WAD;
        position.feePerShare = feePerShare;
    }

    function _maxOsTokenShares(uint256 assets) private view returns (uint256) {
        return CONTROLLER.convertToShares((assets * ltvPercent) / WAD);
    }

    function _pay(address to, uint256 amount) private {
        if (amount == 0) return;
        (bool sent,) = to.call{value: amount}('');
        require(sent, 'SendFail');
    }
}
