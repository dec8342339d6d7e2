import { HomeDatabases } from '../../../src/routing/home-databases.js'

const basic = (principal: string): { scheme: string, principal: string, credentials: string } => ({ scheme: 'basic', principal, credentials: 'secret' })

describe('the memory of home databases', () => {
  it('keeps users apart: the driver\'s, those of sessions, and those impersonated', () => {
    const homes = new HomeDatabases()
    homes.set({}, 'drivers')
    homes.set({ auth: basic('anna') }, 'annas')
    homes.set({ impersonatedUser: 'bert' }, 'berts')
    homes.set({ auth: { scheme: 'bearer', credentials: 'token' } }, 'bearers')
    homes.set({ auth: { scheme: 'none', credentials: '' } }, 'nobodys')
    expect([
      {}, { auth: basic('anna') }, { impersonatedUser: 'bert' }, { auth: basic('anna'), impersonatedUser: 'bert' },
      { auth: { scheme: 'bearer', credentials: 'token' } }, { auth: { scheme: 'none', credentials: '' } }, { auth: basic('carl') }
    ].map(owner => homes.get(owner))).toEqual(['drivers', 'annas', 'berts', 'berts', 'bearers', 'nobodys', undefined])
  })

  it('knows a user by name, whatever the password', () => {
    const homes = new HomeDatabases()
    homes.set({ auth: basic('anna') }, 'annas')
    expect(homes.get({ auth: { ...basic('anna'), credentials: 'changed' } })).toBe('annas')
  })

  it('takes the server\'s latest word', () => {
    const homes = new HomeDatabases()
    homes.set({}, 'one')
    homes.set({}, 'two')
    expect(homes.get({})).toBe('two')
  })

  it('never grows beyond its limit, and drops the user that no server has named for longest', () => {
    const homes = new HomeDatabases(100)
    homes.set({}, 'drivers')
    for (let i = 0; i < 1000; i++) {
      homes.set({ impersonatedUser: `user${i}` }, 'theirs')
      homes.set({}, 'drivers')
      expect(homes.size).toBeLessThanOrEqual(100)
    }
    expect(homes.get({})).toBe('drivers')
    expect(homes.get({ impersonatedUser: 'user999' })).toBe('theirs')
    expect(homes.get({ impersonatedUser: 'user1' })).toBeUndefined()
  })

  it('holds ten thousand users by default', () => {
    const homes = new HomeDatabases()
    for (let i = 0; i < 12_000; i++) homes.set({ impersonatedUser: `user${i}` }, 'home')
    expect(homes.size).toBe(10_000)
  })
})
