// The reference: every public name, from the published declarations.
import { dirname, join } from 'node:path'
import { mkdirSync, writeFileSync } from 'node:fs'
import { Application, ReflectionKind } from 'typedoc'

const ENTRIES = { index: 'neobolt', testing: 'neobolt-testing', opentelemetry: 'neobolt-opentelemetry' }
const GROUPS = [
  ['Functions', ReflectionKind.Function], ['Classes', ReflectionKind.Class], ['Interfaces', ReflectionKind.Interface],
  ['Types', ReflectionKind.TypeAlias], ['Variables', ReflectionKind.Variable], ['Enumerations', ReflectionKind.Enum]
]
const FOLDERS = { Functions: 'functions', Classes: 'classes', Interfaces: 'interfaces', Types: 'type-aliases', Variables: 'variables', Enumerations: 'enumerations' }

/** Reads the declarations in dist/. @returns the application and its project */
async function convert (root, scratch) {
  const files = Object.keys(ENTRIES).map((name) => join(root, 'dist/cjs', `${name}.d.ts`))
  const tsconfig = join(scratch, 'reference.tsconfig.json')
  mkdirSync(dirname(tsconfig), { recursive: true })
  writeFileSync(tsconfig, JSON.stringify({
    compilerOptions: {
      target: 'ES2022', lib: ['ES2022', 'ESNext.Disposable'], module: 'NodeNext', moduleResolution: 'NodeNext',
      strict: true, skipLibCheck: true, types: ['node'], typeRoots: [join(root, 'node_modules/@types')]
    },
    files
  }))
  const app = await Application.bootstrapWithPlugins({
    plugin: ['typedoc-plugin-markdown'],
    name: 'neobolt',
    entryPoints: files,
    tsconfig,
    out: join(scratch, 'src/reference'),
    logLevel: 'Error',
    readme: 'none',
    disableSources: true,
    skipErrorChecking: true,
    excludeInternal: true,
    entryFileName: 'index',
    hidePageHeader: true,
    parametersFormat: 'table',
    interfacePropertiesFormat: 'table',
    classPropertiesFormat: 'table',
    typeAliasPropertiesFormat: 'table',
    enumMembersFormat: 'table',
    propertyMembersFormat: 'table',
    indexFormat: 'table'
  })
  const project = await app.convert()
  if (project === undefined) throw new Error('typedoc could not read the declarations: run `npm run build` first')
  for (const module of project.children) module.name = ENTRIES[module.name] ?? module.name
  return { app, project }
}

/** Whether a member needs no description: members defined by the language, and fields of values, which their owner describes. */
function explainsItself (reflection) {
  const { name, parent } = reflection
  if (/^(toString|valueOf|\[\w+\])$/.test(name)) return true
  if (!reflection.kindOf([ReflectionKind.Property, ReflectionKind.Accessor, ReflectionKind.EnumMember])) return false
  return !/(Config|Options|Stats)$/.test(parent?.name ?? '')
}

/** The public names without a description: `neobolt.Session.run`. */
function undocumented (project) {
  const kinds = [
    ...GROUPS.map(([, kind]) => kind), ReflectionKind.Method, ReflectionKind.Property, ReflectionKind.Accessor
  ]
  return project.getReflectionsByKind(kinds.reduce((all, kind) => all | kind))
    .filter((reflection) => !reflection.parent?.kindOf(ReflectionKind.TypeLiteral) && !explainsItself(reflection))
    .filter((reflection) => !reflection.hasComment() && !(reflection.signatures ?? []).some((signature) => signature.hasComment()))
    .filter((reflection) => reflection.flags.isInherited !== true)
    .map((reflection) => reflection.getFullName())
    .sort()
}

/** Whether a signature says what one of its parameters is: by `@param`, or by its name in the description. */
function describes (signature, name) {
  const parameter = signature.parameters?.find((each) => each.name === name)
  const text = (signature.comment?.summary ?? []).map((part) => part.text).join('')
  return parameter?.hasComment() === true || new RegExp(`\\b${name}\\b`).test(text)
}

/**
 * The parameters of functions and methods that no signature describes: `neobolt.Session.run(config)`. The sentence of a function
 * with one parameter is about that parameter.
 */
function undescribedParameters (project) {
  return project.getReflectionsByKind(ReflectionKind.Function | ReflectionKind.Method)
    .filter((reflection) => !reflection.parent?.kindOf(ReflectionKind.TypeLiteral) && reflection.flags.isInherited !== true)
    .flatMap((reflection) => {
      const signatures = reflection.signatures ?? []
      const names = new Set(signatures.flatMap(({ parameters = [] }) => parameters.length > 1 ? parameters.map(({ name }) => name) : []))
      return [...names]
        .filter((name) => name !== '__namedParameters' && !signatures.some((signature) => describes(signature, name)))
        .map((name) => `${reflection.getFullName()}(${name})`)
    })
    .sort()
}

function sidebarOf (module) {
  const items = GROUPS.map(([title, kind]) => ({
    text: title,
    collapsed: true,
    items: module.children.filter((child) => child.kind === kind).map(({ name }) => ({ text: name, link: `/reference/${module.name}/${FOLDERS[title]}/${name}` }))
  }))
  return { text: module.name.replace('-', '/'), link: `/reference/${module.name}/`, items: items.filter((group) => group.items.length > 0) }
}

/** Writes the pages of the reference below `scratch`. @returns their sidebar */
export async function writeReference (root, scratch) {
  const { app, project } = await convert(root, scratch)
  await app.generateOutputs(project)
  return project.children.map(sidebarOf)
}

/** @returns {Promise<string[]>} the public names without a description, and the parameters without one */
export async function findUndocumented (root, scratch) {
  const { project } = await convert(root, scratch)
  return [...undocumented(project), ...undescribedParameters(project)]
}
