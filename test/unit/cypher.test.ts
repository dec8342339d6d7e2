import * as fc from 'fast-check'
import { cypher } from '../../src/cypher/cypher.js'
import { checkQuery } from '../../src/session/query.js'

const show = ({ text, parameters }: { text: string, parameters: object }): object => ({ text, parameters })

describe('neo4j.cypher', () => {
  it('makes parameters of values', () => {
    const query = cypher`MATCH (p:Person {name: ${'Ada'}}) WHERE p.born > ${1800} RETURN p`
    expect(show(query)).toEqual({ text: 'MATCH (p:Person {name: $p0}) WHERE p.born > $p1 RETURN p', parameters: { p0: 'Ada', p1: 1800 } })
    expect(checkQuery(query, {})).toEqual(show(query))
  })

  it('takes what is between the values as it is', () => {
    expect(show(cypher`RETURN '\n', "\u0041", '$p1' // no value`)).toEqual({ text: 'RETURN \'\n\', "A", \'$p1\' // no value', parameters: {} })
  })

  it('puts fragments into each other', () => {
    const named = cypher`p.name = ${'Ada'}`
    const born = cypher`p.born IN [${1815}, ${null}]`
    const where = cypher`${named} AND (${born} OR ${named})`
    expect(show(cypher`MATCH (p) WHERE p.id = ${7} AND ${where} RETURN p LIMIT ${1}`)).toEqual({
      text: 'MATCH (p) WHERE p.id = $p0 AND p.name = $p1 AND (p.born IN [$p2, $p3] OR p.name = $p4) RETURN p LIMIT $p5',
      parameters: { p0: 7, p1: 'Ada', p2: 1815, p3: null, p4: 'Ada', p5: 1 }
    })
  })

  it('gives the same text for other values', () => {
    const find = (name: unknown): string => cypher`MATCH (p {name: ${name}}) RETURN p`.text
    fc.assert(fc.property(fc.anything().filter(value => value !== undefined), value => find(value) === find('x')))
  })

  it('takes data for a value, whatever it looks like', () => {
    for (const data of [{ text: 'RETURN 1', parameters: {} }, JSON.parse('{"__proto__": {"text": "x"}}'), ['RETURN 1'], '`', "' OR 1=1"]) {
      expect(show(cypher`RETURN ${data}`)).toEqual({ text: 'RETURN $p0', parameters: { p0: data } })
    }
  })

  it('refuses undefined, which would not be sent', () => {
    expect(() => cypher`RETURN ${1}, ${undefined}`).toThrow(new TypeError('Value 2 of the query is undefined: use null for a missing value'))
  })

  it.each([[['RETURN 1']], [[['RETURN 1']]], [[Object.assign(['a', 'b'], { raw: ['a', 'b'] })]], [[]]])('refuses to be called as a function: %j', given => {
    expect(() => (cypher as (...given: unknown[]) => unknown)(...given)).toThrow('neo4j.cypher is a template tag')
  })
})

describe('neo4j.cypher.label', () => {
  it.each([
    ['Person', '`Person`'], ['a `b`', '`a ``b```'], ['`', '````'], ["x'\"\\ \n", "`x'\"\\ \n`"], ['Größe', '`Größe`'], ['A:B', '`A:B`']
  ])('quotes %j', (name, quoted) => {
    expect(show(cypher`MATCH (:${cypher.label(name)}) RETURN ${1}`)).toEqual({ text: `MATCH (:${quoted}) RETURN $p0`, parameters: { p0: 1 } })
  })

  it('prints as it stands in a query', () => {
    expect(String(cypher.label('A `B`'))).toBe('`A ``B```')
  })

  it('quotes every name so that nothing is behind it', () => {
    fc.assert(fc.property(fc.string({ minLength: 1, unit: fc.constantFrom('`', 'a', '\\', '\'', '\n', ']', '-') }), name => {
      const { text } = cypher`${cypher.label(name)}`
      expect(/^`(?:[^`]|``)*`$/.test(text)).toBe(true)
      expect(text.slice(1, -1).replaceAll('``', '`')).toBe(name)
    }))
  })

  it.each(['a\\u0060', '\\U0060', 'a\0'])('refuses %j, which older versions read as something else', name => {
    expect(() => cypher.label(name)).toThrow("can't be quoted")
  })

  it('refuses what is not a name', () => {
    expect(() => cypher.label('')).toThrow('is empty')
    expect(() => cypher.label(5 as never)).toThrow(TypeError)
  })

  it('is the only way for a name into the text', () => {
    expect(cypher`MATCH (:${'Person'})`.text).toBe('MATCH (:$p0)')
  })
})
