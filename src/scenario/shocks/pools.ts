/** Uniswap's pools of wstETH against WETH. */
export const LST_POOLS = ['wstETH/WETH 0.01%', 'wstETH/WETH 0.05%'] as const

/** Uniswap's pool of dollars against ether. */
export const DOLLAR_POOL = 'USDC/WETH 0.05%' as const
