import { expect, test } from 'vitest'
import { inlineSettings } from './inline.js'

test('a name without settings stays as it is', () => {
  for (const argument of ['wsteth-loop', 'wsteth-loop,reth', './own.ts', 'C:own.ts'])
    expect(inlineSettings(argument, {})).toEqual({ argument, options: {} })
})

test('settings behind a colon are those of --set, which comes after them', () => {
  expect(inlineSettings('wsteth-loop:leverage=4,size=10', { set: ['size=20'], json: true })).toEqual({
    argument: 'wsteth-loop',
    options: { set: ['leverage=4', 'size=10', 'size=20'], json: true },
  })
})

test('of several strategies each keeps its own', () => {
  expect(inlineSettings('wsteth-loop:leverage=4,size=10,reth,wsteth-usdc:ltv=0.4', {})).toEqual({
    argument: 'wsteth-loop,reth,wsteth-usdc',
    options: { set: ['wsteth-loop.leverage=4', 'wsteth-loop.size=10', 'wsteth-usdc.ltv=0.4'] },
  })
})
