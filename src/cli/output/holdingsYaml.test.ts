import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { parseHeld } from '../../position/held/parse.js'
import { readHoldingsFile } from '../input/holdingsFile.js'
import { holdingsYaml } from './holdingsYaml.js'

const folder = mkdtempSync(join(tmpdir(), 'plimsoll-yaml-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const readBack = (text: string) => {
  const file = join(folder, 'treasury.yaml')
  writeFileSync(file, text)
  return parseHeld(readHoldingsFile(file)[0]?.text ?? '')
}

test.each([
  '1200 wstETH and -800 WETH on aave e-mode 1; 300 stETH; 50 ETH in curve',
  '0.000000000000000001 ETH',
  '123456789.000000000000000001 wstETH and -0.000001 USDC on aave',
  '400 wstETH and -420 WETH on morpho market price; 1 wstETH on morpho exchange rate; lp 5 in curve',
  '20 stETH in lido queue; liquidity 5 in uniswap wstETH/WETH 0.01% from -5 to 2100',
  '1000 LDO at 0.0004 ETH',
])('HELD_4: %s: what is written is read back to the same', text => {
  const held = parseHeld(text)
  const back = readBack(holdingsYaml(held, ['a comment: with a colon\nand a line']))
  expect(new Set(back)).toEqual(new Set(held))
})
