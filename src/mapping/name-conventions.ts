/** Conventions for names of several words. Object mapping translates between them. */
export enum StandardCase {
  SnakeCase = 'snake_case',
  KebabCase = 'kebab-case',
  ScreamingSnakeCase = 'SCREAMING_SNAKE_CASE',
  PascalCase = 'PascalCase',
  CamelCase = 'camelCase'
}

/** Splits a name into words, and joins words to a name. */
export interface NameConvention {
  tokenize: (name: string) => string[]
  encode: (tokens: string[]) => string
}

export const nameConventions: Readonly<Record<StandardCase, NameConvention>> = {
  [StandardCase.SnakeCase]: {
    tokenize: name => name.split('_'),
    encode: words => words.join('_')
  },
  [StandardCase.KebabCase]: {
    tokenize: name => name.split('-'),
    encode: words => words.join('-')
  },
  [StandardCase.ScreamingSnakeCase]: {
    tokenize: name => name.split('_').map(word => word.toLowerCase()),
    encode: words => words.join('_').toUpperCase()
  },
  [StandardCase.PascalCase]: {
    tokenize: splitAtCapitals,
    encode: words => words.map(capitalize).join('')
  },
  [StandardCase.CamelCase]: {
    tokenize: splitAtCapitals,
    encode: ([first, ...rest]) => (first ?? '') + rest.map(capitalize).join('')
  }
}

function splitAtCapitals (name: string): string[] {
  return name.split(/(?=[A-Z])/).map(word => word.toLowerCase())
}

function capitalize (word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1)
}
