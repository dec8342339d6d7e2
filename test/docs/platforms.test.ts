import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { repository } from './pages.js'

/** What Windows and macOS do in another way, as far as it can be seen here. */
const git = (...args: string[]): string[] => execFileSync('git', args, { cwd: repository, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 }).split('\n').filter(Boolean)

describe('the files of the repository', () => {
  const names = git('ls-files')

  it('have names that Windows can store, and that differ where case does not count', () => {
    expect(names.filter(name => /[<>:"|?*\\]|[. ]$|(^|\/)(con|prn|aux|nul|com\d|lpt\d)(\.|\/|$)/i.test(name))).toEqual([])
    const folded = names.map(name => name.toLowerCase())
    expect(names.filter((name, index) => folded.indexOf(name.toLowerCase()) !== index)).toEqual([])
    expect(names.filter(name => name.length > 150)).toEqual([])
  })

  it('have the line ends of Unix, also when Windows checks them out', () => {
    expect(readFileSync(join(repository, '.gitattributes'), 'utf8')).toContain('* text=auto eol=lf')
    expect(git('ls-files', '--eol').filter(line => /^i\/(crlf|mixed)/.test(line))).toEqual([])
  })

  it('take no path from a URL, which begins with a slash on Windows', () => {
    const programs = names.filter(name => /^(scripts|bench|test|docs|examples)\/.*\.(mjs|cjs|ts)$/.test(name) && name !== 'test/docs/platforms.test.ts')
    expect(programs.filter(name => /import\.meta\.url\)\.pathname/.test(readFileSync(join(repository, name), 'utf8')))).toEqual([])
  })
})

describe('localhost', () => {
  /** A server on one address, and a system whose name service gives two, the other one first. */
  const program = (first: string, listening: string): string => `
    const dns = require('node:dns')
    const { createServer, connect } = require('node:net')
    const neo4j = require('neobolt')
    const { fakeNeo4j } = require('neobolt/testing')
    const addresses = ['${first}', '${listening}'].map(address => ({ address, family: address.includes(':') ? 6 : 4 }))
    const lookup = dns.lookup
    dns.lookup = (name, options, callback) => name !== 'localhost'
      ? lookup(name, options, callback)
      : process.nextTick(() => options.all ? callback(null, addresses) : callback(null, addresses[0].address, addresses[0].family))
    async function main () {
      const server = await fakeNeo4j()
      server.on(/RETURN/, { records: [{ one: 1 }] })
      const relay = createServer(socket => socket.pipe(connect(new URL(server.uri).port, '127.0.0.1')).pipe(socket))
      relay.on('error', error => {
        console.log(error.code)
        process.exit()
      })
      await new Promise(resolve => relay.listen(0, '${listening}', resolve))
      const driver = neo4j.driver('bolt://localhost:' + relay.address().port, neo4j.auth.basic('neo4j', 'password'))
      const { records } = await driver.session().run('RETURN 1 AS one')
      console.log(records[0].get('one').toInt())
      process.exit()
    }
    main()`

  it.each([['::1', '127.0.0.1'], ['127.0.0.1', '::1']])('that is %s first reaches a server that listens on %s only', (first, listening) => {
    const { stdout, stderr } = spawnSync(process.execPath, ['-e', program(first, listening)], { cwd: repository, encoding: 'utf8', timeout: 60_000 })
    // A machine without IPv6 has no ::1 to listen on.
    expect({ stdout: stdout.trim(), stderr }).toEqual({ stdout: expect.stringMatching(/^(1|EADDRNOTAVAIL|EAFNOSUPPORT)$/), stderr: '' })
  }, 90_000)
})
