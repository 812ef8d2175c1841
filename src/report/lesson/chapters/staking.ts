import { WEI_PER_GWEI } from '../../../protocols/ethereum/forks.js'
import { annualIssuanceRate } from '../../../protocols/ethereum/rewards.js'
import { decimal, ether } from '../../text.js'
import { type Chapter, list, point, source, text } from '../blocks.js'
import type { Study } from '../study.js'

/** What staking is, and what it does. */
export const staking = ({ start }: Study): Chapter => {
  const { stakedEther } = start.ethereum
  const rate = annualIssuanceRate(stakedEther / WEI_PER_GWEI)
  return {
    id: 'staking',
    title: 'What staking is',
    blocks: [
      text(
        'Ethereum keeps one list of who owns what. Many computers, called **validators**, agree on what is added to it. Anyone may run one who locks at least 32 ETH behind it as a bond. Locking that bond is **staking**.',
      ),
      text(
        'The bond is what makes a validator’s word worth something. Once in every epoch, which is 6.4 minutes, each validator votes on the state of the list. Every 12 seconds one of them, drawn by lot, proposes the next block.',
      ),
      list([
        '**Doing the duty** is paid with new ether.',
        '**Being absent** costs about three quarters of what the votes would have earned. Back on line, one earns again.',
        '**Contradicting oneself**, by signing two different things for the same moment, is [[slashing]]: part of the bond is destroyed and the validator is put out.',
      ]),
      text(
        `At this block ${ether(stakedEther)} ETH are staked. Whoever does every duty earns ${decimal(rate * 100, 2)} % a year from the protocol, before any fee. The more is staked, the less each ether earns: the total grows with the square root of the stake.`,
      ),
      point(
        'Staking is not lending. Nobody borrows the ether, and nobody pays interest on it. It is a bond for work, and the work is paid.',
      ),
      source(
        'ethereum/consensus-specs @ a08d8a6e (Altair rewards and penalties, Electra slashing). Tips and payments for the order of transactions come on top in life; where Plimsoll leaves them out it says so.',
      ),
    ],
  }
}
