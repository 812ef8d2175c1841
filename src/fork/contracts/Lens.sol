// SPDX-License-Identifier: MIT
pragma solidity 0.8.27;

/// Names of what is read; answers are taken as plain words.
interface IToken {
    function totalSupply() external;
    function balanceOf(address account) external;
    function scaledTotalSupply() external;
    function scaledBalanceOf(address account) external;
}

interface IAave {
    function getReserveData(address asset) external;
    function getVirtualUnderlyingBalance(address asset) external;
    function getReserveDeficit(address asset) external;
    function RESERVE_INTEREST_RATE_STRATEGY() external;
    function FLASHLOAN_PREMIUM_TOTAL() external;
    function getUserConfiguration(address user) external;
    function getUserEMode(address user) external;
    function getEModeCategoryCollateralConfig(uint8 id) external;
    function getEModeCategoryCollateralBitmap(uint8 id) external;
    function getEModeCategoryBorrowableBitmap(uint8 id) external;
    function getEModeCategoryLtvzeroBitmap(uint8 id) external;
    function getInterestRateDataBps(address asset) external;
    function getAssetPrice(address asset) external;
    function getSourceOfAsset(address asset) external;
}

interface ILido {
    function getContractVersion() external;
    function getTotalShares() external;
    function getExternalShares() external;
    function getTotalPooledEther() external;
    function getFee() external;
    function sharesOf(address account) external;
    function lastReportTimestamp() external;
    function reportsData() external;
    function rules() external;
    function validatorCounts() external;
    function isStopped() external;
    function getStakeLimitFullInfo() external;
    function vaults() external;
    function bunkerSince() external;
    function getLastProcessingRefSlot() external;
    function SECONDS_PER_SLOT() external;
    function GENESIS_TIME() external;
}

interface ICurve {
    function initial_A() external;
    function future_A() external;
    function initial_A_time() external;
    function future_A_time() external;
    function fee() external;
    function admin_fee() external;
    function admin_balances(uint256 i) external;
}

interface IUniswap {
    function token0() external;
    function token1() external;
    function slot0() external;
    function liquidity() external;
    function feeGrowthGlobal0X128() external;
    function feeGrowthGlobal1X128() external;
    function protocolFees() external;
    function tickBitmap(int16 word) external;
    function ticks(int24 tick) external;
    function positions(bytes32 key) external;
}

interface IOracles {
    function latestAnswer() external;
    function decimals() external;
    function latestTimestamp() external;
    function halted() external;
    function getSnapshotRatio() external;
    function getSnapshotTimestamp() external;
    function getMaxYearlyGrowthRatePercent() external;
    function stakedEther() external;
    function exitQueue() external;
    function exitQueueAt() external;
    function fork() external;
    function slashings() external;
    function outages() external;
}

interface IQueueLens {
    function storedQueue(address[] calldata owners)
        external
        view
        returns (uint256[] memory head, uint256[] memory requests, uint256[] memory checkpoints);
}

