// TS2740: Type 'Set<string>' is missing the following properties from type 'string[]'
import neo4j, { type Driver } from 'neobolt'

declare const driver: Driver
export async function names (): Promise<string[]> {
  return await driver.executeQuery('RETURN 1', {}, {
    resultTransformer: neo4j.resultTransformers.mapped({ map: () => 'x', collect: (all) => new Set(all) })
  })
}
