import type { Steps } from './steps.js'

/**
 * The smallest list of steps found that still fails: leaves out halves, then quarters, and so on down to single steps,
 * for as long as something can be left out.
 */
export const shrink = async (steps: Steps, fails: (steps: Steps) => Promise<boolean>): Promise<Steps> => {
  let kept = steps
  let size = Math.ceil(kept.length / 2)
  while (size >= 1 && kept.length > 1) {
    const before = kept.length
    for (let at = kept.length - size; at > -size; at -= size) {
      const candidate = kept.filter((_, i) => i < at || i >= at + size)
      if (candidate.length > 0 && candidate.length < kept.length && (await fails(candidate))) kept = candidate
    }
    if (size === 1 && kept.length === before) break
    size = size === 1 ? 1 : Math.ceil(size / 2)
  }
  return kept
}