/// Reads everything that a `Market` needs in one call: lists of plain words, in the order that lens.ts knows.
/// It is never deployed: an eth_call places its runtime code at a free address, and also at the withdrawal queue's,
/// whose storage holds what no getter shows (sums, report times, checkpoints).
contract Lens {
    struct PositionKey {
        address owner;
        int24 tickLower;
        int24 tickUpper;
    }

    /// A view call of a protocol that plugs in.
    struct Read {
        address target;
        bytes data;
    }

    struct Query {
        address aavePool;
        address aaveOracle;
        address[] reserves;
        /// Bit n asks for category n; those that tracked accounts are in are read anyway.
        uint256 eModes;
        address[] tracked;
        address[] borrowers; // of Aave, and nothing else of them
        address[] tokens;
        address stEth;
        address wstEth;
        address queue;
        address accountingOracle;
        address[] stEthHolders; // of shares, tracked accounts included
        address curvePool;
        address curveLp;
        address[] feeds;
        address[] capos;
        /// Staking tokens whose price source may be another.
        address[] switchable;
        address[] rateTokens;
        bytes4[] rateGetters;
        address beacon;
        address[] pools;
        int24[] tickSpacings;
        /// Where a pool's ticks are read that was emptied, so that its price is at an end.
        int24[] tickCentres;
        /// Ticks on each side of the current one.
        int24 tickRange;
        PositionKey[][] positions; // of each pool
        Read[] reads;
    }

    /// Where the withdrawal queue keeps what; `packed` is Lido's own layout, the other is WithdrawalQueue.sol's.
    struct Layout {
        bool packed;
        bytes32 queue;
        bytes32 lastRequestId;
        bytes32 lastFinalizedRequestId;
        bytes32 checkpoints;
        bytes32 lastCheckpointIndex;
        bytes32 lockedEtherAmount;
        bytes32 requestsByOwner;
    }

    uint256 private constant SECTIONS = 15;
    uint256 private constant RESERVE_WORDS = 25;
    uint256 private constant LIDO_WORDS = 21;
    uint256 private constant REQUEST_WORDS = 7;
    int256 private constant MAX_TICK = 887272;

    /// The chain has no such contract, or another one stands there.
    error ReadFailed(address target, bytes4 selector);

    function market(Query calldata q) external view returns (uint256[][] memory s) {
        uint256 last = SECTIONS + 3 * q.pools.length;
        s = new uint256[][](last + q.reads.length);
        s[0] = _block(q);
        s[1] = _reserves(q);
        s[2] = _accounts(q, s[1]);
        s[3] = _eModes(q, s[2]);
        s[4] = _wallets(q);
        s[5] = _lido(q);
        s[6] = _structs(q.stEth, ILido.reportsData.selector, 0, 6);
        (s[7], s[8], s[9]) = IQueueLens(q.queue).storedQueue(q.tracked);
        s[10] = _curve(q);
        s[11] = _feeds(q.feeds);
        s[12] = _capos(q);
        s[13] = _rates(q);
        s[14] = _beacon(q.beacon);
        for (uint256 i = 0; i < q.pools.length; i++) {
            s[SECTIONS + 3 * i] = _pool(q.pools[i]);
            s[SECTIONS + 3 * i + 1] = _ticks(q, i);
            s[SECTIONS + 3 * i + 2] = _positions(q.pools[i], q.positions[i]);
        }
        for (uint256 i = 0; i < q.reads.length; i++) s[last + i] = _read(q.reads[i]);
    }

    /// What these contracts answer, each as plain words.
    function answers(Read[] calldata reads) external view returns (uint256[][] memory s) {
        s = new uint256[][](reads.length);
        for (uint256 i = 0; i < reads.length; i++) s[i] = _read(reads[i]);
    }

    /// Ether, then each token.
    function wallet(address owner, address[] calldata tokens) external view returns (uint256[] memory out) {
        out = new uint256[](tokens.length + 1);
        _wallet(out, 0, owner, tokens);
    }

    function _block(Query calldata q) private view returns (uint256[] memory out) {
        out = new uint256[](3);
        out[0] = block.number;
        out[1] = block.timestamp;
        out[2] = _get(q.aavePool, IAave.FLASHLOAN_PREMIUM_TOTAL.selector);
    }

    // Aave

    /// The words of `DataTypes.ReserveDataLegacy`, then what the other contracts know. A reserve that is not listed is
    /// all zero.
    function _reserves(Query calldata q) private view returns (uint256[] memory out) {
        out = new uint256[](q.reserves.length * RESERVE_WORDS);
        address strategy = address(uint160(_get(q.aavePool, IAave.RESERVE_INTEREST_RATE_STRATEGY.selector)));
        for (uint256 i = 0; i < q.reserves.length; i++) {
            uint256 at = i * RESERVE_WORDS;
            uint256 asset = uint160(q.reserves[i]);
            _copy(q.aavePool, IAave.getReserveData.selector, asset, 15, out, at);
            address aToken = address(uint160(out[at + 8]));
            if (aToken == address(0)) continue;
            _copy(strategy, IAave.getInterestRateDataBps.selector, asset, 4, out, at + 15);
            out[at + 19] = _get(aToken, IToken.scaledTotalSupply.selector);
            out[at + 20] = _get(address(uint160(out[at + 10])), IToken.scaledTotalSupply.selector);
            out[at + 21] = _get(q.aavePool, IAave.getVirtualUnderlyingBalance.selector, asset);
            out[at + 22] = _get(q.aavePool, IAave.getReserveDeficit.selector, asset);
            out[at + 23] = _get(q.reserves[i], IToken.balanceOf.selector, uint160(aToken));
            out[at + 24] = _get(q.aaveOracle, IAave.getAssetPrice.selector, asset);
        }
    }

    /// Per account: configuration, e-mode, scaled supplies, scaled debts. `reserves` is what `_reserves` gave.
    function _accounts(Query calldata q, uint256[] memory reserves) private view returns (uint256[] memory out) {
        uint256 n = q.reserves.length;
        out = new uint256[](q.tracked.length * (2 + 2 * n));
        for (uint256 j = 0; j < q.tracked.length; j++) {
            uint256 at = j * (2 + 2 * n);
            out[at] = _get(q.aavePool, IAave.getUserConfiguration.selector, uint160(q.tracked[j]));
            out[at + 1] = _get(q.aavePool, IAave.getUserEMode.selector, uint160(q.tracked[j]));
        }
        uint256[] memory tokens = new uint256[](3 * n);
        for (uint256 i = 0; i < n; i++) {
            uint256 at = i * RESERVE_WORDS;
            (tokens[3 * i], tokens[3 * i + 1], tokens[3 * i + 2]) =
                (reserves[at + 7], reserves[at + 8], reserves[at + 10]);
            if (tokens[3 * i + 1] != 0) _balances(q, tokens, out, i);
        }
        return q.borrowers.length == 0 ? out : _withBorrowers(q, tokens, out);
    }

    /// Behind the accounts: of each borrower its configuration, its e-mode, and the balances that the configuration
    /// names, reserve by reserve. `tokens` are id, aToken and debt token of each reserve.
    function _withBorrowers(Query calldata q, uint256[] memory tokens, uint256[] memory accounts)
        private
        view
        returns (uint256[] memory out)
    {
        out = new uint256[](accounts.length + q.borrowers.length * (2 + tokens.length));
        for (uint256 i = 0; i < accounts.length; i++) out[i] = accounts[i];
        uint256 at = accounts.length;
        for (uint256 j = 0; j < q.borrowers.length; j++) {
            uint256 user = uint160(q.borrowers[j]);
            uint256 configuration = _get(q.aavePool, IAave.getUserConfiguration.selector, user);
            out[at++] = configuration;
            out[at++] = _get(q.aavePool, IAave.getUserEMode.selector, user);
            for (uint256 i = 0; i < tokens.length; i += 3) {
                uint256 flags = (configuration >> (2 * tokens[i])) & 3;
                if (tokens[i + 1] == 0 || flags == 0) continue;
                if (flags & 2 != 0) {
                    out[at++] = _get(address(uint160(tokens[i + 1])), IToken.scaledBalanceOf.selector, user);
                }
                if (flags & 1 != 0) {
                    out[at++] = _get(address(uint160(tokens[i + 2])), IToken.scaledBalanceOf.selector, user);
                }
            }
        }
        assembly {
            mstore(out, at)
        }
    }

    function _balances(Query calldata q, uint256[] memory tokens, uint256[] memory out, uint256 i) private view {
        uint256 n = q.reserves.length;
        (uint256 id, uint256 aToken, uint256 debtToken) = (tokens[3 * i], tokens[3 * i + 1], tokens[3 * i + 2]);
        for (uint256 j = 0; j < q.tracked.length; j++) {
            uint256 at = j * (2 + 2 * n);
            uint256 user = uint160(q.tracked[j]);
            out[at + 2 + i] = _get(address(uint160(aToken)), IToken.scaledBalanceOf.selector, user);
            if ((out[at] >> (2 * id)) & 1 == 0) continue;
            out[at + 2 + n + i] = _get(address(uint160(debtToken)), IToken.scaledBalanceOf.selector, user);
        }
    }

    function _eModes(Query calldata q, uint256[] memory accounts) private view returns (uint256[] memory out) {
        uint256 wanted = q.eModes;
        for (uint256 j = 0; j < q.tracked.length; j++) {
            wanted |= 1 << accounts[j * (2 + 2 * q.reserves.length) + 1];
        }
        wanted &= ~uint256(1); // Category 0 is none.
        out = new uint256[](7 * _countBits(wanted));
        uint256 at = 0;
        for (uint256 id = 1; id < 256; id++) {
            if ((wanted >> id) & 1 == 0) continue;
            out[at] = id;
            _copy(q.aavePool, IAave.getEModeCategoryCollateralConfig.selector, id, 3, out, at + 1);
            out[at + 4] = _get(q.aavePool, IAave.getEModeCategoryCollateralBitmap.selector, id);
            out[at + 5] = _get(q.aavePool, IAave.getEModeCategoryBorrowableBitmap.selector, id);
            out[at + 6] = _get(q.aavePool, IAave.getEModeCategoryLtvzeroBitmap.selector, id);
            at += 7;
        }
    }

    // Wallets

    function _wallets(Query calldata q) private view returns (uint256[] memory out) {
        uint256 width = q.tokens.length + 1;
        out = new uint256[](q.tracked.length * width);
        for (uint256 j = 0; j < q.tracked.length; j++) _wallet(out, j * width, q.tracked[j], q.tokens);
    }

    function _wallet(uint256[] memory out, uint256 at, address owner, address[] calldata tokens) private view {
        out[at] = owner.balance;
        for (uint256 i = 0; i < tokens.length; i++) {
            if (tokens[i].code.length == 0) continue;
            out[at + 1 + i] = _get(tokens[i], IToken.balanceOf.selector, uint160(owner));
        }
    }

    // Lido

    function _lido(Query calldata q) private view returns (uint256[] memory out) {
        out = new uint256[](LIDO_WORDS + q.stEthHolders.length);
        out[0] = _get(q.stEth, ILido.getContractVersion.selector);
        out[1] = _get(q.stEth, ILido.getTotalShares.selector);
        // Before version 3 there are none.
        out[2] = _tryGet(q.stEth, ILido.getExternalShares.selector);
        out[3] = _get(q.stEth, ILido.getTotalPooledEther.selector);
        out[4] = _get(q.stEth, ILido.getFee.selector);
        out[5] = _lastReport(q);
        out[6] = _get(q.wstEth, IToken.totalSupply.selector);
        out[7] = _tryGet(q.stEth, ILido.rules.selector);
        out[8] = _tryGet(q.stEth, ILido.bunkerSince.selector);
        _tryPair(q.stEth, ILido.vaults.selector, out, 9);
        _tryPair(q.stEth, ILido.validatorCounts.selector, out, 11);
        out[13] = _get(q.stEth, ILido.isStopped.selector);
        _copy(q.stEth, ILido.getStakeLimitFullInfo.selector, 0, 7, out, 14);
        for (uint256 i = 0; i < q.stEthHolders.length; i++) {
            out[LIDO_WORDS + i] = _get(q.stEth, ILido.sharesOf.selector, uint160(q.stEthHolders[i]));
        }
    }

    /// Our report's time where one was made, else the reference slot of Lido's own oracle as time.
    function _lastReport(Query calldata q) private view returns (uint256) {
        uint256 at = _tryGet(q.stEth, ILido.lastReportTimestamp.selector);
        if (at > 0 || q.accountingOracle.code.length == 0) return at;
        return _get(q.accountingOracle, ILido.GENESIS_TIME.selector)
            + _get(q.accountingOracle, ILido.getLastProcessingRefSlot.selector)
                * _get(q.accountingOracle, ILido.SECONDS_PER_SLOT.selector);
    }

    /// Runs at the withdrawal queue's own address.
    function storedQueue(address[] calldata owners)
        external
        view
        returns (uint256[] memory head, uint256[] memory requests, uint256[] memory checkpoints)
    {
        Layout memory layout = _layout();
        head = new uint256[](4);
        head[0] = _word(layout.lastRequestId);
        head[1] = _word(layout.lastFinalizedRequestId);
        head[2] = _word(layout.lockedEtherAmount);
        head[3] = _paused(layout.packed) ? 1 : 0;
        (uint256[] memory ids, uint256 oldest) = _requestIds(layout, head, owners);
        requests = new uint256[](ids.length * REQUEST_WORDS);
        for (uint256 i = 0; i < ids.length; i++) _request(layout, ids[i], requests, i * REQUEST_WORDS);
        checkpoints = _checkpoints(layout, oldest);
    }

    /// Lido's slots are named; a queue of theirs is never empty.
    function _layout() private view returns (Layout memory layout) {
        layout.lastRequestId = keccak256('lido.WithdrawalQueue.lastRequestId');
        if (_word(layout.lastRequestId) == 0) {
            return Layout(
                false, bytes32(0), bytes32(uint256(1)), bytes32(uint256(2)), bytes32(uint256(3)), bytes32(uint256(4)),
                bytes32(uint256(5)), bytes32(uint256(7))
            );
        }
        layout.packed = true;
        layout.queue = keccak256('lido.WithdrawalQueue.queue');
        layout.lastFinalizedRequestId = keccak256('lido.WithdrawalQueue.lastFinalizedRequestId');
        layout.checkpoints = keccak256('lido.WithdrawalQueue.checkpoints');
        layout.lastCheckpointIndex = keccak256('lido.WithdrawalQueue.lastCheckpointIndex');
        layout.lockedEtherAmount = keccak256('lido.WithdrawalQueue.lockedEtherAmount');
        layout.requestsByOwner = keccak256('lido.WithdrawalQueue.requestsByOwner');
    }

    function _paused(bool packed) private view returns (bool) {
        if (!packed) return _word(bytes32(uint256(6))) != 0;
        return block.timestamp < _word(keccak256('lido.PausableUntil.resumeSinceTimestamp'));
    }

    /// Ours is short: all of it. Lido's: the last finalised request and all behind it, and the owners' finalised ones
    /// that are not claimed, each with the one before. `oldest` is the first that may still be claimed.
    function _requestIds(Layout memory layout, uint256[] memory head, address[] calldata owners)
        private
        view
        returns (uint256[] memory ids, uint256 oldest)
    {
        uint256 first = layout.packed ? head[1] : 1;
        uint256 waiting = head[0] + 1 - first;
        oldest = head[1] + 1;
        uint256 n = waiting;
        if (layout.packed) for (uint256 j = 0; j < owners.length; j++) n += 2 * _word(_owned(layout, owners[j]));
        ids = new uint256[](n);
        for (n = 0; n < waiting; n++) ids[n] = first + n;
        if (!layout.packed) return (ids, 1);
        for (uint256 j = 0; j < owners.length; j++) {
            bytes32 list = _owned(layout, owners[j]);
            for (uint256 k = 0; k < _word(list); k++) {
                uint256 id = _word(bytes32(uint256(keccak256(abi.encode(list))) + k));
                if (id < oldest) oldest = id;
                ids[n++] = id - 1;
                ids[n++] = id;
            }
        }
    }

    /// The slot of an owner's list of unclaimed requests.
    function _owned(Layout memory layout, address owner) private pure returns (bytes32) {
        return keccak256(abi.encode(owner, layout.requestsByOwner));
    }

    function _request(Layout memory layout, uint256 id, uint256[] memory out, uint256 at) private view {
        uint256 slot = uint256(keccak256(abi.encode(id, layout.queue)));
        out[at] = id;
        if (!layout.packed) {
            for (uint256 i = 0; i < 6; i++) out[at + 1 + i] = _word(bytes32(slot + i));
            return;
        }
        uint256 sums = _word(bytes32(slot));
        uint256 rest = _word(bytes32(slot + 1));
        out[at + 1] = uint128(sums);
        out[at + 2] = sums >> 128;
        out[at + 3] = uint160(rest);
        out[at + 4] = uint40(rest >> 160);
        out[at + 5] = uint8(rest >> 200);
        out[at + 6] = uint40(rest >> 208);
    }

    /// From the checkpoint that prices request `oldest` on.
    function _checkpoints(Layout memory layout, uint256 oldest) private view returns (uint256[] memory out) {
        uint256 last = _word(layout.lastCheckpointIndex);
        uint256 first = last + 1;
        if (oldest <= _word(layout.lastFinalizedRequestId)) {
            while (first > 1) {
                first--;
                if (_word(_checkpoint(layout, first)) <= oldest) break;
            }
        }
        out = new uint256[](2 * (last + 1 - first));
        for (uint256 i = 0; first + i <= last; i++) {
            bytes32 slot = _checkpoint(layout, first + i);
            out[2 * i] = _word(slot);
            out[2 * i + 1] = _word(bytes32(uint256(slot) + 1));
        }
    }

    function _checkpoint(Layout memory layout, uint256 index) private pure returns (bytes32) {
        return keccak256(abi.encode(index, layout.checkpoints));
    }

    // Curve, feeds, rates, beacon

    /// Ten words of the pool, then the LP tokens of tracked accounts.
    function _curve(Query calldata q) private view returns (uint256[] memory out) {
        out = new uint256[](10 + q.tracked.length);
        out[0] = _get(q.curvePool, ICurve.initial_A.selector);
        out[1] = _get(q.curvePool, ICurve.future_A.selector);
        out[2] = _get(q.curvePool, ICurve.initial_A_time.selector);
        out[3] = _get(q.curvePool, ICurve.future_A_time.selector);
        out[4] = _get(q.curvePool, ICurve.fee.selector);
        out[5] = _get(q.curvePool, ICurve.admin_fee.selector);
        out[6] = q.curvePool.balance;
        out[7] = _get(q.curvePool, ICurve.admin_balances.selector, 0);
        out[8] = _get(q.curvePool, ICurve.admin_balances.selector, 1);
        out[9] = _get(q.curveLp, IToken.totalSupply.selector);
        for (uint256 j = 0; j < q.tracked.length; j++) {
            out[10 + j] = _get(q.curveLp, IToken.balanceOf.selector, uint160(q.tracked[j]));
        }
    }

    /// Answer, decimals, time of update (0 where the contract does not say).
    function _feeds(address[] calldata feeds) private view returns (uint256[] memory out) {
        out = new uint256[](4 * feeds.length);
        for (uint256 i = 0; i < feeds.length; i++) {
            out[4 * i] = _get(feeds[i], IOracles.latestAnswer.selector);
            out[4 * i + 1] = _get(feeds[i], IOracles.decimals.selector);
            out[4 * i + 2] = _tryGet(feeds[i], IOracles.latestTimestamp.selector);
            out[4 * i + 3] = _tryGet(feeds[i], IOracles.halted.selector);
        }
    }

    /// Caps, all zero where there is none; then the source that Aave has for each switchable token.
    function _capos(Query calldata q) private view returns (uint256[] memory out) {
        address[] calldata capos = q.capos;
        out = new uint256[](3 * capos.length + q.switchable.length);
        for (uint256 i = 0; i < q.switchable.length; i++) {
            out[3 * capos.length + i] = _get(q.aaveOracle, IAave.getSourceOfAsset.selector, uint160(q.switchable[i]));
        }
        for (uint256 i = 0; i < capos.length; i++) {
            out[3 * i] = _tryGet(capos[i], IOracles.getSnapshotRatio.selector);
            out[3 * i + 1] = _tryGet(capos[i], IOracles.getSnapshotTimestamp.selector);
            out[3 * i + 2] = _tryGet(capos[i], IOracles.getMaxYearlyGrowthRatePercent.selector);
        }
    }

    /// 0 where there is no such token.
    function _rates(Query calldata q) private view returns (uint256[] memory out) {
        out = new uint256[](q.rateTokens.length);
        for (uint256 i = 0; i < out.length; i++) out[i] = _tryRate(q.rateTokens[i], q.rateGetters[i]);
    }

    /// Staked ether, exit queue, its time, fork, number of slashings; then seven words of each slashing, six of each outage.
    function _beacon(address beacon) private view returns (uint256[] memory out) {
        uint256[] memory slashings = _structs(beacon, IOracles.slashings.selector, 0, 7);
        out = _structs(beacon, IOracles.outages.selector, 5 + slashings.length, 6);
        out[0] = _tryGet(beacon, IOracles.stakedEther.selector);
        out[1] = _tryGet(beacon, IOracles.exitQueue.selector);
        out[2] = _tryGet(beacon, IOracles.exitQueueAt.selector);
        out[3] = _tryGet(beacon, IOracles.fork.selector);
        out[4] = slashings.length / 7;
        for (uint256 i = 0; i < slashings.length; i++) out[5 + i] = slashings[i];
    }

    // Uniswap

    /// `slot0`'s seven words; liquidity, fee growths, protocol fees, balances.
    function _pool(address pool) private view returns (uint256[] memory out) {
        out = new uint256[](14);
        _copy(pool, IUniswap.slot0.selector, 0, 7, out, 0);
        out[7] = _get(pool, IUniswap.liquidity.selector);
        out[8] = _get(pool, IUniswap.feeGrowthGlobal0X128.selector);
        out[9] = _get(pool, IUniswap.feeGrowthGlobal1X128.selector);
        _copy(pool, IUniswap.protocolFees.selector, 0, 2, out, 10);
        address token0 = address(uint160(_get(pool, IUniswap.token0.selector)));
        address token1 = address(uint160(_get(pool, IUniswap.token1.selector)));
        out[12] = _get(token0, IToken.balanceOf.selector, uint160(pool));
        out[13] = _get(token1, IToken.balanceOf.selector, uint160(pool));
    }

    /// Initialised ticks within `range` of the current one, and those in the outermost words, where full-range
    /// positions end; ascending. The tick and the first four words of its `Tick.Info`.
    function _ticks(Query calldata q, uint256 index) private view returns (uint256[] memory out) {
        address pool = q.pools[index];
        int256 spacing = int256(q.tickSpacings[index]);
        int256[] memory words = _words(pool, spacing, int256(q.tickRange), int256(q.tickCentres[index]));
        uint256[] memory maps = new uint256[](words.length);
        uint256 count = 0;
        for (uint256 i = 0; i < words.length; i++) {
            maps[i] = _get(pool, IUniswap.tickBitmap.selector, uint256(words[i]));
            count += _countBits(maps[i]);
        }
        out = new uint256[](5 * count);
        uint256 at = 0;
        for (uint256 i = 0; i < words.length; i++) {
            for (uint256 map = maps[i]; map != 0; map &= map - 1) {
                out[at] = uint256((words[i] * 256 + int256(_lowestBit(map))) * spacing);
                _copy(pool, IUniswap.ticks.selector, out[at], 4, out, at + 1);
                at += 5;
            }
        }
    }

    /// Positions of the bitmap's words to read, ascending.
    function _words(address pool, int256 spacing, int256 range, int256 centre)
        private
        view
        returns (int256[] memory words)
    {
        uint256[] memory slot0 = new uint256[](2);
        _copy(pool, IUniswap.slot0.selector, 0, 2, slot0, 0);
        int256 tick = int256(slot0[1]);
        if (tick <= -MAX_TICK || tick >= MAX_TICK - 1) tick = centre;
        int256 lowest = -(MAX_TICK / spacing) >> 8;
        int256 highest = (MAX_TICK / spacing) >> 8;
        int256 from = ((tick - range) / spacing) >> 8;
        int256 to = ((tick + range) / spacing) >> 8;
        if (from <= lowest) from = lowest + 1;
        if (to >= highest) to = highest - 1;
        words = new int256[](uint256(to - from + 3));
        words[0] = lowest;
        for (uint256 i = 1; i + 1 < words.length; i++) words[i] = from + int256(i) - 1;
        words[words.length - 1] = highest;
    }

    /// Five words each; all zero where there is no such position.
    function _positions(address pool, PositionKey[] calldata keys) private view returns (uint256[] memory out) {
        out = new uint256[](5 * keys.length);
        for (uint256 i = 0; i < keys.length; i++) {
            bytes32 key = keccak256(abi.encodePacked(keys[i].owner, keys[i].tickLower, keys[i].tickUpper));
            _copy(pool, IUniswap.positions.selector, uint256(key), 5, out, 5 * i);
        }
    }

    // Reads

    /// The answer's words; none where nobody answers.
    function _read(Read calldata call) private view returns (uint256[] memory out) {
        (bool ok, bytes memory data) = call.target.staticcall(call.data);
        out = new uint256[](ok ? data.length / 32 : 0);
        for (uint256 i = 0; i < out.length; i++) out[i] = _wordAt(data, i);
    }

    function _get(address target, bytes4 selector) private view returns (uint256) {
        return _get(target, selector, 0);
    }

    /// A function without arguments passes over the word behind its selector.
    function _get(address target, bytes4 selector, uint256 argument) private view returns (uint256 word) {
        bool ok;
        assembly {
            mstore(0, selector)
            mstore(4, argument)
            ok := staticcall(gas(), target, 0, 36, 0, 32)
            ok := and(ok, gt(returndatasize(), 31))
            word := mload(0)
        }
        if (!ok) revert ReadFailed(target, selector);
    }

    /// The first `count` words of the answer, into `out` from `at` on.
    function _copy(address target, bytes4 selector, uint256 argument, uint256 count, uint256[] memory out, uint256 at)
        private
        view
    {
        require(at + count <= out.length);
        bool ok;
        assembly {
            mstore(0, selector)
            mstore(4, argument)
            ok := staticcall(gas(), target, 0, 36, add(add(out, 32), mul(at, 32)), mul(count, 32))
            ok := and(ok, iszero(lt(returndatasize(), mul(count, 32))))
        }
        if (!ok) revert ReadFailed(target, selector);
    }

    /// 0 where nobody answers.
    function _tryGet(address target, bytes4 selector) private view returns (uint256 word) {
        assembly {
            mstore(0, selector)
            if staticcall(gas(), target, 0, 4, 0, 32) {
                if gt(returndatasize(), 31) { word := mload(0) }
            }
        }
    }

    /// A getter that is given one token (1e18), whether it wants to know or not; 0 where nobody answers.
    function _tryRate(address target, bytes4 selector) private view returns (uint256 word) {
        assembly {
            mstore(0, selector)
            mstore(4, 1000000000000000000)
            if staticcall(gas(), target, 0, 36, 0, 32) {
                if gt(returndatasize(), 31) { word := mload(0) }
            }
        }
    }

    /// Two words of an answer; none where nobody answers.
    function _tryPair(address target, bytes4 selector, uint256[] memory out, uint256 at) private view {
        (bool ok, bytes memory data) = target.staticcall(abi.encodePacked(selector));
        if (!ok || data.length < 64) return;
        out[at] = _wordAt(data, 0);
        out[at + 1] = _wordAt(data, 1);
    }

    /// The words of an answered array of structs of `width` words, behind `space` empty ones; none where nobody answers.
    function _structs(address target, bytes4 selector, uint256 space, uint256 width)
        private
        view
        returns (uint256[] memory out)
    {
        (bool ok, bytes memory data) = target.staticcall(abi.encodePacked(selector));
        uint256 count = ok && data.length >= 64 ? _wordAt(data, 1) * width : 0;
        out = new uint256[](space + count);
        for (uint256 i = 0; i < count; i++) out[space + i] = _wordAt(data, 2 + i);
    }

    function _wordAt(bytes memory data, uint256 index) private pure returns (uint256 word) {
        require(data.length >= 32 * (index + 1));
        assembly {
            word := mload(add(add(data, 32), mul(index, 32)))
        }
    }

    /// The position of the lowest bit that is set; `map` is not zero.
    function _lowestBit(uint256 map) private pure returns (uint256 bit) {
        for (uint256 width = 128; width != 0; width >>= 1) {
            if (map << (256 - width) != 0) continue;
            map >>= width;
            bit += width;
        }
    }

    function _countBits(uint256 map) private pure returns (uint256 count) {
        for (; map != 0; map &= map - 1) count++;
    }

    function _word(bytes32 slot) private view returns (uint256 word) {
        assembly {
            word := sload(slot)
        }
    }
}
