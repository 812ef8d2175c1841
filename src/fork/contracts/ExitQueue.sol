// SPDX-License-Identifier: MIT
pragma solidity 0.8.27;

/// StakeWise's queue of tickets (stakewise/v3-core ExitQueue and the requests around it): a ticket a share, in the order
/// of asking; checkpoints say up to which ticket what was paid.
abstract contract ExitQueue {
    struct Checkpoint {
        uint160 totalTickets;
        uint96 exitedAssets;
    }

    struct Request {
        address owner;
        uint256 shares;
        uint256 at;
    }

    Checkpoint[] internal checkpoints;
    mapping(uint256 => Request) internal requests;
    /// Ours: every ticket that was given, for reading.
    uint256[] internal tickets;

    error InvalidCheckpointIndex();

    function _latestTickets() internal view returns (uint256) {
        return checkpoints.length == 0 ? 0 : checkpoints[checkpoints.length - 1].totalTickets;
    }

    function getExitQueueIndex(uint256 ticket) external view returns (int256) {
        for (uint256 i = 0; i < checkpoints.length; i++) if (checkpoints[i].totalTickets > ticket) return int256(i);
        return -1;
    }

    function _request(uint256 ticket, address owner, uint256 shares, uint256 at) internal {
        requests[ticket] = Request(owner, shares, at);
        tickets.push(ticket);
    }

    function _push(uint256 shares, uint256 assets) internal {
        checkpoints.push(Checkpoint(uint160(_latestTickets() + shares), uint96(assets)));
    }

    /// Of `shares` from `ticket` on: how many are paid, and with what.
    function _exited(uint256 index, uint256 ticket, uint256 shares)
        internal
        view
        returns (uint256 burnt, uint256 assets)
    {
        if (index >= checkpoints.length || shares == 0) return (0, 0);
        uint256 before = index == 0 ? 0 : checkpoints[index - 1].totalTickets;
        uint256 total = checkpoints[index].totalTickets;
        if (ticket < before || total <= ticket) revert InvalidCheckpointIndex();
        uint256 available = total - ticket;
        while (true) {
            uint256 taken = available < shares - burnt ? available : shares - burnt;
            burnt += taken;
            assets += (taken * checkpoints[index].exitedAssets) / (total - before);
            index++;
            if (shares <= burnt || index >= checkpoints.length) return (burnt, assets);
            before = total;
            total = checkpoints[index].totalTickets;
            available = total - before;
        }
    }

    /// Ours: how many checkpoints, two words of each, then ticket, owner, shares and time of every open request.
    function history() external view returns (uint256[] memory out) {
        uint256 open;
        for (uint256 i = 0; i < tickets.length; i++) if (requests[tickets[i]].shares > 0) open++;
        out = new uint256[](1 + 2 * checkpoints.length + 4 * open);
        out[0] = checkpoints.length;
        uint256 at = 1;
        for (uint256 i = 0; i < checkpoints.length; i++) {
            (out[at], out[at + 1]) = (checkpoints[i].totalTickets, checkpoints[i].exitedAssets);
            at += 2;
        }
        for (uint256 i = 0; i < tickets.length; i++) {
            Request storage request = requests[tickets[i]];
            if (request.shares == 0) continue;
            (out[at], out[at + 1]) = (tickets[i], uint160(request.owner));
            (out[at + 2], out[at + 3]) = (request.shares, request.at);
            at += 4;
        }
    }
}
