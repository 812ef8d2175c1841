/**
 * Where none of a scenario is survived, a crossing is narrowed down to this and no further: some things happen whole as
 * soon as they happen at all, and no severity above zero is small enough.
 */
const LEAST_SEVERITY = 0.001

/** Whether a crossing of a load line says "however little of it": the search went on down to the least severity. */
export const isAnyOfIt = (severity: number | null): boolean =>
  severity !== null && severity > 0 && severity < LEAST_SEVERITY
