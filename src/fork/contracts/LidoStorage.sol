// SPDX-License-Identifier: MIT
pragma solidity 0.8.27;

/// Words of Lido's unstructured storage, version 4 (lidofinance/core at 3f6ab3da), so that the same code runs on the real
/// stETH of a fork (LidoHatch); and those that are ours, where nothing of Lido's stands.
abstract contract LidoStorage {
    /// keccak256('lido.StETH.totalAndExternalShares'): total shares | external shares << 128.
    bytes32 internal constant TOTAL_AND_EXTERNAL_SHARES =
        0x6038150aecaa250d524370a0fdcdec13f2690e0723eaf277f41d7cae26b359e6;
    /// keccak256('lido.Lido.bufferedEtherAndDepositedPostReport'): buffered | deposited since the report << 128.
    bytes32 internal constant BUFFERED_AND_DEPOSITED =
        0x81a11fa1111afa59b50051f60ccf604a39d96acb484dc467ad8eadb4a63f0a5f;
    /// keccak256('lido.Lido.clValidatorsBalanceAndClPendingBalance'): validators' balance | pending balance << 128.
    bytes32 internal constant CL_VALIDATORS_AND_PENDING =
        0x096e465397f38e659238ccd5d5a2c434ced54a63fd8d694045bfb058ab9d8112;
    /// keccak256('lido.Lido.depositsReserve') and keccak256('lido.Lido.depositsReserveTarget').
    bytes32 internal constant DEPOSITS_RESERVE = 0xda4fbe3b9cbd98dfae5dff538bbff4ba61f38979d4d7419bcd006f3e6250ec13;
    bytes32 internal constant DEPOSITS_RESERVE_TARGET =
        0x3d3e9bd6e90e5d1f1c6839835bcbe5746a47c9a013d1eae6e80c248264c06a81;
    /// keccak256('lido.Lido.stakeLimit'): previous block (32) | limit then (96) | growth in blocks (32) | most (96).
    bytes32 internal constant STAKING_STATE = 0xa3678de4a579be090bed1177e0a24f77cc29d181ac22fd7688aca344d8938015;
    /// keccak256('lido.Pausable.activeFlag').
    bytes32 internal constant ACTIVE_FLAG = 0x644132c4ddd5bb6f0655d5fe2870dcec7870e6be4758890f366b83441f9fdece;

    /// Whose rules judge reports, fees and deposits: 2, 3 or 4; 0 is 4.
    bytes32 internal constant RULES = keccak256('plimsoll.lido.rules');
    bytes32 internal constant REPORTS = keccak256('plimsoll.lido.reports');
    bytes32 internal constant LAST_REPORT = keccak256('plimsoll.lido.lastReportTimestamp');
    bytes32 internal constant BUNKER_SINCE = keccak256('plimsoll.lido.bunkerSince');
    /// Ether that stETH keeps for Lido's two vaults: withdrawals | execution-layer rewards << 128.
    bytes32 internal constant VAULTS = keccak256('plimsoll.lido.vaults');
    /// Validators that ever appeared | that ever exited << 128; 0 before the first report.
    bytes32 internal constant VALIDATORS = keccak256('plimsoll.lido.validators');

    function _load(bytes32 slot) internal view returns (uint256 low, uint256 high) {
        uint256 word = _word(slot);
        return (uint128(word), word >> 128);
    }

    function _pack(bytes32 slot, uint256 low, uint256 high) internal {
        require(low <= type(uint128).max && high <= type(uint128).max, 'UINT128_OVERFLOW');
        _store(slot, low | (high << 128));
    }

    function _word(bytes32 slot) internal view returns (uint256 word) {
        assembly {
            word := sload(slot)
        }
    }

    function _store(bytes32 slot, uint256 word) internal {
        assembly {
            sstore(slot, word)
        }
    }

    /// `_whenNotStopped`.
    function _whenNotStopped() internal view {
        require(_word(ACTIVE_FLAG) != 0, 'CONTRACT_IS_STOPPED');
    }
}
