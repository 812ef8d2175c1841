// SPDX-License-Identifier: MIT
pragma solidity 0.8.27;

interface IEtherFiWithdraw {
    function rules() external view returns (uint256);
    function amountForShare(uint256 share) external view returns (uint256);
    function amountPerShareCeil() external view returns (uint256);
    function withdraw(address recipient, uint256 amount) external returns (uint256);
    function withdrawLocked(uint256 asked, uint256 amount, uint256 share) external;
}

/// ether.fi's withdrawal requests, one right each. Under the rules of 2025 a claim is paid at the lower of the rates when
/// asked and when claimed; under those of 2026 the second is the rate when finalised, and anyone may make the claim.
contract EtherFiRequests {
    struct Request {
        address owner;
        uint256 amount;
        uint256 share;
        /// Ether of one share when finalised, 18 decimals, rounded up; 0 where it was not kept.
        uint256 rate;
    }

    IEtherFiWithdraw internal constant POOL = IEtherFiWithdraw(0x308861A430be4cce5502d0A12724771Fc6DaF216);

    uint256 public nextRequestId;
    uint256 public lastFinalizedRequestId;
    mapping(uint256 => Request) internal requests;

    error IncorrectCaller();
    error RequestNotFinalized();
    error CannotUndoFinalization();
    error CannotFinalizeFutureRequests();

    /// Ether set aside, under the rules of 2026.
    receive() external payable {
        _onlyPool();
    }

    function requestWithdraw(uint96 amount, uint96 share, address recipient, uint256) external returns (uint256 id) {
        _onlyPool();
        id = nextRequestId++;
        requests[id] = Request(recipient, amount, share, 0);
    }

    function ownerOf(uint256 id) public view returns (address owner) {
        owner = requests[id].owner;
        require(owner != address(0), 'ERC721: invalid token ID');
    }

    function getClaimableAmount(uint256 id) public view returns (uint256) {
        Request storage request = requests[id];
        uint256 forShares;
        if (POOL.rules() == 2025) {
            require(id <= lastFinalizedRequestId, 'Request is not finalized');
            forShares = POOL.amountForShare(request.share);
        } else {
            if (id > lastFinalizedRequestId) revert RequestNotFinalized();
            uint256 rate = request.rate == 0 ? POOL.amountPerShareCeil() : request.rate;
            forShares = (request.share * rate) / 1 ether;
        }
        return request.amount < forShares ? request.amount : forShares;
    }

    function claimWithdraw(uint256 id) external {
        address owner = ownerOf(id);
        bool isFrozen = POOL.rules() == 2026;
        require(isFrozen || owner == msg.sender, 'Not the owner of the NFT');
        uint256 amount = getClaimableAmount(id);
        Request memory request = requests[id];
        delete requests[id];
        if (!isFrozen) {
            POOL.withdraw(owner, amount);
            return;
        }
        POOL.withdrawLocked(request.amount, amount, request.share);
        _send(owner, amount);
        _send(address(POOL), request.amount - amount);
    }

    /// What a report up to this id sets aside.
    function amountUpTo(uint256 id) external view returns (uint256 amount) {
        for (uint256 i = lastFinalizedRequestId + 1; i <= id && i < nextRequestId; i++) amount += requests[i].amount;
    }

    /// Called by the pool's report, with the rate of now under the rules of 2026.
    function finalizeRequests(uint256 id, uint256 rate) external {
        _onlyPool();
        bool isFrozen = POOL.rules() == 2026;
        if (isFrozen && id < lastFinalizedRequestId) revert CannotUndoFinalization();
        if (isFrozen && id >= nextRequestId) revert CannotFinalizeFutureRequests();
        require(id >= lastFinalizedRequestId, 'Cannot undo finalization');
        require(id < nextRequestId, 'Cannot finalize future requests');
        for (uint256 i = lastFinalizedRequestId + 1; i <= id; i++) requests[i].rate = rate;
        lastFinalizedRequestId = id;
    }

    /// Ours: the ether set aside goes back to the pool, where older rules keep it.
    function giveBack(uint256 amount) external {
        _onlyPool();
        _send(address(POOL), amount);
    }

    /// Ours: every request not claimed, as id, owner, amount, share and rate.
    function open() external view returns (uint256[] memory out) {
        uint256 count;
        for (uint256 i = 1; i < nextRequestId; i++) if (requests[i].owner != address(0)) count++;
        out = new uint256[](5 * count);
        uint256 at;
        for (uint256 i = 1; i < nextRequestId; i++) {
            Request storage request = requests[i];
            if (request.owner == address(0)) continue;
            (out[at], out[at + 1]) = (i, uint160(request.owner));
            (out[at + 2], out[at + 3], out[at + 4]) = (request.amount, request.share, request.rate);
            at += 5;
        }
    }

    function _onlyPool() private view {
        if (msg.sender != address(POOL)) revert IncorrectCaller();
    }

    function _send(address to, uint256 amount) private {
        if (amount == 0) return;
        (bool sent,) = to.call{value: amount}('');
        require(sent, 'SendFail');
    }
}
