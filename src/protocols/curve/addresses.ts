import type { Address } from '../assets.js'

/** The Curve stETH/ETH pool: coin 0 is ETH, coin 1 is stETH. Source: curvefi/curve-contract, pools/steth. */
export const CURVE_STETH_POOL: Address = '0xDC24316b9AE028F1497c275EB9192a3Ea0f67022'
/** Its LP token, steCRV. */
const CURVE_STETH_LP: Address = '0x06325440D014e39736583c165C2963BA99fAf14E'

/** The same by role. */
export const CURVE = { pool: CURVE_STETH_POOL, lpToken: CURVE_STETH_LP } as const
