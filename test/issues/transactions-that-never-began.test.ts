import { failure, ignored, request, success } from '../../src/testing/script/index.js'
import { play } from '../helpers/play.js'

const PIPELINED = { pipelineBegin: true }

describe('a transaction function with pipelineBegin whose work does not look at its queries', () => {
  it('fails with what the server says to BEGIN', async () => {
    const refused = [
      request('BEGIN'), request('RUN'), request('PULL'), failure('Neo.ClientError.Database.DatabaseNotFound', 'which one?'), ignored(), ignored(), request('RESET'), success()
    ]
    await play(refused, async driver => {
      const session = driver.session()
      await expect(session.executeWrite(async tx => {
        await tx.run('CREATE ()').catch(() => {})
        return 'done'
      }, PIPELINED)).rejects.toMatchObject({ code: 'Neo.ClientError.Database.DatabaseNotFound' })
      await session.close()
    })
  })

  it('fails when its driver is closed', async () => {
    await play([], async driver => {
      const session = driver.session()
      await driver.close()
      await expect(session.executeWrite(async tx => {
        tx.run('CREATE ()').catch(() => {})
        await new Promise(resolve => { setTimeout(resolve, 10) })
        return 'done'
      }, PIPELINED)).rejects.toThrow('the driver was closed')
      await session.close()
    })
  })
})
