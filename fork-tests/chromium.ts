import { existsSync } from 'node:fs'

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/** A Chromium of this machine, CHROME_PATH first; undefined where there is none. */
export const findChromium = (): string | undefined =>
  [process.env['CHROME_PATH'], ...PLACES].find(path => path !== undefined && existsSync(path))
