// Writes the public declarations: one file per entry point, containing only what users need.
import { writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { rollup } from 'rollup'
import { dts } from 'rollup-plugin-dts'
import { hideMembers } from './hide-members.mjs'

const require = createRequire(import.meta.url)

/**
 * Some names are classes to the compiler but do not exist at run time. The source exports them as types, which is lost when the
 * declarations are rolled up. `values` are the names that exist at run time.
 */
function exportTypesAsTypes (code, values) {
  return code.replace(/^export \{ (.+) \}(.*);$/gm, (_statement, list, from) => {
    const names = list.split(', ')
    const isValue = name => values.includes(name.split(' as ').at(-1))
    const write = (keyword, some) => some.length > 0 ? [`${keyword} { ${some.join(', ')} }${from};`] : []
    return [
      ...write('export', names.filter(isValue)),
      ...write('export type', names.filter(name => !isValue(name)))
    ].join('\n')
  })
}

/**
 * Rolls up the declarations that the compiler wrote per module into one file per entry point.
 *
 * `index.d.ts` imports the common names from `lite.d.ts`: to TypeScript, two declarations of a class are two classes, so
 * that a program could not pass its session to a library that uses `neobolt/lite`.
 *
 * @param modules the folder with the compiler's declarations
 * @param outDir the folder of the built JavaScript, where the rolled-up files are written
 */
export async function rollUpDeclarations (modules, outDir, entries) {
  const bundle = await rollup({
    input: Object.fromEntries(entries.map(entry => [entry, join(modules, `${entry}.d.ts`)])),
    external: id => !id.startsWith('.') && !id.startsWith('/'),
    plugins: [
      { name: 'hide-members', transform: hideMembers },
      dts(),
      {
        name: 'export-types-as-types',
        renderChunk: (code, { name, isEntry }) => isEntry ? exportTypesAsTypes(code, Object.keys(require(join(outDir, `${name}.js`)))) : null
      }
    ],
    // Names the types that one entry point needs and the other does not export.
    onwarn: warning => { throw new Error(warning.message) }
  })
  const { output } = await bundle.write({ format: 'es', dir: outDir, entryFileNames: '[name].d.ts', minifyInternalExports: false })
  await bundle.close()
  if (output.length > entries.length) {
    throw new Error('index.d.ts needs types that lite.d.ts does not export: what uses them should be @internal')
  }
}

/** Rolls up `testing.d.ts`, which imports all types of the driver from `index.d.ts`, so it must only need exported types. */
export async function rollUpTestingDeclarations (modules, outDir) {
  const isOfTesting = file => /^testing(\.|\/)/.test(relative(modules, file))
  const importFromIndex = {
    name: 'import-from-index',
    resolveId: (id, importer) => importer !== undefined && id.startsWith('.') && !isOfTesting(join(dirname(importer), id))
      ? { id: './index.js', external: true }
      : null
  }
  const bundle = await rollup({
    input: { testing: join(modules, 'testing.d.ts') },
    plugins: [importFromIndex, { name: 'hide-members', transform: hideMembers }, dts()],
    onwarn: warning => { throw new Error(warning.message) }
  })
  await bundle.write({ format: 'es', dir: outDir, entryFileNames: '[name].d.ts', minifyInternalExports: false })
  await bundle.close()
}

/**
 * The types of the ESM build are those of the CommonJS build under the same names, for the same reason. `import … =
 * require` finds the default export under every compiler setting; `import` does so only under some.
 */
export function writeDeclarationsOfEsm (outDir, entries) {
  for (const entry of entries) {
    const hasDefault = 'default' in require(join(outDir, `../cjs/${entry}.js`))
    writeFileSync(join(outDir, `${entry}.d.ts`), [
      ...(hasDefault ? [`import cjs = require('../cjs/${entry}.js')`] : []),
      `export * from '../cjs/${entry}.js'`,
      ...(hasDefault ? ['declare const neo4j: typeof cjs.default', 'export { neo4j as default }'] : []),
      ''
    ].join('\n'))
  }
}
