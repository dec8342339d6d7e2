// `npm run api`: writes the reports of the public API, docs/api/*.api.md, from the published declarations.
// With --check it writes nothing, and fails if a report in git is outdated.
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Extractor, ExtractorConfig, ExtractorLogLevel } from '@microsoft/api-extractor'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const folder = 'docs/api'
const entries = [
  { file: 'dist/cjs/index.d.ts', name: 'neobolt' },
  { file: 'dist/cjs/lite.d.ts', name: 'neobolt-lite' },
  { file: 'dist/cjs/opentelemetry.d.ts', name: 'neobolt-opentelemetry' },
  { file: 'dist/cjs/testing.d.ts', name: 'neobolt-testing' }
]
const isCheck = process.argv.includes('--check')
const none = { logLevel: ExtractorLogLevel.None }

/** Writes the report of one entry point, or compares it with the one in git. @returns whether they are equal */
function isReported ({ file, name }, temporary) {
  const compilerOptions = { target: 'ES2022', lib: ['ES2022'], module: 'Node16', moduleResolution: 'Node16', types: ['node'], strict: true }
  const configObject = {
    projectFolder: root,
    mainEntryPointFilePath: join(root, file),
    compiler: { overrideTsconfig: { compilerOptions } },
    apiReport: {
      enabled: true,
      // Inherited members and types named in signatures are public too.
      includeForgottenExports: true,
      reportFileName: name,
      reportFolder: join(root, folder),
      reportTempFolder: temporary
    },
    docModel: { enabled: false },
    dtsRollup: { enabled: false },
    tsdocMetadata: { enabled: false },
    newlineKind: 'lf',
    messages: {
      // The comments are JSDoc, whose tags differ from TSDoc; everything in the declarations is public.
      tsdocMessageReporting: { default: none },
      extractorMessageReporting: { 'ae-missing-release-tag': none, 'ae-unresolved-link': none, 'ae-forgotten-export': none }
    }
  }
  const config = ExtractorConfig.prepare({ configObject, configObjectFullPath: undefined, packageJsonFullPath: join(root, 'package.json') })
  const { apiReportChanged } = Extractor.invoke(config, {
    localBuild: !isCheck,
    // API Extractor's own advice names files that users of this script do not know.
    messageCallback: (message) => { message.handled = message.messageId.startsWith('console-') }
  })
  return !apiReportChanged
}

if (!entries.every(({ file }) => existsSync(join(root, file)))) {
  console.error('There are no declarations to report: run `npm run build` first.')
  process.exit(1)
}
mkdirSync(join(root, folder), { recursive: true })
const temporary = mkdtempSync(join(tmpdir(), 'neobolt-api-'))
try {
  const changed = entries.filter((entry) => !isReported(entry, temporary)).map(({ name }) => `${folder}/${name}.api.md`)
  if (isCheck && changed.length > 0) {
    console.error(`The public API is not what ${changed.join(' and ')} says. If that is meant, run \`npm run api\` and commit the reports.`)
    process.exitCode = 1
  } else {
    console.log(changed.length > 0 ? `Written: ${changed.join(', ')}` : 'The reports of the public API are up to date.')
  }
} finally {
  rmSync(temporary, { recursive: true })
}
