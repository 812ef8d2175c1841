// SPDX-License-Identifier: MIT
pragma solidity 0.8.27;

interface IValidators {
    function onDeposit(address owner, uint256 amount, bool compounding) external;
}

/// Ethereum's deposit contract, the part that is used: checks and counts deposits and tells the consensus layer, which is
/// a contract of ours here. It keeps no Merkle tree of them, and keys and signatures are not looked at.
contract DepositContract {
    IValidators internal constant VALIDATORS = IValidators(0x00000000000000000000000000000000bEAc0002);

    uint256 internal count;

    event DepositEvent(bytes pubkey, bytes withdrawal_credentials, bytes amount, bytes signature, bytes index);

    function get_deposit_count() external view returns (uint256) {
        return count;
    }

    function deposit(
        bytes calldata pubkey,
        bytes calldata withdrawal_credentials,
        bytes calldata signature,
        bytes32
    ) external payable {
        require(pubkey.length == 48, 'DepositContract: invalid pubkey length');
        require(withdrawal_credentials.length == 32, 'DepositContract: invalid withdrawal_credentials length');
        require(signature.length == 96, 'DepositContract: invalid signature length');
        require(msg.value >= 32 ether, 'DepositContract: deposit value too low');
        require(msg.value % 1 gwei == 0, 'DepositContract: deposit value not multiple of gwei');
        count++;
        address owner = address(bytes20(withdrawal_credentials[12:]));
        VALIDATORS.onDeposit(owner, msg.value, uint8(withdrawal_credentials[0]) == 2);
    }
}
