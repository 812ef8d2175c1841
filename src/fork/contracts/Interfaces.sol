// SPDX-License-Identifier: MIT
pragma solidity 0.8.27;

// The one account that moves what no user can: Plimsoll's own hand on the embedded mainnet.
address constant ORACLE = 0x000000000000000000000000000000000000FEeD;

// True mainnet addresses (lidofinance/docs at 35624e45).
address constant STETH = 0xae7ab96520DE3A18E5e111B5EaAb095312D7fE84;
address constant WSTETH = 0x7f39C581F595B53c5cb19bD0b3f8dA6c935E2Ca0;
address constant WITHDRAWAL_QUEUE = 0x889edC2eDab5f40e902b864aD4d7AdE8E412F9B1;
address constant STAKING_ROUTER = 0xFdDf38947aFB03C621C71b06C9C70bce73f12999;
address constant TREASURY = 0x3e40D73EB977Dc6a537aF587D48316feE66E9C8c;
address constant BURNER = 0xE76c52750019b80B43E36DF30bf4060EB73F573a;

error NotOracle();

function onlyOracle() view {
    if (msg.sender != ORACLE) revert NotOracle();
}

interface IERC20 {
    function totalSupply() external view returns (uint256);
    function balanceOf(address account) external view returns (uint256);
    function transfer(address to, uint256 amount) external returns (bool);
    function transferFrom(address from, address to, uint256 amount) external returns (bool);
}

interface IStEth is IERC20 {
    function submit(address referral) external payable returns (uint256);
    function getSharesByPooledEth(uint256 ethAmount) external view returns (uint256);
    function getPooledEthByShares(uint256 sharesAmount) external view returns (uint256);
}

interface IWstEth is IERC20 {
    function unwrap(uint256 wstEthAmount) external returns (uint256);
}

/// What deposits ask of the withdrawal queue.
interface ILidoQueue {
    function unfinalizedStETH() external view returns (uint256);
}

interface ILastReport {
    function lastReportTimestamp() external view returns (uint256);
    function bunkerSince() external view returns (uint256);
}

/// `WithdrawalQueueBase.BatchesCalculationState`; batches are the last ids of runs that lie all above or all below a rate.
struct BatchesCalculationState {
    uint256 remainingEthBudget;
    bool finished;
    uint256[36] batches;
    uint256 batchesLength;
}

struct WithdrawalRequestStatus {
    uint256 amountOfStETH;
    uint256 amountOfShares;
    address owner;
    uint256 timestamp;
    bool isFinalized;
    bool isClaimed;
}

/// What a report asks of the withdrawal queue, ours or mainnet's.
interface IWithdrawalQueue {
    function getWithdrawalStatus(uint256[] calldata requestIds)
        external
        view
        returns (WithdrawalRequestStatus[] memory statuses);
    function isPaused() external view returns (bool);
    function getLastFinalizedRequestId() external view returns (uint256);
    function calculateFinalizationBatches(
        uint256 maxShareRate,
        uint256 maxTimestamp,
        uint256 maxRequestsPerCall,
        BatchesCalculationState memory state
    ) external view returns (BatchesCalculationState memory);
    function prefinalize(uint256[] calldata batches, uint256 maxShareRate)
        external
        view
        returns (uint256 ethToLock, uint256 sharesToBurn);
    function finalize(uint256 lastRequestIdToBeFinalized, uint256 maxShareRate) external payable;
}

interface ICurveToken is IERC20 {
    function mint(address to, uint256 value) external returns (bool);
    function burnFrom(address from, uint256 value) external returns (bool);
}

interface IAnswer {
    function latestAnswer() external view returns (int256);
}
