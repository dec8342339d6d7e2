// For compilers that do not read `exports` of package.json, as lite.d.ts.
export * from './dist/cjs/opentelemetry.js'
