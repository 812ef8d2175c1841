import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const CODE = /(?<!\.(test|fixture|bench))\.(ts|json)$/

/**
 * sha256 over the code that a build is made of, with its names: `src`, `strategies`, `seeds` and package.json.
 * @param {string} root folder of the checkout or of the package
 * @returns {string} 64 hexadecimal digits
 */
export const sourcesHash = root => {
  const hash = createHash('sha256')
  const add = name =>
    hash
      .update(`${name}\0`)
      .update(readFileSync(join(root, name)))
      .update('\0')
  for (const folder of ['seeds', 'src', 'strategies']) for (const name of listed(root, folder)) add(name)
  add('package.json')
  return hash.digest('hex')
}

const listed = (root, folder) => {
  try {
    return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter(name => CODE.test(name))
      .map(name => `${folder}/${name.replaceAll('\\', '/')}`)
      .sort()
  } catch (error) {
    if (error.code === 'ENOENT') return []
    throw error
  }
}
