// SPDX-License-Identifier: MIT
pragma solidity 0.8.27;

interface IErc20 {
  function balanceOf(address) external view returns (uint256);
  function allowance(address, address) external view returns (uint256);
}

interface IUniswapPool {
  function token0() external view returns (address);
  function token1() external view returns (address);
}

/// Runs several calls as one atomic transaction, at the owner's own address (as EIP-7702 would place it).
contract Executor {
  /// `approve`: token that `target` may take, or zero.
  /// `balanceOf`: token whose balance replaces the word at each of `offsets` just before the call; ETHER is ether,
  /// zero is nothing. Offset VALUE is the ether sent along. A balance of nothing skips the call, unless `always`.
  /// `read`: call data that asks `balanceOf` something else than a balance; its answer's word at `word` is taken.
  struct Step {
    address target;
    uint256 value;
    bytes data;
    address approve;
    address balanceOf;
    uint256[] offsets;
    bool always;
    bytes read;
    uint256 word;
  }

  address constant ETHER = 0xEeeeeEeeeEeEeeEeEeEeeEEEeeeeEeeeeeeeEEeE;
  uint256 constant VALUE = type(uint256).max;

  function run(Step[] memory steps) public payable {
    for (uint256 i; i < steps.length; ++i) _run(steps[i]);
  }

  function _run(Step memory step) private {
    bytes memory data = step.data;
    uint256 value = step.value;
    if (step.balanceOf != address(0)) {
      uint256 amount = _amount(step);
      if (amount == 0 && !step.always) return;
      for (uint256 i; i < step.offsets.length; ++i) {
        uint256 offset = step.offsets[i];
        if (offset == VALUE) value = amount;
        else assembly { mstore(add(add(data, 32), offset), amount) }
      }
    }
    if (step.approve != address(0)) _approve(step.approve, step.target, type(uint128).max);
    (bool ok, bytes memory reason) = step.target.call{value: value}(data);
    if (!ok) assembly { revert(add(reason, 32), mload(reason)) }
  }

  function _amount(Step memory step) private view returns (uint256 amount) {
    if (step.read.length == 0)
      return step.balanceOf == ETHER ? address(this).balance : IErc20(step.balanceOf).balanceOf(address(this));
    (bool ok, bytes memory answer) = step.balanceOf.staticcall(step.read);
    uint256 end = 32 * (step.word + 1);
    require(ok && answer.length >= end, "unreadable");
    assembly { amount := mload(add(answer, end)) }
  }

  function _approve(address token, address spender, uint256 atLeast) private {
    if (IErc20(token).allowance(address(this), spender) >= atLeast) return;
    (bool ok, ) = token.call(abi.encodeWithSignature("approve(address,uint256)", spender, type(uint256).max));
    require(ok, "approve failed");
  }

  /// Aave's flash loan: the steps travel in `params`; the pool then takes amount and premium.
  function executeOperation(address asset, uint256 amount, uint256 premium, address, bytes calldata params)
    external
    returns (bool)
  {
    run(abi.decode(params, (Step[])));
    _approve(asset, msg.sender, amount + premium);
    return true;
  }

  /// Morpho's flash loan and its liquidation: the steps travel in `data`; what is due was approved before the call.
  function onMorphoFlashLoan(uint256, bytes calldata data) external {
    run(abi.decode(data, (Step[])));
  }

  function onMorphoLiquidate(uint256, bytes calldata data) external {
    run(abi.decode(data, (Step[])));
  }

  /// A Uniswap pool asks for what a mint costs.
  function uniswapV3MintCallback(uint256 amount0, uint256 amount1, bytes calldata) external {
    if (amount0 > 0) _transfer(IUniswapPool(msg.sender).token0(), msg.sender, amount0);
    if (amount1 > 0) _transfer(IUniswapPool(msg.sender).token1(), msg.sender, amount1);
  }

  function _transfer(address token, address to, uint256 amount) private {
    (bool ok, bytes memory reason) = token.call(abi.encodeWithSignature("transfer(address,uint256)", to, amount));
    if (!ok) assembly { revert(add(reason, 32), mload(reason)) }
  }

  receive() external payable {}
}
