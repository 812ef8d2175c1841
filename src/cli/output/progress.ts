/** Shows how far a command is: one line that is rewritten on a terminal, a few lines elsewhere. */
export type Meter = {
  /** How many stages will be counted, for the bar. */
  expect(stages: number): void
  /** A message of the simulation, such as `depeg on the fork: frame 3 of 15`. */
  say(message: string): void
  /** The line is wiped, so that something else can be printed. */
  clear(): void
}

export type Stream = { readonly isTTY?: boolean; readonly columns?: number; write(text: string): unknown }

/** Milliseconds, never earlier than before; only what is shown depends on it. */
type Clock = () => number

const COUNTED = /^(.*): (?:frame|try) (\d+) of (\d+)$/

type Count = { readonly done: number; readonly of: number }

const countIn = (message: string): (Count & { readonly stage: string }) | undefined => {
  const [, stage, done, of] = COUNTED.exec(message) ?? []
  return stage === undefined ? undefined : { stage, done: Number(done), of: Number(of) }
}

const BAR = 24
const REDRAW_MS = 60
const PLAIN_MS = 3_000

const bar = (share: number): string => {
  const full = Math.round(Math.min(1, share) * BAR)
  return `[${'█'.repeat(full)}${'░'.repeat(BAR - full)}]`
}

const terminalMeter = (stream: Stream, clock: Clock): Meter => {
  const counts = new Map<string, Count>()
  let expected = 0
  let drawn = Number.NEGATIVE_INFINITY
  let shown = false
  const draw = (text: string) => {
    stream.write(`\r\x1b[2K${text.slice(0, Math.max(20, (stream.columns || 80) - 1))}`)
    shown = true
    drawn = clock()
  }
  const line = (): string => {
    const all = [...counts]
    const share = all.reduce((sum, [, { done, of }]) => sum + done / of, 0) / Math.max(expected, all.length)
    const active = all.filter(([, { done, of }]) => done < of)
    return `${bar(share)} ${active.map(([stage, { done, of }]) => `${stage} ${done}/${of}`).join(' · ')}`
  }
  return {
    expect(stages) {
      expected = stages
    },
    say(message) {
      const count = countIn(message)
      if (!count) return draw(message)
      counts.set(count.stage, count)
      if (clock() - drawn >= REDRAW_MS || count.done === count.of) draw(line())
    },
    clear() {
      if (shown) stream.write('\r\x1b[2K')
      shown = false
    },
  }
}

const quarter = ({ done, of }: Count): number => Math.floor((4 * done) / of)

const plainMeter = (stream: Stream, clock: Clock): Meter => {
  const last = new Map<string, { quarter: number; at: number }>()
  return {
    expect() {},
    say(message) {
      const count = countIn(message)
      if (!count) {
        stream.write(`${message}\n`)
        return
      }
      const before = last.get(count.stage) ?? { quarter: 0, at: clock() }
      const now = { quarter: quarter(count), at: clock() }
      const due = now.quarter === 4 || (now.quarter > before.quarter && now.at - before.at >= PLAIN_MS)
      last.set(count.stage, due ? now : before)
      if (due && before.quarter < 4) stream.write(`${count.stage}: ${count.done} of ${count.of}\n`)
    },
    clear() {},
  }
}

/** A bar on a terminal; elsewhere a line for each phase, one when a stage is done, and one a quarter for slow stages. */
export const createMeter = (stream: Stream, clock: Clock): Meter =>
  stream.isTTY ? terminalMeter(stream, clock) : plainMeter(stream, clock)
