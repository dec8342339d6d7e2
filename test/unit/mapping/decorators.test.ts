import { __decorate } from 'tslib'
import { mappingDecorators as d } from '../../../src/mapping/decorators.js'
import { RecordObjectMapping } from '../../../src/mapping/record-object-mapping.js'
import { Record } from '../../../src/types/record.js'

afterEach(() => { RecordObjectMapping.clearMappingRegistry() })

/** As the compiler does with `experimentalDecorators`. */
function decorate (target: any, rules: { [property: string]: any[] }): void {
  for (const [property, decorators] of Object.entries(rules)) {
    __decorate(decorators, target.prototype, property, undefined)
  }
  __decorate([d.mappedClass()], target)
}

describe('mapping decorators with experimentalDecorators', () => {
  it('map a record', () => {
    class Person {}
    decorate(Person, { name: [d.stringProperty()], born: [d.optionalProperty(), d.mapPropertyFromName('year'), d.numberProperty()] })
    const person = new Record(['name', 'year'], ['Ada', 1815]).as(Person)
    expect(person).toBeInstanceOf(Person)
    expect(person).toEqual({ name: 'Ada', born: 1815 })
  })

  it('check the types that they name', () => {
    class Person {}
    decorate(Person, { name: [d.stringProperty()] })
    expect(() => new Record(['name'], [5]).as(Person)).toThrow(new TypeError('Person#name should be a string but received number'))
  })

  it('keep the rules of two classes apart', () => {
    class Person {}
    class Dog {}
    decorate(Person, { name: [d.stringProperty()] })
    decorate(Dog, { name: [d.numberProperty()] })
    expect(new Record(['name'], ['Ada']).as(Person)).toEqual({ name: 'Ada' })
    expect(new Record(['name'], [7]).as(Dog)).toEqual({ name: 7 })
  })
})

describe('mapping decorators where the runtime lacks Symbol.metadata', () => {
  it('say what is missing and how to add it', () => {
    const context = { kind: 'field', name: 'name', metadata: undefined }
    expect(() => d.stringProperty()(undefined, context)).toThrow(/need Symbol\.metadata.*Symbol\.metadata \?\?= Symbol/)
  })
})
