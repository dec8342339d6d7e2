'use strict'

/*
 * `node keeper.cjs HOME SOCKET PORT COMMAND ARGUMENTS…`: runs a server in the folder HOME until stdin ends, so that it cannot
 * outlive the tests that started it, and removes the folder then. With a SOCKET («-»: none) connections to that Unix
 * socket go on to PORT of this network namespace, whose loopback interface is brought up first.
 */
const { execFileSync, spawn } = require('node:child_process')
const { rmSync } = require('node:fs')
const { connect, createServer } = require('node:net')

const [home, socket, port, command, ...args] = process.argv.slice(2)

if (socket !== '-') {
  execFileSync('ip', ['link', 'set', 'lo', 'up'])
  createServer(from => {
    const to = connect(Number(port), '127.0.0.1')
    for (const [one, other] of [[from, to], [to, from]]) {
      one.pipe(other)
      one.on('error', () => {})
      one.on('close', () => { other.destroy() })
    }
  }).listen(socket)
}

const server = spawn(command, args, { cwd: home, stdio: ['ignore', 'inherit', 'inherit'] })

function end (code) {
  rmSync(home, { recursive: true, force: true })
  process.exit(code)
}

server.on('error', error => {
  console.error(error.message)
  end(127)
})
server.on('exit', (code, signal) => {
  console.error(`the server ended: ${signal ?? `exit code ${code}`}`)
  end(1)
})
process.stdin.on('end', () => {
  server.removeAllListeners('exit').on('exit', () => { end(0) })
  server.kill('SIGKILL')
}).on('error', () => {}).resume()
