// The pages of the site in order: the sidebar, and the sections of llms.txt.

/** @type {Array<{ title: string, pages: Array<[page: string, title: string]> }>} */
export const sections = [
  {
    title: 'Guide',
    pages: [
      ['getting-started', 'Getting started'], ['connecting', 'Connecting'], ['queries', 'Queries and parameters'],
      ['transactions', 'Transactions and retries'], ['results', 'Results'], ['values', 'Values and JSON'],
      ['streaming', 'Streaming and memory'], ['bulk', 'Bulk'], ['clusters', 'Clusters and databases'], ['users', 'Users and tokens'],
      ['errors', 'Errors'], ['cancelling', 'Timeouts and cancellation'], ['observability', 'Observability'], ['testing', 'Testing'],
      ['tuning', 'Performance and tuning'], ['troubleshooting', 'Troubleshooting']
    ]
  },
  {
    title: 'Migrating',
    pages: [['migrating', 'From neo4j-driver'], ['differences', 'Differences']]
  },
  {
    title: 'Recipes',
    pages: [
      ['recipes/index', 'All recipes'], ['recipes/express', 'Express'], ['recipes/fastify', 'Fastify'], ['recipes/nestjs', 'NestJS'],
      ['recipes/nextjs', 'Next.js'], ['recipes/aws-lambda', 'AWS Lambda'], ['recipes/workers', 'Worker threads'],
      ['recipes/graphql', 'GraphQL'], ['recipes/langchain', 'LangChain'], ['recipes/csv-import', 'CSV import'],
      ['recipes/change-streams', 'Following changes'], ['recipes/opentelemetry', 'OpenTelemetry'], ['recipes/bundling', 'Bundling with esbuild']
    ]
  },
  {
    title: 'Reference',
    pages: [
      ['configuration', 'Configuration'], ['servers', 'Servers and runtimes'], ['performance', 'Measurements'],
      ['security', 'Security guarantees'], ['changelog', 'Changelog']
    ]
  },
  {
    title: 'The project',
    pages: [
      ['architecture', 'Architecture'], ['extending', 'Extending'], ['simulation', 'Simulation'],
      ['contributing', 'Contributing'], ['security-policy', 'Reporting vulnerabilities']
    ]
  }
]
