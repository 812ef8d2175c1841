import type { Frame } from '../simulation/frame.js'
import { EXIT_READINGS, worstOf } from './measures/exits.js'

/**
 * Plans in full the exits of every frame that a printed number is read from: the first, the last, and for each reading
 * the worst. A frame planned in haste costs no less than one planned in full, so that the worst of both is the worst of
 * all planned in full. Returns the indices of those frames, in order.
 */
export const settleExits = (frames: readonly Frame[]): readonly number[] => {
  frames[0]?.exits.frontier('full')
  frames.at(-1)?.exits.frontier('full')
  for (const reading of EXIT_READINGS) {
    for (;;) {
      const worst = frames[worstOf(frames, reading)]
      if (!worst || worst.exits.frontier().effort === 'full') break
      worst.exits.frontier('full')
    }
  }
  return frames.flatMap(({ exits }, i) => (exits.frontier().effort === 'full' ? [i] : []))
}
