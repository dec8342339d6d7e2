// Makes copies of the driver's source that contain a fault.
import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '../..')

/**
 * @param {{ file: string, search: string, replace: string }} fault `search` occurs exactly once in the file
 * @returns {string} a new folder with the changed `src/`, which the caller must remove
 */
export function plant ({ file, search, replace }) {
  const parts = readFileSync(join(root, file), 'utf8').split(search)
  if (parts.length !== 2) throw new Error(`${file} has this text ${parts.length - 1} times, and should once:\n${search}`)
  const folder = mkdtempSync(join(tmpdir(), 'neobolt-planted-'))
  cpSync(join(root, 'src'), join(folder, 'src'), { recursive: true })
  writeFileSync(join(folder, file), parts.join(replace))
  return folder
}
