import { fileURLToPath } from 'node:url'

/** A path, or a URL such as `new URL('recording.json', import.meta.url)`, declared without the URL type, which not every program has. */
export type FileName = string | { readonly href: string }

export function pathOf (file: FileName): string {
  return typeof file === 'string' ? file : fileURLToPath(file.href)
}
