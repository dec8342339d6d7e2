// Writes the public declarations: one file per entry point, with nothing in them that is not the user's.
import { writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { rollup } from 'rollup'
import { dts } from 'rollup-plugin-dts'
import { hideMembers } from './hide-members.mjs'

const require = createRequire(import.meta.url)

/**
 * Some names are classes to the compiler and nothing at run time; the source exports them as types, which rolling up
 * forgets. `values` are the names that exist at run time.
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
 * Rolls the declarations that the compiler wrote for each module up into one file per entry.
 *
 * `index.d.ts` imports from `lite.d.ts` what both have: to TypeScript, two declarations of a class are two classes, and
 * a program could not pass its session to a library that uses `neobolt/lite`.
 *
 * @param modules folder with the compiler's declarations
 * @param outDir folder of the built JavaScript, where the rolled-up files go beside it
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
    // Names the types that one entry needs and the other does not export.
    onwarn: warning => { throw new Error(warning.message) }
  })
  const { output } = await bundle.write({ format: 'es', dir: outDir, entryFileNames: '[name].d.ts', minifyInternalExports: false })
  await bundle.close()
  if (output.length > entries.length) {
    throw new Error('index.d.ts needs types that lite.d.ts does not export: what uses them should be @internal')
  }
}

/** Rolls `testing.d.ts` up, which imports all types of the driver from `index.d.ts`: it may need none that is not exported. */
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
 * require` finds the default export under every setting of the compiler; `import` under some of them only.
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
