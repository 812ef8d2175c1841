type Details = {
  readonly facts?: Readonly<Record<string, string>>
  readonly hint?: string
  readonly cause?: string
}

/** The machine or the network lacks something: no anvil, an RPC that does not answer. Exit code 2. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError'
  readonly details: Details
  constructor(message: string, details: Details = {}) {
    super(message)
    this.details = details
  }
}
