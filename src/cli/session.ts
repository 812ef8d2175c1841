import type { Meter } from './output/progress.js'

/** What a command may touch of the world around it. */
export type Session = {
  readonly meter: Meter
  /** Results: standard output and nothing else writes there. Resolves when it is written. */
  print(text: string): Promise<void>
  /** Everything else: standard error. */
  note(text: string): void
  /** From now on, `text` never appears in what is printed about an error. */
  hide(text: string): void
  /** Runs when the command ends, however it ends. */
  onClose(close: () => Promise<void>): void
}
