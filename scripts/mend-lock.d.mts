/** One package of a lock file: what is read of it. */
export type LockEntry = {
  readonly version?: string
  readonly resolved?: string
  readonly integrity?: string
  readonly link?: boolean
  readonly os?: readonly string[]
  readonly cpu?: readonly string[]
  readonly libc?: readonly string[]
  readonly optional?: boolean
  readonly bin?: Readonly<Record<string, string>>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
}
export type Lock = { readonly packages: Readonly<Record<string, LockEntry>> }

export declare const entryFor: (name: string, version: string) => LockEntry
export declare const mend: (lock: Lock) => { readonly lock: Lock; readonly added: readonly string[] }
export declare const unchecked: (lock: Lock) => readonly string[]
export declare const foreignAddresses: (lock: Lock) => readonly string[]
