// SPDX-License-Identifier: MIT
pragma solidity 0.8.27;

interface IEtherFiWithdraw {
    function amountForShare(uint256 share) external view returns (uint256);
    function withdraw(address recipient, uint256 amount) external returns (uint256);
}

/// ether.fi's withdrawal requests: one right each, paid at the lower of the rates when asked and when claimed.
contract EtherFiRequests {
    struct Request {
        address owner;
        uint256 amount;
        uint256 share;
    }

    IEtherFiWithdraw internal constant POOL = IEtherFiWithdraw(0x308861A430be4cce5502d0A12724771Fc6DaF216);

    uint256 public nextRequestId;
    uint256 public lastFinalizedRequestId;
    mapping(uint256 => Request) internal requests;

    function requestWithdraw(uint96 amount, uint96 share, address recipient, uint256) external returns (uint256 id) {
        require(msg.sender == address(POOL), 'Caller is not the liquidity pool');
        id = nextRequestId++;
        requests[id] = Request(recipient, amount, share);
    }

    function ownerOf(uint256 id) public view returns (address owner) {
        owner = requests[id].owner;
        require(owner != address(0), 'ERC721: invalid token ID');
    }

    function getClaimableAmount(uint256 id) public view returns (uint256) {
        require(id <= lastFinalizedRequestId, 'Request is not finalized');
        Request storage request = requests[id];
        uint256 forShares = POOL.amountForShare(request.share);
        return request.amount < forShares ? request.amount : forShares;
    }

    function claimWithdraw(uint256 id) external {
        require(ownerOf(id) == msg.sender, 'Not the owner of the NFT');
        uint256 amount = getClaimableAmount(id);
        delete requests[id];
        POOL.withdraw(msg.sender, amount);
    }

    /// Called by the pool's report; answers what is to be set aside.
    function finalizeRequests(uint256 id) external returns (uint256 amount) {
        require(msg.sender == address(POOL), 'Caller is not the admin');
        require(id >= lastFinalizedRequestId, 'Cannot undo finalization');
        require(id < nextRequestId, 'Cannot finalize future requests');
        for (uint256 i = lastFinalizedRequestId + 1; i <= id; i++) amount += requests[i].amount;
        lastFinalizedRequestId = id;
    }

    /// Ours: every request not claimed, as id, owner, amount and share.
    function open() external view returns (uint256[] memory out) {
        uint256 count;
        for (uint256 i = 1; i < nextRequestId; i++) if (requests[i].owner != address(0)) count++;
        out = new uint256[](4 * count);
        uint256 at;
        for (uint256 i = 1; i < nextRequestId; i++) {
            Request storage request = requests[i];
            if (request.owner == address(0)) continue;
            (out[at], out[at + 1]) = (i, uint160(request.owner));
            (out[at + 2], out[at + 3]) = (request.amount, request.share);
            at += 4;
        }
    }
}
