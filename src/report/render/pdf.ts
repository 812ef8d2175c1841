import { type ChildProcess, spawn } from 'node:child_process'
import { accessSync, constants, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { EnvironmentError } from '../../fork/errors.js'

/** Where browsers of the Chromium family usually stand. */
const USUAL_PATHS = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
]

const USUAL_NAMES = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
  'microsoft-edge',
]

type Environment = Readonly<Record<string, string | undefined>>

const isProgram = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

const candidates = (environment: Environment): readonly string[] => {
  const folders = (environment['PATH'] ?? '').split(delimiter).filter(folder => folder !== '')
  return [...folders.flatMap(folder => USUAL_NAMES.map(name => join(folder, name))), ...USUAL_PATHS]
}

/** An installed Chromium: `CHROME_PATH` where it is set, else the first that is found; undefined where there is none. */
export const findChromium = (environment: Environment): string | undefined => {
  const own = environment['CHROME_PATH']
  if (own !== undefined && own !== '') return isProgram(own) ? own : undefined
  return candidates(environment).find(isProgram)
}

/** No sandbox, because it needs rights that containers lack: the page is our own, and its policy forbids every request. */
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-extensions',
  '--disable-dev-shm-usage',
  '--no-first-run',
  '--no-default-browser-check',
  '--no-pdf-header-footer',
]

const LONGEST_MS = 120_000

const running = new Set<ChildProcess>()

const stop = (child: ChildProcess): void => {
  running.delete(child)
  try {
    // Its whole group: a browser is several processes.
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
  } catch {
    // It has ended.
  }
}

/** Ends every browser that still prints. */
export const stopAllChromiums = async (): Promise<void> => {
  for (const child of [...running]) stop(child)
}

/** Runs a browser to its end; what it said on standard error, or the error of not starting. */
const runToEnd = (program: string, flags: readonly string[]): Promise<string> =>
  new Promise(resolve => {
    const child = spawn(program, flags, { stdio: ['ignore', 'ignore', 'pipe'], detached: true })
    running.add(child)
    let said = ''
    const timer = setTimeout(() => {
      said += '\nit took too long'
      stop(child)
    }, LONGEST_MS)
    const end = (): void => {
      clearTimeout(timer)
      stop(child)
      resolve(said)
    }
    child.stderr?.on('data', chunk => {
      said = `${said}${chunk}`.slice(-2_000)
    })
    child.on('error', error => {
      said = error.message
      end()
    })
    child.on('close', end)
  })

const two = (value: number): string => String(value).padStart(2, '0')

const pdfDate = (timestamp: number): string => {
  const at = new Date(timestamp * 1_000)
  const day = `${at.getUTCFullYear()}${two(at.getUTCMonth() + 1)}${two(at.getUTCDate())}`
  return `D:${day}${two(at.getUTCHours())}${two(at.getUTCMinutes())}${two(at.getUTCSeconds())}+00'00'`
}

/** Dates of printing are dates of the data: the same reports give the same bytes. Nothing else is touched. */
const withDate = (pdf: Buffer, timestamp: number): Buffer => {
  const text = pdf.toString('latin1')
  const dated = text.replace(
    /\/(CreationDate|ModDate) \(D:\d{14}\+00'00'\)/g,
    (_, name: string) => `/${name} (${pdfDate(timestamp)})`,
  )
  return Buffer.from(dated, 'latin1')
}

const missing = (environment: Environment): EnvironmentError => {
  const own = environment['CHROME_PATH']
  return new EnvironmentError('There is no Chromium to print the PDF with.', {
    facts: own ? { CHROME_PATH: own, problem: 'no program stands there' } : {},
    hint: 'Install Chromium or Chrome (on Debian: apt-get install chromium), or set CHROME_PATH to one. The HTML has the same content, and prints.',
  })
}

/** Prints a page of HTML. `timestamp`, in seconds, stands in the file as its date. Throws `EnvironmentError`. */
export const printPdf = async (
  html: string,
  { timestamp, environment }: { readonly timestamp: number; readonly environment: Environment },
): Promise<Buffer> => {
  const program = findChromium(environment)
  if (program === undefined) throw missing(environment)
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-pdf-'))
  try {
    const [page, output] = [join(folder, 'report.html'), join(folder, 'report.pdf')]
    writeFileSync(page, html)
    const said = await runToEnd(program, [
      ...FLAGS,
      `--user-data-dir=${join(folder, 'profile')}`,
      `--print-to-pdf=${output}`,
      pathToFileURL(page).href,
    ])
    return withDate(readPrinted(output, said), timestamp)
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
  }
}

const readPrinted = (output: string, said: string): Buffer => {
  try {
    return readFileSync(output)
  } catch {
    throw new EnvironmentError('Chromium did not print the PDF.', {
      hint: 'Try another browser with CHROME_PATH, or print the HTML by hand.',
      cause: said.trim().split('\n').at(-1) ?? 'it said nothing',
    })
  }
}
