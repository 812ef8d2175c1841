// SPDX-License-Identifier: MIT
pragma solidity 0.8.27;

import {onlyOracle} from './Interfaces.sol';

/// What Lido's OracleReportSanityChecker says of a report's balances, by Lido's version, with the limits of mainnet
/// (lidofinance/state-mate, lido.yaml at 9f6df199); no second opinion is set. It keeps its reports in slots of ours.
abstract contract LidoSanity {
    bytes32 internal constant SANITY_VERSION = keccak256('plimsoll.lido.sanityVersion');
    bytes32 internal constant REPORTS = keccak256('plimsoll.lido.reports');

    /// `maxCLBalanceDecreaseBP` over `CL_BALANCE_WINDOW`, version 4.
    uint256 internal constant MAX_CL_DECREASE_BPS = 360;
    uint256 internal constant CL_BALANCE_WINDOW = 36 days;
    /// `initialSlashingAmountPWei` and `inactivityPenaltiesAmountPWei` over 18 days, version 3.
    uint256 internal constant INITIAL_SLASHING_AMOUNT = 8e15;
    uint256 internal constant INACTIVITY_PENALTIES_AMOUNT = 101e15;
    uint256 internal constant NEGATIVE_REBASE_WINDOW = 18 days;
    /// What version 3 counts validators by.
    uint256 internal constant VALIDATOR = 32 ether;
    /// `annualBalanceIncreaseBPLimit`.
    uint256 internal constant ANNUAL_INCREASE_BPS = 1000;
    uint256 internal constant REQUEST_TIMESTAMP_MARGIN = 7_680;
    uint256 private constant BPS = 10_000;

    /// `ReportData` of both versions.
    struct ReportData {
        uint256 timestamp;
        uint256 clBalance;
        uint256 deposits;
        uint256 withdrawals;
        uint256 negativeRebase;
    }

    /// The consensus layer over one report; `pre` counts what was deposited, `vault` all that lies there.
    struct BalanceChange {
        uint256 pre;
        uint256 post;
        uint256 deposits;
        uint256 withdrawals;
        uint256 vault;
        uint256 lastReport;
    }

    /// The balance fell too far inside the window.
    error IncorrectCLBalanceDecrease(uint256 actual, uint256 allowed);
    error IncorrectCLBalanceDecreaseWindowData(uint256 baseline, uint256 deposits, uint256 withdrawals);
    /// The balance grew by more than 10 % a year.
    error IncorrectCLBalanceIncrease(uint256 annualBalanceDiff);
    /// Ours.
    error UnknownSanityVersion(uint256 version);

    /// Every report, oldest first.
    function reportsData() external view returns (ReportData[] memory copy) {
        ReportData[] storage list = _reports();
        copy = new ReportData[](list.length);
        for (uint256 i = 0; i < copy.length; i++) copy[i] = list[i];
    }

    /// 3 or 4.
    function sanityVersion() public view returns (uint256) {
        uint256 version = _word(SANITY_VERSION);
        return version == 0 ? 4 : version;
    }

    function setSanityVersion(uint256 version) external {
        onlyOracle();
        if (version != 3 && version != 4) revert UnknownSanityVersion(version);
        _store(SANITY_VERSION, version);
    }

    /// `checkAccountingOracleReport`, as far as balances go. The first report is preceded by a baseline, as a migration
    /// leaves it (`migrateBaselineSnapshot`).
    function _checkReport(BalanceChange memory change) internal {
        ReportData[] storage list = _reports();
        if (list.length == 0) {
            list.push(ReportData(change.lastReport, change.pre - change.deposits, 0, 0, 0));
        }
        uint256 kept = change.post + change.vault;
        uint256 fall = change.pre > kept ? change.pre - kept : 0;
        list.push(ReportData(block.timestamp, change.post, change.deposits, change.withdrawals, fall));
        if (sanityVersion() == 3) _checkAllowances(list, change, fall);
        else _checkWindow(list, change);
        _checkIncrease(change);
    }

    /// Version 4: the balance at the window's start, with what was deposited and withdrawn since, against the balance now.
    function _checkWindow(ReportData[] storage list, BalanceChange memory change) private view {
        if (change.pre <= change.post + change.withdrawals) return;
        uint256 first = list.length - 1;
        while (first > 0 && list[first - 1].timestamp + CL_BALANCE_WINDOW >= block.timestamp) first--;
        uint256 deposits = 0;
        uint256 withdrawals = 0;
        for (uint256 i = first + 1; i < list.length; i++) {
            deposits += list[i].deposits;
            withdrawals += list[i].withdrawals;
        }
        uint256 baseline = list[first].clBalance;
        if (baseline + deposits < withdrawals) {
            revert IncorrectCLBalanceDecreaseWindowData(baseline, deposits, withdrawals);
        }
        uint256 adjusted = baseline + deposits - withdrawals;
        uint256 actual = adjusted > change.post ? adjusted - change.post : 0;
        uint256 allowed = (adjusted * MAX_CL_DECREASE_BPS) / BPS;
        if (actual > allowed) revert IncorrectCLBalanceDecrease(actual, allowed);
    }

    /// Version 3: falls of the last 18 days against an allowance for each validator. Validators are counted as if each
    /// held 32 ether, those that exited left out.
    function _checkAllowances(ReportData[] storage list, BalanceChange memory change, uint256 fall) private view {
        if (fall == 0) return;
        uint256 actual = 0;
        for (uint256 i = list.length; i > 0 && list[i - 1].timestamp + NEGATIVE_REBASE_WINDOW > block.timestamp; i--) {
            actual += list[i - 1].negativeRebase;
        }
        uint256 allowed = (INITIAL_SLASHING_AMOUNT + INACTIVITY_PENALTIES_AMOUNT) * (change.pre / VALIDATOR);
        if (actual > allowed) revert IncorrectCLBalanceDecrease(actual, allowed);
    }

    /// `_checkAnnualBalancesIncrease`, with its defaults for no balance and no time.
    function _checkIncrease(BalanceChange memory change) private view {
        if (change.pre >= change.post) return;
        uint256 balance = change.pre == 0 ? 1 gwei : change.pre;
        uint256 elapsed = block.timestamp == change.lastReport ? 1 hours : block.timestamp - change.lastReport;
        uint256 annual = ((365 days * BPS * (change.post - balance)) / balance) / elapsed;
        if (annual > ANNUAL_INCREASE_BPS) revert IncorrectCLBalanceIncrease(annual);
    }

    function _reports() private pure returns (ReportData[] storage list) {
        bytes32 slot = REPORTS;
        assembly {
            list.slot := slot
        }
    }

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
}
