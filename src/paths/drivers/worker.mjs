// A thread of a checkout that is not built: TypeScript through tsx, registered here because a thread does not inherit it.
import { register } from 'tsx/esm/api'

register()
export const { runJob } = await import('./worker.ts')
