import { basename, dirname, join } from 'node:path'
import { PACKAGE_ROOT } from '../../fork/packageRoot.js'
import { importsOf } from '../input/ownImports.js'
import type { Session } from '../session.js'

type Coded = { readonly file: string }

/** Whether a strategy's code is a user's own. */
const isOwn = ({ file }: Coded): boolean => dirname(file) !== join(PACKAGE_ROOT, 'strategies')

const sentence = async ({ file }: Coded): Promise<string> => {
  const { inside, outside } = await importsOf(file)
  const names = [...inside, ...outside]
  const more = names.length === 0 ? '' : ` and of what it imports: ${names.join(', ')}`
  return `The page carries the code of ${basename(file)}${more}.`
}

/** Tells whose code a page that was written carries: a user's own strategy, and each file that it imports. */
export const noteCarried = async (strategies: readonly Coded[], session: Session): Promise<void> => {
  const files = new Set(strategies.filter(isOwn).map(({ file }) => file))
  for (const file of files) session.note(await sentence({ file }))
}
