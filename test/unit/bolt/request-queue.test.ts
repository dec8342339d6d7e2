import { RequestQueue } from '../../../src/bolt/request-queue.js'
import { IGNORE_RESPONSE } from '../../../src/bolt/response-handler.js'
import { settle } from '../../helpers/fake-clock.js'

const NAMES = new Set(['BEGIN', 'COMMIT'])

function queueOf (...names: string[]): RequestQueue {
  const queue = new RequestQueue()
  for (const name of names) queue.push(name, IGNORE_RESPONSE)
  return queue
}

/** Whether it has resolved after so many answers. */
async function resolvesAfter (queue: RequestQueue, answers: number): Promise<boolean> {
  let resolved = false
  void queue.answered(NAMES).then(() => { resolved = true })
  for (let i = 0; i < answers; i++) queue.shift('SUCCESS')
  await settle()
  return resolved
}

describe('waiting for the answers to requests of some names', () => {
  it.each<[string[], number]>([
    [[], 0], [['RUN', 'PULL'], 0], [['BEGIN'], 1], [['BEGIN', 'RUN', 'PULL'], 1], [['LOGOFF', 'LOGON', 'BEGIN', 'RUN'], 3], [['BEGIN', 'RUN', 'PULL', 'COMMIT'], 4]
  ])('in %j takes %i answers', async (names, answers) => {
    if (answers > 0) expect(await resolvesAfter(queueOf(...names), answers - 1)).toBe(false)
    expect(await resolvesAfter(queueOf(...names), answers)).toBe(true)
  })

  it('ends when the connection does', async () => {
    const queue = queueOf('BEGIN', 'RUN')
    const answered = queue.answered(NAMES)
    queue.takeAll()
    await expect(answered).resolves.toBeUndefined()
  })
})
