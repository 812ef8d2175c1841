// SPDX-License-Identifier: MIT
pragma solidity 0.8.27;

import {onlyOracle} from './Interfaces.sol';
import {LidoStorage} from './LidoStorage.sol';

/// What Lido's OracleReportSanityChecker says of a report's balances, by Lido's version, with the limits of mainnet
/// (lidofinance/state-mate, lido.yaml at 9f6df199); no second opinion is set. Version 4: lidofinance/core at 3f6ab3da;
/// versions 2 and 3 (LIP-23): tag v3.0.1.
abstract contract LidoSanity is LidoStorage {
    /// `maxCLBalanceDecreaseBP` over `CL_BALANCE_WINDOW`, version 4.
    uint256 internal constant MAX_CL_DECREASE_BPS = 360;
    uint256 internal constant CL_BALANCE_WINDOW = 36 days;
    /// `appearedEthAmountPerDayLimit`, `MAX_VALIDATOR_EFFECTIVE_BALANCE`, `externalPendingBalanceCapEth`, version 4.
    uint256 internal constant ACTIVATED_PER_DAY = 57_600 ether;
    uint256 internal constant LARGEST_VALIDATOR = 2_048 ether;
    uint256 internal constant EXTERNAL_PENDING_CAP = 300 ether;
    /// `initialSlashingAmountPWei`, `inactivityPenaltiesAmountPWei` and their windows, versions 2 and 3.
    uint256 internal constant INITIAL_SLASHING_AMOUNT = 8e15;
    uint256 internal constant INACTIVITY_PENALTIES_AMOUNT = 101e15;
    uint256 internal constant SHORT_WINDOW = 18 days;
    uint256 internal constant LONG_WINDOW = 54 days;
    /// `appearedValidatorsPerDayLimit`, versions 2 and 3.
    uint256 internal constant APPEARED_PER_DAY = 43_200;
    /// `annualBalanceIncreaseBPLimit`.
    uint256 internal constant ANNUAL_INCREASE_BPS = 1000;
    uint256 internal constant REQUEST_TIMESTAMP_MARGIN = 7_680;
    uint256 private constant BPS = 10_000;
    uint256 private constant ANNUAL_INCREASE_DENOMINATOR = 365 days * BPS;

    /// `ReportData` of all versions.
    struct ReportData {
        uint256 timestamp;
        uint256 clBalance;
        uint256 deposits;
        uint256 withdrawals;
        uint256 negativeRebase;
        uint256 exitedValidators;
    }

    /// The consensus layer over one report; `vault` is all that lies there, what came since the last report included.
    struct BalanceChange {
        uint256 preValidators;
        uint256 prePending;
        uint256 deposits;
        uint256 postValidators;
        uint256 postPending;
        uint256 withdrawals;
        uint256 vault;
        uint256 preCount;
        uint256 postCount;
        uint256 exited;
        uint256 timestamp;
        uint256 lastReport;
    }

    /// The balance fell too far.
    error IncorrectCLBalanceDecrease(uint256 actual, uint256 allowed);
    /// The balance grew by more than 10 % a year.
    error IncorrectCLBalanceIncrease(uint256 annualBalanceDiff);
    /// More waits to be activated than was deposited.
    error IncorrectTotalPendingBalance(uint256 maxPendingBalance, uint256 postPendingBalance);
    /// More was activated than the entry queue lets through.
    error IncorrectTotalActivatedBalance(uint256 limit, uint256 activatedBalance);
    /// The validators gained more than was activated and a year's tenth.
    error IncorrectTotalCLBalanceIncrease(uint256 maxIncrease, uint256 increase);
    /// More validators appeared than a day's 43,200.
    error IncorrectAppearedValidators(uint256 appearedValidators);
    /// Ours.
    error UnknownRules(uint256 version);

    /// Every report, oldest first.
    function reportsData() external view returns (ReportData[] memory copy) {
        ReportData[] storage list = _reports();
        copy = new ReportData[](list.length);
        for (uint256 i = 0; i < copy.length; i++) copy[i] = list[i];
    }

    /// 2, 3 or 4.
    function rules() public view returns (uint256) {
        uint256 version = _word(RULES);
        return version == 0 ? 4 : version;
    }

    function forceRules(uint256 version) external {
        onlyOracle();
        if (version < 2 || version > 4) revert UnknownRules(version);
        _store(RULES, version);
    }

    /// `checkAccountingOracleReport`, as far as balances go, in its order.
    function _checkReport(BalanceChange memory change) internal {
        ReportData[] storage list = _reports();
        bool isFour = rules() == 4;
        if (isFour && list.length == 0) _pushBaseline(list, change);
        uint256 pre = change.preValidators + change.prePending + change.deposits;
        uint256 post = change.postValidators + change.postPending;
        uint256 fall = pre > post + change.vault ? pre - post - change.vault : 0;
        uint256 elapsed = change.timestamp == change.lastReport ? 1 hours : change.timestamp - change.lastReport;
        list.push(ReportData(change.timestamp, post, change.deposits, change.withdrawals, fall, change.exited));
        if (isFour) {
            _checkActivated(change, elapsed);
            if (pre > post + change.withdrawals) _checkWindow(list, post);
            _checkAnnualIncrease(pre, post, elapsed);
        } else {
            if (fall > 0) _checkAllowances(list, change);
            _checkAnnualIncrease(pre, post, elapsed);
            _checkAppeared(change, elapsed);
        }
    }

    /// `migrateBaselineSnapshot`: the validators' balance, and the same less what already lies in the vault.
    function _pushBaseline(ReportData[] storage list, BalanceChange memory change) private {
        uint256 there = change.vault - change.withdrawals;
        list.push(ReportData(change.lastReport, change.preValidators, 0, 0, 0, 0));
        list.push(ReportData(change.lastReport, change.preValidators - there, 0, there, 0, 0));
    }

    /// `_checkCLPendingAndValidatorsBalanceIncrease`.
    function _checkActivated(BalanceChange memory change, uint256 elapsed) private pure {
        uint256 funded = change.prePending + change.deposits;
        if (change.postPending > funded + EXTERNAL_PENDING_CAP) {
            revert IncorrectTotalPendingBalance(funded + EXTERNAL_PENDING_CAP, change.postPending);
        }
        uint256 activated = funded > change.postPending ? funded - change.postPending : 0;
        uint256 limit = (ACTIVATED_PER_DAY * elapsed) / 1 days;
        if (activated > limit + LARGEST_VALIDATOR) revert IncorrectTotalActivatedBalance(limit, activated);
        uint256 most = activated
            + ((change.preValidators + activated) * ANNUAL_INCREASE_BPS * elapsed) / ANNUAL_INCREASE_DENOMINATOR;
        uint256 left = change.withdrawals >= change.preValidators ? 0 : change.preValidators - change.withdrawals;
        if (change.postValidators > left && change.postValidators - left > most) {
            revert IncorrectTotalCLBalanceIncrease(most, change.postValidators - left);
        }
    }

    /// Version 4: the baseline, with what was deposited and withdrawn since, against the balance now.
    function _checkWindow(ReportData[] storage list, uint256 post) private view {
        uint256 first = _baselineIndex(list);
        uint256 expected = list[first].clBalance;
        uint256 withdrawals = 0;
        for (uint256 i = first + 1; i < list.length; i++) {
            expected += list[i].deposits;
            withdrawals += list[i].withdrawals;
        }
        if (expected <= withdrawals + post) return;
        expected -= withdrawals;
        uint256 allowed = (expected * MAX_CL_DECREASE_BPS) / BPS;
        if (expected - post > allowed) revert IncorrectCLBalanceDecrease(expected - post, allowed);
    }

    /// `_findWindowBaselineIndex`: the earliest report of the window; where the last is alone in it, the one before.
    function _baselineIndex(ReportData[] storage list) private view returns (uint256 first) {
        uint256 last = list.length - 1;
        uint256 start = list[last].timestamp - CL_BALANCE_WINDOW;
        first = last;
        while (first > 0) {
            if (list[first - 1].timestamp < start) return first == last ? first - 1 : first;
            first--;
        }
    }

    /// Versions 2 and 3: falls of 18 days against an allowance for each validator that had not exited 18 and 54 days ago.
    function _checkAllowances(ReportData[] storage list, BalanceChange memory change) private view {
        uint256 start = change.timestamp - SHORT_WINDOW;
        uint256 actual = 0;
        for (uint256 i = list.length; i > 0 && list[i - 1].timestamp > start; i--) actual += list[i - 1].negativeRebase;
        uint256 allowed = INITIAL_SLASHING_AMOUNT * (change.postCount - _exitedAt(list, start))
            + INACTIVITY_PENALTIES_AMOUNT * (change.postCount - _exitedAt(list, change.timestamp - LONG_WINDOW));
        if (actual > allowed) revert IncorrectCLBalanceDecrease(actual, allowed);
    }

    /// `_exitedValidatorsAtTimestamp`.
    function _exitedAt(ReportData[] storage list, uint256 time) private view returns (uint256) {
        for (uint256 i = list.length; i > 0; i--) {
            if (list[i - 1].timestamp <= time) return list[i - 1].exitedValidators;
        }
        return 0;
    }

    /// `_checkAppearedValidatorsChurnLimit`.
    function _checkAppeared(BalanceChange memory change, uint256 elapsed) private pure {
        if (change.postCount <= change.preCount) return;
        uint256 appeared = change.postCount - change.preCount;
        if (appeared > (APPEARED_PER_DAY * elapsed) / 1 days) revert IncorrectAppearedValidators(appeared);
    }

    /// `_checkAnnualBalancesIncrease`, with its default for no balance.
    function _checkAnnualIncrease(uint256 pre, uint256 post, uint256 elapsed) private pure {
        uint256 balance = pre == 0 ? 1 gwei : pre;
        if (balance >= post) return;
        uint256 annual = (ANNUAL_INCREASE_DENOMINATOR * (post - balance)) / balance / elapsed;
        if (annual > ANNUAL_INCREASE_BPS) revert IncorrectCLBalanceIncrease(annual);
    }

    function _reports() private pure returns (ReportData[] storage list) {
        bytes32 slot = REPORTS;
        assembly {
            list.slot := slot
        }
    }
}
