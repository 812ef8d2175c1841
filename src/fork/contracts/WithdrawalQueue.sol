// SPDX-License-Identifier: MIT
pragma solidity 0.8.27;

import {
    BatchesCalculationState,
    ILastReport,
    IStEth,
    IWstEth,
    onlyOracle,
    STETH,
    WithdrawalRequestStatus,
    WSTETH
} from './Interfaces.sol';

/// Lido's withdrawal queue on the embedded mainnet: arithmetic, limits, order of checks and error names of lidofinance
/// WithdrawalQueueBase.sol, WithdrawalQueue.sol and WithdrawalQueueERC721.sol, over plain storage.
/// It works from zero storage: request 0 and checkpoint 0 are the all-zero sentinels of `_initializeQueue`.
/// Left out: permit, token metadata, roles (the oracle's account pauses, stETH finalises).
contract WithdrawalQueue {
    /// Amounts are sums over the whole queue up to this request. `claimed` is 0 or 1.
    struct WithdrawalRequest {
        uint256 cumulativeStETH;
        uint256 cumulativeShares;
        address owner;
        uint256 timestamp;
        uint256 claimed;
        uint256 reportTimestamp;
    }

    struct Checkpoint {
        uint256 fromRequestId;
        uint256 maxShareRate;
    }

    uint256 public constant E27_PRECISION_BASE = 1e27;
    uint256 public constant MAX_BATCHES_LENGTH = 36;
    uint256 public constant MIN_STETH_WITHDRAWAL_AMOUNT = 100;
    uint256 public constant MAX_STETH_WITHDRAWAL_AMOUNT = 1000 ether;

    mapping(uint256 => WithdrawalRequest) internal queue;
    uint256 internal lastRequestId;
    uint256 internal lastFinalizedRequestId;
    mapping(uint256 => Checkpoint) internal checkpoints;
    uint256 internal lastCheckpointIndex;
    uint256 internal lockedEtherAmount;
    /// 0 or 1.
    uint256 internal paused;
    /// Unclaimed requests of an owner, in the order of OpenZeppelin's EnumerableSet.
    mapping(address => uint256[]) internal requestsByOwner;
    /// Place in the owner's list, counted from 1.
    mapping(uint256 => uint256) internal requestIndex;
    mapping(uint256 => address) internal tokenApprovals;
    mapping(address => mapping(address => bool)) internal operatorApprovals;

    event WithdrawalRequested(
        uint256 indexed requestId,
        address indexed requestor,
        address indexed owner,
        uint256 amountOfStETH,
        uint256 amountOfShares
    );
    event WithdrawalsFinalized(
        uint256 indexed from, uint256 indexed to, uint256 amountOfETHLocked, uint256 sharesToBurn, uint256 timestamp
    );
    event WithdrawalClaimed(
        uint256 indexed requestId, address indexed owner, address indexed receiver, uint256 amountOfETH
    );
    event Transfer(address indexed from, address indexed to, uint256 indexed tokenId);
    event Approval(address indexed owner, address indexed approved, uint256 indexed tokenId);
    event ApprovalForAll(address indexed owner, address indexed operator, bool approved);
    event Paused();
    event Resumed();

    error RequestAmountTooSmall(uint256 amountOfStETH);
    error RequestAmountTooLarge(uint256 amountOfStETH);
    error RequestIdsNotSorted();
    error ZeroRecipient();
    error ArraysLengthMismatch(uint256 firstArrayLength, uint256 secondArrayLength);
    error NotOwner(address sender, address owner);
    error InvalidRequestId(uint256 requestId);
    error InvalidRequestIdRange(uint256 startId, uint256 endId);
    error InvalidState();
    error BatchesAreNotSorted();
    error EmptyBatches();
    error RequestNotFoundOrNotFinalized(uint256 requestId);
    error NotEnoughEther();
    error RequestAlreadyClaimed(uint256 requestId);
    error InvalidHint(uint256 hint);
    error CantSendValueRecipientMayHaveReverted();
    error TooMuchEtherToFinalize(uint256 sent, uint256 maxExpected);
    error ZeroShareRate();
    error ResumedExpected();
    error PausedExpected();
    error InvalidOwnerAddress(address owner);
    error ApprovalToOwner();
    error ApproveToCaller();
    error NotOwnerOrApprovedForAll(address sender);
    error NotOwnerOrApproved(address sender);
    error TransferFromIncorrectOwner(address from, address realOwner);
    error TransferToZeroAddress();
    error TransferToThemselves();
    /// Ours, for AccessControl's message.
    error NotLido();

    function isPaused() public view returns (bool) {
        return paused != 0;
    }

    function pause() external {
        onlyOracle();
        _checkResumed();
        paused = 1;
        emit Paused();
    }

    function resume() external {
        onlyOracle();
        if (!isPaused()) revert PausedExpected();
        paused = 0;
        emit Resumed();
    }

    function requestWithdrawals(uint256[] calldata amounts, address owner)
        external
        returns (uint256[] memory requestIds)
    {
        _checkResumed();
        if (owner == address(0)) owner = msg.sender;
        requestIds = new uint256[](amounts.length);
        for (uint256 i = 0; i < amounts.length; i++) {
            _checkWithdrawalRequestAmount(amounts[i]);
            IStEth(STETH).transferFrom(msg.sender, address(this), amounts[i]);
            requestIds[i] = _enqueue(amounts[i], owner);
        }
    }

    function requestWithdrawalsWstETH(uint256[] calldata amounts, address owner)
        external
        returns (uint256[] memory requestIds)
    {
        _checkResumed();
        if (owner == address(0)) owner = msg.sender;
        requestIds = new uint256[](amounts.length);
        for (uint256 i = 0; i < amounts.length; i++) {
            IWstEth(WSTETH).transferFrom(msg.sender, address(this), amounts[i]);
            uint256 amountOfStETH = IWstEth(WSTETH).unwrap(amounts[i]);
            _checkWithdrawalRequestAmount(amountOfStETH);
            requestIds[i] = _enqueue(amountOfStETH, owner);
        }
    }

    function getWithdrawalRequests(address owner) external view returns (uint256[] memory) {
        return requestsByOwner[owner];
    }

    function getWithdrawalStatus(uint256[] calldata requestIds)
        external
        view
        returns (WithdrawalRequestStatus[] memory statuses)
    {
        statuses = new WithdrawalRequestStatus[](requestIds.length);
        for (uint256 i = 0; i < requestIds.length; i++) statuses[i] = _getStatus(requestIds[i]);
    }

    /// Lido's report sets it; ours keeps the time with stETH, so that a fork's own queue needs no new role.
    function isBunkerModeActive() external view returns (bool) {
        return ILastReport(STETH).bunkerSince() != 0;
    }

    /// The largest number where it is off (`BUNKER_MODE_DISABLED_TIMESTAMP`).
    function bunkerModeSinceTimestamp() external view returns (uint256) {
        uint256 since = ILastReport(STETH).bunkerSince();
        return since == 0 ? type(uint256).max : since;
    }

    function getLastRequestId() external view returns (uint256) {
        return lastRequestId;
    }

    function getLastFinalizedRequestId() external view returns (uint256) {
        return lastFinalizedRequestId;
    }

    function getLastCheckpointIndex() external view returns (uint256) {
        return lastCheckpointIndex;
    }

    /// Ours: Lido does not show its checkpoints.
    function getCheckpoint(uint256 index) external view returns (Checkpoint memory) {
        return checkpoints[index];
    }

    function getLockedEtherAmount() external view returns (uint256) {
        return lockedEtherAmount;
    }

    function unfinalizedRequestNumber() external view returns (uint256) {
        return lastRequestId - lastFinalizedRequestId;
    }

    function unfinalizedStETH() external view returns (uint256) {
        return queue[lastRequestId].cumulativeStETH - queue[lastFinalizedRequestId].cumulativeStETH;
    }

    function getClaimableEther(uint256[] calldata requestIds, uint256[] calldata hints)
        external
        view
        returns (uint256[] memory values)
    {
        values = new uint256[](requestIds.length);
        for (uint256 i = 0; i < requestIds.length; i++) values[i] = _getClaimableEther(requestIds[i], hints[i]);
    }

    function findCheckpointHints(uint256[] calldata requestIds, uint256 firstIndex, uint256 lastIndex)
        external
        view
        returns (uint256[] memory hintIds)
    {
        hintIds = new uint256[](requestIds.length);
        uint256 previous = 0;
        for (uint256 i = 0; i < requestIds.length; i++) {
            if (requestIds[i] < previous) revert RequestIdsNotSorted();
            hintIds[i] = _findCheckpointHint(requestIds[i], firstIndex, lastIndex);
            if (hintIds[i] != 0) firstIndex = hintIds[i];
            previous = requestIds[i];
        }
    }

    function claimWithdrawal(uint256 requestId) external {
        _claim(requestId, _findCheckpointHint(requestId, 1, lastCheckpointIndex), msg.sender);
    }

    function claimWithdrawals(uint256[] calldata requestIds, uint256[] calldata hints) external {
        _claimAll(requestIds, hints, msg.sender);
    }

    function claimWithdrawalsTo(uint256[] calldata requestIds, uint256[] calldata hints, address recipient) external {
        if (recipient == address(0)) revert ZeroRecipient();
        _claimAll(requestIds, hints, recipient);
    }

    /// Splits the waiting requests into batches that lie all above or all below the rate.
    function calculateFinalizationBatches(
        uint256 maxShareRate,
        uint256 maxTimestamp,
        uint256 maxRequestsPerCall,
        BatchesCalculationState memory state
    ) external view returns (BatchesCalculationState memory) {
        if (state.finished || state.remainingEthBudget == 0) revert InvalidState();
        uint256 last = state.batchesLength == 0 ? lastFinalizedRequestId : state.batches[state.batchesLength - 1];
        WithdrawalRequest memory previous = queue[last];
        uint256 previousRate = 0;
        if (state.batchesLength != 0) (previousRate,,) = _calcBatch(queue[last - 1], previous);
        uint256 currentId = last + 1;
        uint256 nextCallId = currentId + maxRequestsPerCall;
        while (currentId <= lastRequestId && currentId < nextCallId) {
            WithdrawalRequest memory request = queue[currentId];
            if (request.timestamp > maxTimestamp) break;
            (uint256 rate, uint256 ethToFinalize, uint256 shares) = _calcBatch(previous, request);
            if (rate > maxShareRate) ethToFinalize = (shares * maxShareRate) / E27_PRECISION_BASE;
            if (ethToFinalize > state.remainingEthBudget) break;
            state.remainingEthBudget -= ethToFinalize;
            bool sameSide = (previousRate <= maxShareRate) == (rate <= maxShareRate);
            if (state.batchesLength != 0 && (previous.reportTimestamp == request.reportTimestamp || sameSide)) {
                state.batches[state.batchesLength - 1] = currentId;
            } else {
                if (state.batchesLength == MAX_BATCHES_LENGTH) break;
                state.batches[state.batchesLength] = currentId;
                state.batchesLength++;
            }
            previousRate = rate;
            previous = request;
            currentId++;
        }
        state.finished = currentId == lastRequestId + 1 || currentId < nextCallId;
        return state;
    }

    function prefinalize(uint256[] calldata batches, uint256 maxShareRate)
        external
        view
        returns (uint256 ethToLock, uint256 sharesToBurn)
    {
        if (maxShareRate == 0) revert ZeroShareRate();
        if (batches.length == 0) revert EmptyBatches();
        if (batches[0] <= lastFinalizedRequestId) revert InvalidRequestId(batches[0]);
        uint256 lastId = batches[batches.length - 1];
        if (lastId > lastRequestId) revert InvalidRequestId(lastId);
        uint256 previousId = lastFinalizedRequestId;
        for (uint256 i = 0; i < batches.length; i++) {
            if (batches[i] <= previousId) revert BatchesAreNotSorted();
            (uint256 rate, uint256 stETH, uint256 shares) = _calcBatch(queue[previousId], queue[batches[i]]);
            ethToLock += rate > maxShareRate ? (shares * maxShareRate) / E27_PRECISION_BASE : stETH;
            sharesToBurn += shares;
            previousId = batches[i];
        }
    }

    function finalize(uint256 lastRequestIdToBeFinalized, uint256 maxShareRate) external payable {
        _checkResumed();
        if (msg.sender != STETH) revert NotLido();
        uint256 from = lastFinalizedRequestId;
        if (lastRequestIdToBeFinalized > lastRequestId || lastRequestIdToBeFinalized <= from) {
            revert InvalidRequestId(lastRequestIdToBeFinalized);
        }
        (, uint256 stETH, uint256 shares) = _calcBatch(queue[from], queue[lastRequestIdToBeFinalized]);
        if (msg.value > stETH) revert TooMuchEtherToFinalize(msg.value, stETH);
        lastCheckpointIndex++;
        checkpoints[lastCheckpointIndex] = Checkpoint(from + 1, maxShareRate);
        lockedEtherAmount += msg.value;
        lastFinalizedRequestId = lastRequestIdToBeFinalized;
        emit WithdrawalsFinalized(from + 1, lastRequestIdToBeFinalized, msg.value, shares, block.timestamp);
    }

    function balanceOf(address owner) external view returns (uint256) {
        if (owner == address(0)) revert InvalidOwnerAddress(owner);
        return requestsByOwner[owner].length;
    }

    function ownerOf(uint256 requestId) public view returns (address) {
        _checkExists(requestId);
        if (queue[requestId].claimed != 0) revert RequestAlreadyClaimed(requestId);
        return queue[requestId].owner;
    }

    function getApproved(uint256 requestId) external view returns (address) {
        _checkExists(requestId);
        if (queue[requestId].claimed != 0) revert InvalidRequestId(requestId);
        return tokenApprovals[requestId];
    }

    function isApprovedForAll(address owner, address operator) public view returns (bool) {
        return operatorApprovals[owner][operator];
    }

    function approve(address to, uint256 requestId) external {
        address owner = ownerOf(requestId);
        if (to == owner) revert ApprovalToOwner();
        if (msg.sender != owner && !isApprovedForAll(owner, msg.sender)) revert NotOwnerOrApprovedForAll(msg.sender);
        tokenApprovals[requestId] = to;
        emit Approval(owner, to, requestId);
    }

    function setApprovalForAll(address operator, bool approved) external {
        if (msg.sender == operator) revert ApproveToCaller();
        operatorApprovals[msg.sender][operator] = approved;
        emit ApprovalForAll(msg.sender, operator, approved);
    }

    function transferFrom(address from, address to, uint256 requestId) external {
        if (to == address(0)) revert TransferToZeroAddress();
        if (to == from) revert TransferToThemselves();
        address owner = ownerOf(requestId);
        if (from != owner) revert TransferFromIncorrectOwner(from, owner);
        bool allowed = msg.sender == from || isApprovedForAll(from, msg.sender);
        if (!allowed && tokenApprovals[requestId] != msg.sender) revert NotOwnerOrApproved(msg.sender);
        delete tokenApprovals[requestId];
        queue[requestId].owner = to;
        _removeFromOwner(from, requestId);
        _addToOwner(to, requestId);
        emit Transfer(from, to, requestId);
    }

    /// Shares at today's rate, floored: up to a wei or two less than the stETH.
    function _enqueue(uint256 amountOfStETH, address owner) private returns (uint256 requestId) {
        uint256 amountOfShares = IStEth(STETH).getSharesByPooledEth(amountOfStETH);
        WithdrawalRequest storage last = queue[lastRequestId];
        requestId = lastRequestId + 1;
        lastRequestId = requestId;
        queue[requestId] = WithdrawalRequest(
            last.cumulativeStETH + amountOfStETH,
            last.cumulativeShares + amountOfShares,
            owner,
            block.timestamp,
            0,
            ILastReport(STETH).lastReportTimestamp()
        );
        _addToOwner(owner, requestId);
        emit WithdrawalRequested(requestId, msg.sender, owner, amountOfStETH, amountOfShares);
        emit Transfer(address(0), owner, requestId);
    }

    function _claimAll(uint256[] calldata requestIds, uint256[] calldata hints, address recipient) private {
        if (requestIds.length != hints.length) revert ArraysLengthMismatch(requestIds.length, hints.length);
        for (uint256 i = 0; i < requestIds.length; i++) _claim(requestIds[i], hints[i], recipient);
    }

    function _claim(uint256 requestId, uint256 hint, address recipient) private {
        if (requestId == 0) revert InvalidRequestId(requestId);
        if (requestId > lastFinalizedRequestId) revert RequestNotFoundOrNotFinalized(requestId);
        WithdrawalRequest storage request = queue[requestId];
        if (request.claimed != 0) revert RequestAlreadyClaimed(requestId);
        if (request.owner != msg.sender) revert NotOwner(msg.sender, request.owner);
        request.claimed = 1;
        _removeFromOwner(msg.sender, requestId);
        uint256 value = _calculateClaimableEther(requestId, hint);
        lockedEtherAmount -= value;
        if (address(this).balance < value) revert NotEnoughEther();
        (bool sent,) = recipient.call{value: value}('');
        if (!sent) revert CantSendValueRecipientMayHaveReverted();
        emit WithdrawalClaimed(requestId, msg.sender, recipient, value);
        emit Transfer(msg.sender, address(0), requestId);
    }

    function _getClaimableEther(uint256 requestId, uint256 hint) private view returns (uint256) {
        _checkExists(requestId);
        if (requestId > lastFinalizedRequestId || queue[requestId].claimed != 0) return 0;
        return _calculateClaimableEther(requestId, hint);
    }

    /// The stETH asked for, or the shares at the checkpoint's rate where that is lower; floored.
    function _calculateClaimableEther(uint256 requestId, uint256 hint) private view returns (uint256) {
        if (hint == 0 || hint > lastCheckpointIndex) revert InvalidHint(hint);
        Checkpoint storage checkpoint = checkpoints[hint];
        if (requestId < checkpoint.fromRequestId) revert InvalidHint(hint);
        if (hint < lastCheckpointIndex && checkpoints[hint + 1].fromRequestId <= requestId) revert InvalidHint(hint);
        (uint256 rate, uint256 stETH, uint256 shares) = _calcBatch(queue[requestId - 1], queue[requestId]);
        return rate > checkpoint.maxShareRate ? (shares * checkpoint.maxShareRate) / E27_PRECISION_BASE : stETH;
    }

    /// 0 where the range holds no checkpoint for the request.
    function _findCheckpointHint(uint256 requestId, uint256 start, uint256 end) private view returns (uint256) {
        _checkExists(requestId);
        if (start == 0 || end > lastCheckpointIndex) revert InvalidRequestIdRange(start, end);
        if (lastCheckpointIndex == 0 || requestId > lastFinalizedRequestId || start > end) return 0;
        if (requestId >= checkpoints[end].fromRequestId) {
            return end == lastCheckpointIndex || requestId < checkpoints[end + 1].fromRequestId ? end : 0;
        }
        if (requestId < checkpoints[start].fromRequestId) return 0;
        uint256 min = start;
        uint256 max = end - 1;
        while (max > min) {
            uint256 mid = (max + min + 1) / 2;
            if (checkpoints[mid].fromRequestId <= requestId) min = mid;
            else max = mid - 1;
        }
        return min;
    }

    function _getStatus(uint256 requestId) private view returns (WithdrawalRequestStatus memory) {
        _checkExists(requestId);
        WithdrawalRequest memory request = queue[requestId];
        WithdrawalRequest memory previous = queue[requestId - 1];
        return WithdrawalRequestStatus(
            request.cumulativeStETH - previous.cumulativeStETH,
            request.cumulativeShares - previous.cumulativeShares,
            request.owner,
            request.timestamp,
            requestId <= lastFinalizedRequestId,
            request.claimed != 0
        );
    }

    /// Share rate (1e27, floored), stETH and shares between two requests.
    function _calcBatch(WithdrawalRequest memory start, WithdrawalRequest memory end)
        private
        pure
        returns (uint256 shareRate, uint256 stETH, uint256 shares)
    {
        stETH = end.cumulativeStETH - start.cumulativeStETH;
        shares = end.cumulativeShares - start.cumulativeShares;
        shareRate = (stETH * E27_PRECISION_BASE) / shares;
    }

    function _addToOwner(address owner, uint256 requestId) private {
        requestsByOwner[owner].push(requestId);
        requestIndex[requestId] = requestsByOwner[owner].length;
    }

    /// The last of the list moves to the empty place.
    function _removeFromOwner(address owner, uint256 requestId) private {
        uint256[] storage list = requestsByOwner[owner];
        uint256 index = requestIndex[requestId];
        uint256 last = list[list.length - 1];
        list[index - 1] = last;
        requestIndex[last] = index;
        list.pop();
        delete requestIndex[requestId];
    }

    function _checkExists(uint256 requestId) private view {
        if (requestId == 0 || requestId > lastRequestId) revert InvalidRequestId(requestId);
    }

    function _checkResumed() private view {
        if (isPaused()) revert ResumedExpected();
    }

    function _checkWithdrawalRequestAmount(uint256 amountOfStETH) private pure {
        if (amountOfStETH < MIN_STETH_WITHDRAWAL_AMOUNT) revert RequestAmountTooSmall(amountOfStETH);
        if (amountOfStETH > MAX_STETH_WITHDRAWAL_AMOUNT) revert RequestAmountTooLarge(amountOfStETH);
    }
}
