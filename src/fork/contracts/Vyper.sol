// SPDX-License-Identifier: MIT
pragma solidity 0.8.27;

// Arithmetic of Vyper 0.2: what does not fit, or is divided by zero, reverts without a word.

function add(uint256 a, uint256 b) pure returns (uint256 c) {
    unchecked {
        c = a + b;
    }
    require(c >= a);
}

function sub(uint256 a, uint256 b) pure returns (uint256) {
    require(a >= b);
    unchecked {
        return a - b;
    }
}

function mul(uint256 a, uint256 b) pure returns (uint256 c) {
    if (a == 0) return 0;
    unchecked {
        c = a * b;
    }
    require(c / a == b);
}

function div(uint256 a, uint256 b) pure returns (uint256) {
    require(b > 0);
    return a / b;
}
