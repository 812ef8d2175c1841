// SPDX-License-Identifier: MIT
pragma solidity 0.8.27;

import {onlyOracle} from './Interfaces.sol';

interface IEEthShares {
    function totalShares() external view returns (uint256);
    function balanceOf(address user) external view returns (uint256);
    function mintShares(address user, uint256 share) external;
    function burnShares(address user, uint256 share) external;
    function transferFrom(address from, address to, uint256 amount) external returns (bool);
}

interface IEtherFiRequests {
    function lastFinalizedRequestId() external view returns (uint256);
    function amountUpTo(uint256 id) external view returns (uint256);
    function requestWithdraw(uint96 amount, uint96 share, address recipient, uint256 fee) external returns (uint256);
    function finalizeRequests(uint256 id, uint256 rate) external;
    function giveBack(uint256 amount) external;
}

/// The report of ether.fi's oracle, as EtherFiAdmin takes it, and the ether that it sets aside: etherfi-protocol/
/// smart-contracts at 7181c523 (2025-12-06), and at b4a09680 (2026-07-15) under the rules of 2026.
abstract contract EtherFiReports {
    IEEthShares internal constant EETH = IEEthShares(0x35fA164735182de50811E8e2E824cFb9B6118ac2);
    IEtherFiRequests internal constant REQUESTS = IEtherFiRequests(0x7d5706f6ef3F89B3951E23e557CDFBC3239D4E2c);
    uint256 internal constant GENESIS_TIME = 1606824023;
    /// `acceptableRebaseAprInBps`, as much as may be set.
    int256 internal constant ACCEPTABLE_REBASE_APR_BPS = 1000;
    /// `DEFAULT_MAX_NEGATIVE_REBASE_BPS` and `MAX_POSITIVE_REBASE_BPS` of a report.
    uint256 internal constant MAX_NEGATIVE_REBASE_BPS = 3;
    uint256 internal constant MAX_POSITIVE_REBASE_BPS = 25;
    /// `ADMIN_DAILY_FINALIZED_WITHDRAWAL_LIMIT` and `ADMIN_MAX_REQUESTS_TO_FINALIZE_PER_REPORT`.
    uint256 internal constant MAX_FINALIZED_PER_DAY = 80_000 ether;
    uint256 internal constant MAX_REQUESTS_PER_REPORT = 3500;

    uint256 public totalValueOutOfLp;
    uint256 public totalValueInLp;
    /// Under the rules of 2026 it lies with the requests.
    uint256 public ethAmountLockedForWithdrawal;
    uint256 public lastReportTimestamp;
    /// 2025 or 2026; 0 is 2025.
    uint256 internal rules_;

    error InsufficientLiquidity();
    error RebaseExceedsPositiveCap();
    error ReportValidationFailed(string reason);
    error UnknownRules(uint256 year);

    function getTotalPooledEther() public view returns (uint256) {
        return totalValueOutOfLp + totalValueInLp;
    }

    /// The year whose rules are in force.
    function rules() public view returns (uint256) {
        return rules_ == 0 ? 2025 : rules_;
    }

    /// Ours: other rules from now on; what is set aside goes to the requests or comes back, as the upgrade moved it.
    function forceRules(uint256 year) external {
        onlyOracle();
        if (year != 2025 && year != 2026) revert UnknownRules(year);
        if (year == rules()) return;
        rules_ = year;
        if (year == 2026) _lock(ethAmountLockedForWithdrawal);
        else REQUESTS.giveBack(ethAmountLockedForWithdrawal);
    }

    /// Rewards or penalties, ether back from validators (sent along), requests finalised up to an id (0: none).
    function report(int256 accrued, uint256 finalizeUpTo) external payable {
        onlyOracle();
        totalValueOutOfLp -= msg.value;
        totalValueInLp += msg.value;
        uint256 due = finalizeUpTo == 0 ? 0 : REQUESTS.amountUpTo(finalizeUpTo);
        _validate(accrued, finalizeUpTo, due);
        lastReportTimestamp = block.timestamp;
        if (accrued < 0) totalValueOutOfLp -= uint256(-accrued);
        else totalValueOutOfLp += uint256(accrued);
        if (finalizeUpTo == 0) return;
        REQUESTS.finalizeRequests(finalizeUpTo, rules() == 2025 ? 0 : amountPerShareCeil());
        ethAmountLockedForWithdrawal += due;
        if (rules() == 2026) _lock(due);
    }

    function amountPerShareCeil() public view returns (uint256) {
        uint256 total = EETH.totalShares();
        return total == 0 ? 0 : (1 ether * getTotalPooledEther() + total - 1) / total;
    }

    function _validate(int256 accrued, uint256 finalizeUpTo, uint256 due) private view {
        uint256 elapsed = 12 * (_slot(block.timestamp) - _slot(lastReportTimestamp));
        if (rules() == 2025) {
            if (accrued != 0) require(_isAcceptable(accrued, elapsed), 'EtherFiAdmin: TVL changed too much');
            return;
        }
        uint256 pooled = getTotalPooledEther();
        if (elapsed == 0) revert ReportValidationFailed('EtherFiAdmin: report spans zero slots');
        if (!_isAcceptable(accrued, elapsed)) revert ReportValidationFailed('EtherFiAdmin: TVL changed too much');
        if (accrued < 0 && uint256(-accrued) * 10_000 > pooled * MAX_NEGATIVE_REBASE_BPS) {
            revert ReportValidationFailed('EtherFiAdmin: negative rebase exceeds cap');
        }
        _validateWithdrawals(finalizeUpTo, due, elapsed);
        if (accrued > 0 && uint256(accrued) > (pooled * MAX_POSITIVE_REBASE_BPS) / 10_000) {
            revert RebaseExceedsPositiveCap();
        }
    }

    function _validateWithdrawals(uint256 finalizeUpTo, uint256 due, uint256 elapsed) private view {
        if (finalizeUpTo == 0) return;
        if ((due * 1 days) / elapsed > MAX_FINALIZED_PER_DAY) {
            revert ReportValidationFailed('EtherFiAdmin: finalized withdrawal amount exceeds max');
        }
        if (due > totalValueInLp) revert ReportValidationFailed('EtherFiAdmin: finalized withdrawal exceeds LP liquidity');
        uint256 last = REQUESTS.lastFinalizedRequestId();
        if (finalizeUpTo < last) {
            revert ReportValidationFailed(
                'EtherFiAdmin: finalized withdrawal request id is less than last finalized request id'
            );
        }
        if (finalizeUpTo - last > MAX_REQUESTS_PER_REPORT) {
            revert ReportValidationFailed('EtherFiAdmin: number of requests to finalize exceeds max');
        }
    }

    /// The change of a year as the report has it, in basis points, truncated; either way.
    function _isAcceptable(int256 accrued, uint256 elapsed) private view returns (bool) {
        int256 pooled = int256(getTotalPooledEther());
        if (pooled == 0) return true;
        int256 apr = (10_000 * (accrued * 365 days)) / (pooled * int256(elapsed));
        return (apr > 0 ? apr : -apr) <= ACCEPTABLE_REBASE_APR_BPS;
    }

    /// `_lockEth`: out of the pool, to the requests.
    function _lock(uint256 amount) private {
        if (totalValueInLp < amount) revert InsufficientLiquidity();
        totalValueInLp -= amount;
        totalValueOutOfLp += amount;
        (bool sent,) = address(REQUESTS).call{value: amount}('');
        require(sent, 'SendFail');
    }

    function _slot(uint256 timestamp) private pure returns (uint256) {
        return timestamp < GENESIS_TIME ? 0 : (timestamp - GENESIS_TIME) / 12;
    }
}
