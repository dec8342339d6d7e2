import { fileURLToPath } from 'node:url'

/** A path, or a URL such as `new URL('recording.json', import.meta.url)`; spelled out, as not every program has the type of URLs. */
export type FileName = string | { readonly href: string }

export function pathOf (file: FileName): string {
  return typeof file === 'string' ? file : fileURLToPath(file.href)
}
