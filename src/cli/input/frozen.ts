/** What was frozen already, so that a market that is handed out again costs nothing. */
const frozen = new WeakSet<object>()

/**
 * Freezes a value and all that it holds, and gives it back: the code of others may read it and change nothing. Buffers
 * of numbers cannot be frozen and are passed over.
 */
export const deeplyFrozen = <T>(value: T): T => {
  if (typeof value !== 'object' || value === null || frozen.has(value) || ArrayBuffer.isView(value))
    return value
  frozen.add(value)
  Object.freeze(value)
  for (const inner of Object.values(value)) deeplyFrozen(inner)
  return value
}
