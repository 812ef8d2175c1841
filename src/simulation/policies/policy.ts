import type { Strategy } from '../../position/strategy.js'
import type { Address } from '../../protocols/assets.js'
import type { Actor } from '../actors/actor.js'

/** One number that a policy is set by. */
export type Setting = {
  readonly about: string
  readonly unit: string
  readonly usual: number
  readonly least: number
  readonly most: number
}

/** Numbers by the name of their setting. */
export type Settings = Readonly<Record<string, number>>

/** Whose position is managed, and how it can be left. */
export type Managed = { readonly owner: Address; readonly strategy: Strategy }

/**
 * How a position is managed while a scenario happens: an actor of the owner's. It sees what everyone sees, and its
 * transaction lands a block after theirs, liquidators' included, who pay to be first; so it can come too late.
 */
export type Policy = {
  readonly name: string
  readonly about: string
  readonly settings: Readonly<Record<string, Setting>>
  /** Ether in whole tokens that the owner keeps aside for it; part of net worth, managed or not. */
  readonly reserveEth?: (settings: Settings) => number
  manage(settings: Settings, managed: Managed): Actor
}

/** A policy with its numbers. */
export type Management = { readonly policy: Policy; readonly settings: Settings }

/** The same reserve, and nobody who acts: what a managed position is compared with. */
export const unmanaged = ({ policy, settings }: Management): Management => ({
  policy: { ...policy, manage: () => ({ name: 'nobody', act: () => [] }) },
  settings,
})
