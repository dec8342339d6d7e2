import { refusal } from './outcome.js'
import type { Place, Step } from './place.js'

const failing = (name: string, query: string, code: string): Step => ({
  name: `${name} is an error of the server's`,
  run: async (place: Place) => await place.value(query),
  expected: refusal(code)
})

export const errors: Step[] = [
  failing('a syntax error', 'RETRUN 1', 'Neo.ClientError.Statement.SyntaxError'),
  failing('an unknown function', 'RETURN nosuch(1)', 'Neo.ClientError.Statement.SyntaxError'),
  failing('a missing parameter', 'RETURN $missing', 'Neo.ClientError.Statement.ParameterMissing'),
  failing('a division by zero', 'RETURN 1 / 0', 'Neo.ClientError.Statement.ArithmeticError'),
  {
    name: 'a query behind an error, on the same session',
    run: async place => {
      const session = place.session()
      await session.run('RETRUN 1').catch(() => {})
      const { records } = await session.run('RETURN 5')
      await session.close()
      return records[0].get(0) as unknown
    },
    expected: 5n
  }
]

/** The last steps: the driver is closed. */
export const closing: Step[] = [
  { name: 'closes', run: async ({ driver }) => await driver.close().then(() => 'closed'), expected: 'closed' },
  { name: 'closes once more', run: async ({ driver }) => await driver.close().then(() => 'closed'), expected: 'closed' }
]
