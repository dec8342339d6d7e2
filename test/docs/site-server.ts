import { createReadStream, existsSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize } from 'node:path'

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.json': 'application/json',
  '.svg': 'image/svg+xml', '.md': 'text/markdown; charset=utf-8', '.txt': 'text/plain; charset=utf-8', '.woff2': 'font/woff2'
}

/** The file of a path of the site, if there is one: as static hosts serve it. */
function fileOf (folder: string, path: string): string | undefined {
  const file = join(folder, normalize(decodeURIComponent(path)), path.endsWith('/') ? 'index.html' : '')
  return [file, `${file}.html`].find(name => extname(name) !== '' && existsSync(name))
}

/** Serves a folder on the loopback interface. */
export class SiteServer {
  readonly #server: Server

  private constructor (server: Server) {
    this.#server = server
  }

  static async start (folder: string): Promise<SiteServer> {
    const server = createServer((request, response) => {
      const file = fileOf(folder, new URL(request.url ?? '/', 'http://site').pathname)
      if (file === undefined) {
        response.writeHead(404).end()
        return
      }
      response.setHeader('content-type', TYPES[extname(file)] ?? 'application/octet-stream')
      createReadStream(file).pipe(response)
    })
    await new Promise<void>(resolve => { server.listen(0, '127.0.0.1', resolve) })
    return new SiteServer(server)
  }

  get origin (): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  async close (): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise(resolve => this.#server.close(resolve))
  }
}
