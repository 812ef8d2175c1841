// SPDX-License-Identifier: MIT
pragma solidity 0.8.27;

import {onlyOracle} from './Interfaces.sol';

/// A Chainlink feed by its reader's side (AggregatorV3Interface and the older getters). It keeps the last round only.
contract Feed {
    string public description;
    uint256 internal decimals_;
    int256 internal answer;
    uint256 internal updatedAt;
    uint256 internal roundId;
    /// Its nodes have stopped: no answer comes any more.
    bool public halted;

    error FeedHalted();

    event AnswerUpdated(int256 indexed current, uint256 indexed roundId, uint256 updatedAt);

    function setAnswer(int256 newAnswer) external {
        onlyOracle();
        if (halted) revert FeedHalted();
        answer = newAnswer;
        updatedAt = block.timestamp;
        roundId++;
        emit AnswerUpdated(newAnswer, roundId, block.timestamp);
    }

    function forceHalted(bool stopped) external {
        onlyOracle();
        halted = stopped;
    }

    function decimals() external view returns (uint8) {
        return uint8(decimals_);
    }

    function version() external pure returns (uint256) {
        return 4;
    }

    function latestAnswer() external view returns (int256) {
        return answer;
    }

    function latestTimestamp() external view returns (uint256) {
        return updatedAt;
    }

    function latestRound() external view returns (uint256) {
        return roundId;
    }

    function latestRoundData() external view returns (uint80, int256, uint256, uint256, uint80) {
        return (uint80(roundId), answer, updatedAt, updatedAt, uint80(roundId));
    }

    function getRoundData(uint80 id) external view returns (uint80, int256, uint256, uint256, uint80) {
        require(id == roundId, 'No data present');
        return (id, answer, updatedAt, updatedAt, id);
    }
}
