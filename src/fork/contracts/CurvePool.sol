// SPDX-License-Identifier: MIT
pragma solidity 0.8.27;

import {ICurveToken, IERC20} from './Interfaces.sol';
import {add, div, mul, sub} from './Vyper.sol';

/// The Curve ETH/stETH pool of the embedded mainnet: arithmetic, order of checks and messages of StableSwapSTETH.vy
/// (curvefi/curve-contract, Vyper 0.2.8), checked against mainnet's bytecode. Coin 0 is ether, coin 1 stETH.
/// `Ann = A() x 2`: A carries n^(n-1) already.
/// Overflow and division by zero revert with nothing, as in Vyper.
contract CurvePool {
    uint256 private constant N_COINS = 2;
    uint256 private constant FEE_DENOMINATOR = 1e10;
    uint256 private constant PRECISION = 1e18;
    uint256 private constant MAX_ADMIN_FEE = 1e10;
    uint256 private constant MAX_FEE = 5e9;
    uint256 private constant MAX_A = 1e6;
    uint256 private constant MAX_A_CHANGE = 10;
    uint256 private constant A_PRECISION = 100;
    uint256 private constant ADMIN_ACTIONS_DELAY = 3 days;
    uint256 private constant MIN_RAMP_TIME = 1 days;

    address[2] public coins;
    uint256[2] public admin_balances;
    uint256 public fee;
    uint256 public admin_fee;
    address public owner;
    address public lp_token;
    uint256 public initial_A;
    uint256 public future_A;
    uint256 public initial_A_time;
    uint256 public future_A_time;
    uint256 public admin_actions_deadline;
    uint256 public transfer_ownership_deadline;
    uint256 public future_fee;
    uint256 public future_admin_fee;
    address public future_owner;
    /// 0 or 1, like `locked`.
    uint256 internal is_killed;
    uint256 internal kill_deadline;
    uint256 internal locked;

    event TokenExchange(
        address indexed buyer, int128 sold_id, uint256 tokens_sold, int128 bought_id, uint256 tokens_bought
    );
    event AddLiquidity(
        address indexed provider, uint256[2] token_amounts, uint256[2] fees, uint256 invariant, uint256 token_supply
    );
    event RemoveLiquidity(
        address indexed provider, uint256[2] token_amounts, uint256[2] fees, uint256 token_supply
    );
    event RemoveLiquidityOne(address indexed provider, uint256 token_amount, uint256 coin_amount);
    event RemoveLiquidityImbalance(
        address indexed provider, uint256[2] token_amounts, uint256[2] fees, uint256 invariant, uint256 token_supply
    );
    event CommitNewAdmin(uint256 indexed deadline, address indexed admin);
    event NewAdmin(address indexed admin);
    event CommitNewFee(uint256 indexed deadline, uint256 fee, uint256 admin_fee);
    event NewFee(uint256 fee, uint256 admin_fee);
    event RampA(uint256 old_A, uint256 new_A, uint256 initial_time, uint256 future_time);
    event StopRampA(uint256 A, uint256 t);

    modifier nonreentrant() {
        require(locked == 0);
        locked = 1;
        _;
        locked = 0;
    }

    modifier onlyOwner() {
        require(msg.sender == owner);
        _;
    }

    function A() external view returns (uint256) {
        return _A() / A_PRECISION;
    }

    function A_precise() external view returns (uint256) {
        return _A();
    }

    function balances(uint256 i) external view returns (uint256) {
        require(i < N_COINS);
        return _balances(0)[i];
    }

    function get_virtual_price() external view returns (uint256) {
        uint256 D = _get_D(_balances(0), _A());
        return div(mul(D, PRECISION), _lpSupply());
    }

    function calc_token_amount(uint256[2] calldata amounts, bool is_deposit) external view returns (uint256) {
        uint256 amp = _A();
        uint256[2] memory xp = _balances(0);
        uint256 D0 = _get_D(xp, amp);
        for (uint256 i = 0; i < N_COINS; i++) {
            xp[i] = is_deposit ? add(xp[i], amounts[i]) : sub(xp[i], amounts[i]);
        }
        uint256 D1 = _get_D(xp, amp);
        uint256 difference = is_deposit ? sub(D1, D0) : sub(D0, D1);
        return div(mul(difference, _lpSupply()), D0);
    }

    function get_dy(int128 i, int128 j, uint256 dx) external view returns (uint256) {
        (uint256 dy, uint256 dyFee) = _swap(i, j, dx, _balances(0));
        return dy - dyFee;
    }

    function calc_withdraw_one_coin(uint256 token_amount, int128 i) external view returns (uint256) {
        (uint256 dy,) = _calc_withdraw_one_coin(token_amount, i);
        return dy;
    }

    /// The stETH that arrives is not measured: a wei or two less than `dx` is the pool's loss.
    function exchange(int128 i, int128 j, uint256 dx, uint256 min_dy) external payable nonreentrant returns (uint256) {
        require(is_killed == 0);
        (uint256 dy, uint256 dyFee) = _swap(i, j, dx, _balances(msg.value));
        dy -= dyFee;
        require(dy >= min_dy, 'Exchange resulted in fewer coins than expected');
        admin_balances[_index(j)] += (dyFee * admin_fee) / FEE_DENOMINATOR;
        if (i == 0) {
            require(msg.value == dx);
        } else {
            require(msg.value == 0);
            _pull(dx);
        }
        _push(_index(j), dy);
        emit TokenExchange(msg.sender, i, dx, j, dy);
        return dy;
    }

    function add_liquidity(uint256[2] calldata amounts, uint256 min_mint_amount)
        external
        payable
        nonreentrant
        returns (uint256 mintAmount)
    {
        require(is_killed == 0);
        uint256 amp = _A();
        uint256[2] memory oldBalances = _balances(msg.value);
        uint256 D0 = _get_D(oldBalances, amp);
        uint256 supply = _lpSupply();
        uint256[2] memory newBalances;
        for (uint256 i = 0; i < N_COINS; i++) {
            require(supply > 0 || amounts[i] > 0);
            newBalances[i] = add(oldBalances[i], amounts[i]);
        }
        uint256 D1 = _get_D(newBalances, amp);
        require(D1 > D0);
        uint256[2] memory fees;
        mintAmount = D1;
        if (supply > 0) {
            fees = _takeFees(oldBalances, newBalances, D0, D1);
            mintAmount = div(mul(supply, sub(_get_D(newBalances, amp), D0)), D0);
        }
        require(mintAmount >= min_mint_amount, 'Slippage screwed you');
        require(msg.value == amounts[0]);
        if (amounts[1] > 0) _pull(amounts[1]);
        ICurveToken(lp_token).mint(msg.sender, mintAmount);
        emit AddLiquidity(msg.sender, amounts, fees, D1, supply + mintAmount);
    }

    function remove_liquidity(uint256 amount, uint256[2] calldata min_amounts)
        external
        nonreentrant
        returns (uint256[2] memory amounts)
    {
        amounts = _balances(0);
        uint256 supply = _lpSupply();
        ICurveToken(lp_token).burnFrom(msg.sender, amount);
        for (uint256 i = 0; i < N_COINS; i++) {
            amounts[i] = div(mul(amounts[i], amount), supply);
            require(amounts[i] >= min_amounts[i], 'Withdrawal resulted in fewer coins than expected');
            _push(i, amounts[i]);
        }
        uint256[2] memory fees;
        emit RemoveLiquidity(msg.sender, amounts, fees, supply - amount);
    }

    function remove_liquidity_imbalance(uint256[2] calldata amounts, uint256 max_burn_amount)
        external
        nonreentrant
        returns (uint256 tokenAmount)
    {
        require(is_killed == 0);
        uint256 amp = _A();
        uint256[2] memory oldBalances = _balances(0);
        uint256 D0 = _get_D(oldBalances, amp);
        uint256[2] memory newBalances;
        for (uint256 i = 0; i < N_COINS; i++) newBalances[i] = sub(oldBalances[i], amounts[i]);
        uint256 D1 = _get_D(newBalances, amp);
        uint256 supply = _lpSupply();
        require(supply != 0);
        uint256[2] memory fees = _takeFees(oldBalances, newBalances, D0, D1);
        tokenAmount = div(mul(sub(D0, _get_D(newBalances, amp)), supply), D0);
        require(tokenAmount != 0);
        require(tokenAmount <= max_burn_amount, 'Slippage screwed you');
        ICurveToken(lp_token).burnFrom(msg.sender, tokenAmount);
        for (uint256 i = 0; i < N_COINS; i++) {
            if (amounts[i] != 0) _push(i, amounts[i]);
        }
        emit RemoveLiquidityImbalance(msg.sender, amounts, fees, D1, supply - tokenAmount);
    }

    function remove_liquidity_one_coin(uint256 token_amount, int128 i, uint256 min_amount)
        external
        nonreentrant
        returns (uint256 dy)
    {
        require(is_killed == 0);
        uint256 dyFee;
        (dy, dyFee) = _calc_withdraw_one_coin(token_amount, i);
        require(dy >= min_amount, 'Not enough coins removed');
        admin_balances[_index(i)] += (dyFee * admin_fee) / FEE_DENOMINATOR;
        ICurveToken(lp_token).burnFrom(msg.sender, token_amount);
        _push(_index(i), dy);
        emit RemoveLiquidityOne(msg.sender, token_amount, dy);
    }

    function ramp_A(uint256 _future_A, uint256 _future_time) external onlyOwner {
        require(block.timestamp >= initial_A_time + MIN_RAMP_TIME);
        require(_future_time >= block.timestamp + MIN_RAMP_TIME);
        uint256 current = _A();
        uint256 future = _future_A * A_PRECISION;
        require(_future_A > 0 && _future_A < MAX_A);
        if (future < current) require(future * MAX_A_CHANGE >= current);
        else require(future <= current * MAX_A_CHANGE);
        initial_A = current;
        future_A = future;
        initial_A_time = block.timestamp;
        future_A_time = _future_time;
        emit RampA(current, future, block.timestamp, _future_time);
    }

    function stop_ramp_A() external onlyOwner {
        uint256 current = _A();
        initial_A = current;
        future_A = current;
        initial_A_time = block.timestamp;
        future_A_time = block.timestamp;
        emit StopRampA(current, block.timestamp);
    }

    function commit_new_fee(uint256 new_fee, uint256 new_admin_fee) external onlyOwner {
        require(admin_actions_deadline == 0);
        require(new_fee <= MAX_FEE);
        require(new_admin_fee <= MAX_ADMIN_FEE);
        admin_actions_deadline = block.timestamp + ADMIN_ACTIONS_DELAY;
        future_fee = new_fee;
        future_admin_fee = new_admin_fee;
        emit CommitNewFee(admin_actions_deadline, new_fee, new_admin_fee);
    }

    function apply_new_fee() external nonreentrant onlyOwner {
        require(block.timestamp >= admin_actions_deadline);
        require(admin_actions_deadline != 0);
        admin_actions_deadline = 0;
        fee = future_fee;
        admin_fee = future_admin_fee;
        emit NewFee(fee, admin_fee);
    }

    function revert_new_parameters() external onlyOwner {
        admin_actions_deadline = 0;
    }

    function commit_transfer_ownership(address new_owner) external onlyOwner {
        require(transfer_ownership_deadline == 0);
        transfer_ownership_deadline = block.timestamp + ADMIN_ACTIONS_DELAY;
        future_owner = new_owner;
        emit CommitNewAdmin(transfer_ownership_deadline, new_owner);
    }

    function apply_transfer_ownership() external nonreentrant onlyOwner {
        require(block.timestamp >= transfer_ownership_deadline);
        require(transfer_ownership_deadline != 0);
        transfer_ownership_deadline = 0;
        owner = future_owner;
        emit NewAdmin(owner);
    }

    function revert_transfer_ownership() external onlyOwner {
        transfer_ownership_deadline = 0;
    }

    function withdraw_admin_fees() external nonreentrant onlyOwner {
        for (uint256 i = 0; i < N_COINS; i++) {
            uint256 value = admin_balances[i];
            if (value == 0) continue;
            admin_balances[i] = 0;
            _push(i, value);
        }
    }

    function donate_admin_fees() external onlyOwner {
        admin_balances[0] = 0;
        admin_balances[1] = 0;
    }

    function kill_me() external onlyOwner {
        require(kill_deadline > block.timestamp);
        is_killed = 1;
    }

    function unkill_me() external onlyOwner {
        is_killed = 0;
    }

    /// A x 100, on its way between two values.
    function _A() private view returns (uint256) {
        uint256 t1 = future_A_time;
        uint256 A1 = future_A;
        if (block.timestamp >= t1) return A1;
        uint256 A0 = initial_A;
        uint256 t0 = initial_A_time;
        if (A1 > A0) return A0 + ((A1 - A0) * (block.timestamp - t0)) / (t1 - t0);
        return A0 - ((A0 - A1) * (block.timestamp - t0)) / (t1 - t0);
    }

    /// Less the admin's fees and the ether that came with this call.
    function _balances(uint256 value) private view returns (uint256[2] memory) {
        return [
            sub(sub(address(this).balance, admin_balances[0]), value),
            sub(IERC20(coins[1]).balanceOf(address(this)), admin_balances[1])
        ];
    }

    function _lpSupply() private view returns (uint256) {
        return IERC20(lp_token).totalSupply();
    }

    /// Newton's method, to a difference of one; every division floors.
    function _get_D(uint256[2] memory xp, uint256 amp) private pure returns (uint256 D) {
        uint256 S = add(xp[0], xp[1]);
        if (S == 0) return 0;
        D = S;
        uint256 Ann = amp * N_COINS;
        for (uint256 k = 0; k < 255; k++) {
            uint256 D_P = D;
            for (uint256 i = 0; i < N_COINS; i++) D_P = mul(D_P, D) / add(mul(xp[i], N_COINS), 1);
            uint256 previous = D;
            D = div(
                mul(add(mul(Ann, S) / A_PRECISION, mul(D_P, N_COINS)), D),
                add(mul(sub(Ann, A_PRECISION), D) / A_PRECISION, mul(N_COINS + 1, D_P))
            );
            if (_close(D, previous)) return D;
        }
        revert();
    }

    /// What coin `j` must hold once coin `i` holds `x`.
    function _get_y(int128 i, int128 j, uint256 x, uint256[2] memory xp) private view returns (uint256) {
        require(i != j);
        require(j >= 0 && j < 2);
        uint256 amp = _A();
        return _solve(x, _get_D(xp, amp), amp * N_COINS);
    }

    /// What coin `i` must hold for the invariant to be `D`.
    function _get_y_D(uint256 amp, uint256 i, uint256[2] memory xp, uint256 D) private pure returns (uint256) {
        return _solve(xp[1 - i], D, amp * N_COINS);
    }

    function _solve(uint256 x, uint256 D, uint256 Ann) private pure returns (uint256 y) {
        uint256 c = div(mul(D, D), mul(x, N_COINS));
        c = div(mul(mul(c, D), A_PRECISION), mul(Ann, N_COINS));
        uint256 b = add(x, div(mul(D, A_PRECISION), Ann));
        y = D;
        for (uint256 k = 0; k < 255; k++) {
            uint256 previous = y;
            y = div(add(mul(y, y), c), sub(add(mul(2, y), b), D));
            if (_close(y, previous)) return y;
        }
        revert();
    }

    /// Before the fee, and the fee.
    function _swap(int128 i, int128 j, uint256 dx, uint256[2] memory xp)
        private
        view
        returns (uint256 dy, uint256 dyFee)
    {
        uint256 y = _get_y(i, j, add(xp[_index(i)], dx), xp);
        dy = sub(sub(xp[_index(j)], y), 1);
        dyFee = mul(dy, fee) / FEE_DENOMINATOR;
    }

    /// Fees for leaving the balance, kept in the pool and in part by the admin; lowers `newBalances` by them.
    function _takeFees(uint256[2] memory oldBalances, uint256[2] memory newBalances, uint256 D0, uint256 D1)
        private
        returns (uint256[2] memory fees)
    {
        uint256 halfFee = (fee * N_COINS) / (4 * (N_COINS - 1));
        for (uint256 i = 0; i < N_COINS; i++) {
            uint256 ideal = div(mul(D1, oldBalances[i]), D0);
            uint256 difference = ideal > newBalances[i] ? ideal - newBalances[i] : newBalances[i] - ideal;
            fees[i] = mul(halfFee, difference) / FEE_DENOMINATOR;
            admin_balances[i] += (fees[i] * admin_fee) / FEE_DENOMINATOR;
            newBalances[i] = sub(newBalances[i], fees[i]);
        }
    }

    /// After the fee, less one for rounding, and the fee (that one included).
    function _calc_withdraw_one_coin(uint256 tokenAmount, int128 coin)
        private
        view
        returns (uint256 dy, uint256 dyFee)
    {
        uint256 amp = _A();
        uint256[2] memory xp = _balances(0);
        uint256 D0 = _get_D(xp, amp);
        uint256 D1 = sub(D0, div(mul(tokenAmount, D0), _lpSupply()));
        uint256 i = _index(coin);
        uint256 newY = _get_y_D(amp, i, xp, D1);
        uint256 halfFee = (fee * N_COINS) / (4 * (N_COINS - 1));
        uint256[2] memory reduced = [xp[0], xp[1]];
        for (uint256 j = 0; j < N_COINS; j++) {
            uint256 expected = div(mul(xp[j], D1), D0);
            expected = j == i ? sub(expected, newY) : sub(xp[j], expected);
            reduced[j] = sub(reduced[j], mul(halfFee, expected) / FEE_DENOMINATOR);
        }
        dy = sub(sub(reduced[i], _get_y_D(amp, i, reduced, D1)), 1);
        dyFee = sub(sub(xp[i], newY), dy);
    }

    function _pull(uint256 amount) private {
        require(IERC20(coins[1]).transferFrom(msg.sender, address(this), amount));
    }

    function _push(uint256 i, uint256 amount) private {
        if (i == 1) {
            require(IERC20(coins[1]).transfer(msg.sender, amount));
            return;
        }
        (bool sent,) = msg.sender.call{value: amount}('');
        require(sent);
    }

    function _index(int128 i) private pure returns (uint256) {
        require(i >= 0 && i < 2);
        return uint256(uint128(i));
    }

    function _close(uint256 a, uint256 b) private pure returns (bool) {
        return a > b ? a - b <= 1 : b - a <= 1;
    }
}
