import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { scratchFolder } from './scratch.js'

const FULL = 'dist/cjs/index.d.ts'
const LITE = 'dist/cjs/lite.d.ts'
const TESTING = 'dist/cjs/testing.d.ts'
const OPENTELEMETRY = 'dist/cjs/opentelemetry.d.ts'
const files = [
  FULL, LITE, TESTING, OPENTELEMETRY, 'dist/esm/index.d.ts', 'dist/esm/lite.d.ts', 'dist/esm/testing.d.ts', 'dist/esm/opentelemetry.d.ts',
  'lite.d.ts', 'testing.d.ts', 'opentelemetry.d.ts'
]

/** Members that neo4j-driver declares in spite of their names, so that programs may use them. */
const FROM_NEO4J_DRIVER = [
  'DiagnosticRecord._classification', 'DiagnosticRecord._position', 'DiagnosticRecord._severity', 'DiagnosticRecord._status_parameters',
  'Integer.__isInteger__', 'UUID._typedArray', 'Vector._type', 'Vector._typedArray'
]

const textOf = (file: string): string => readFileSync(join(scratchFolder(), 'node_modules/neobolt', file), 'utf8')

function nodesOf (file: string): ts.Node[] {
  const nodes: ts.Node[] = []
  const visit = (node: ts.Node): void => {
    nodes.push(node)
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile(file, textOf(file), ts.ScriptTarget.Latest, true))
  return nodes
}

interface Member { name: string, isHidden: boolean, isConstructor: boolean }

/** Members of classes, interfaces and object types, as `Owner.member`. */
function membersOf (file: string): Member[] {
  return nodesOf(file).filter(node => ts.isClassElement(node) || ts.isTypeElement(node)).map(member => {
    const owner = ts.isClassDeclaration(member.parent) || ts.isInterfaceDeclaration(member.parent) ? member.parent.name?.text : undefined
    const flags = ts.getCombinedModifierFlags(member as ts.Declaration)
    return {
      name: `${owner ?? '{}'}.${member.name?.getText() ?? ''}`,
      isHidden: (flags & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected)) !== 0,
      isConstructor: ts.isConstructorDeclaration(member)
    }
  })
}

const namesOf = (members: Member[]): string[] => members.map(({ name }) => name)

describe('the declarations in the tarball', () => {
  it('are one file for each entry point, and one that leads to it', () => {
    const all = readdirSync(join(scratchFolder(), 'node_modules/neobolt'), { recursive: true, encoding: 'utf8' })
    expect(all.filter(file => /\.d\.[cm]?ts$/.test(file)).sort()).toEqual([...files].sort())
  })

  it.each([
    [FULL, ['./lite.js', 'rxjs']],
    [LITE, []],
    [TESTING, ['./index.js']],
    ['dist/esm/index.d.ts', ['../cjs/index.js']],
    ['dist/esm/lite.d.ts', ['../cjs/lite.js']],
    ['dist/esm/testing.d.ts', ['../cjs/testing.js']],
    ['lite.d.ts', ['./dist/cjs/lite.js']],
    ['testing.d.ts', ['./dist/cjs/testing.js']],
    [OPENTELEMETRY, ['@opentelemetry/api']],
    ['dist/esm/opentelemetry.d.ts', ['../cjs/opentelemetry.js']],
    ['opentelemetry.d.ts', ['./dist/cjs/opentelemetry.js']]
  ])('%s refers to no module but %j', (file, modules) => {
    const named = nodesOf(file).filter(ts.isStringLiteral)
      .filter(({ parent }) => ts.isImportDeclaration(parent) || ts.isExportDeclaration(parent) || ts.isExternalModuleReference(parent) || ts.isImportTypeNode(parent.parent))
    expect([...new Set(named.map(({ text }) => text))].sort()).toEqual(modules)
    expect(textOf(file)).not.toContain('/// <reference')
  })

  it.each(files)('%s has no type of Node.js', file => {
    const identifiers = nodesOf(file).filter(ts.isIdentifier).map(({ text }) => text)
    expect(identifiers.filter(name => ['Buffer', 'NodeJS'].includes(name))).toEqual([])
  })

  it.each(files)('%s has no private or protected member; a constructor that is one keeps programs from calling it', file => {
    expect(namesOf(membersOf(file).filter(({ isHidden, isConstructor }) => isHidden && !isConstructor))).toEqual([])
  })

  it.each([[FULL, []], [LITE, FROM_NEO4J_DRIVER], [TESTING, []]])('%s has no member with an underscore but %j', (file, allowed) => {
    expect(namesOf(membersOf(file)).filter(name => name.includes('._')).sort()).toEqual(allowed)
  })

  it.each(files)('%s has nothing @internal', file => {
    expect(textOf(file)).not.toContain('@internal')
  })
})
