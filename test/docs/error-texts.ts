import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import ts from 'typescript'

/** A text of an error that the source makes. `pattern` has `…` where the source puts a value. */
export interface ErrorText {
  readonly pattern: string
  readonly file: string
  readonly line: number
}

const MAKERS = /^(newError|\w*Error)$/

/** The constant text of an expression, with `…` for everything that is not constant. */
function patternOf (node: ts.Expression): string {
  if (ts.isStringLiteralLike(node)) return node.text
  if (ts.isParenthesizedExpression(node)) return patternOf(node.expression)
  if (ts.isTemplateExpression(node)) {
    return node.templateSpans.reduce((text, span) => `${text}…${span.literal.text}`, node.head.text)
  }
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) {
    return patternOf(node.left) + patternOf(node.right)
  }
  return '…'
}

function textsOfFile (root: string, path: string): ErrorText[] {
  const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.ES2022, true)
  const texts: ErrorText[] = []
  const visit = (node: ts.Node): void => {
    if ((ts.isNewExpression(node) || ts.isCallExpression(node)) && ts.isIdentifier(node.expression) && MAKERS.test(node.expression.text)) {
      const [first] = node.arguments ?? []
      const pattern = first === undefined ? '…' : patternOf(first).replaceAll(/(… ?)+/g, match => match.endsWith(' ') ? '… ' : '…').trim()
      if (/[A-Za-z]{3}/.test(pattern)) {
        texts.push({ pattern, file: relative(root, path), line: source.getLineAndCharacterOfPosition(node.getStart()).line + 1 })
      }
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return texts
}

/** Every text of an error in the source of the driver; `neobolt/testing` explains its own errors. */
export function errorTexts (root: string): ErrorText[] {
  const source = join(root, 'src')
  return readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter(name => /\.c?ts$/.test(name) && !name.startsWith('testing'))
    .sort()
    .flatMap(name => textsOfFile(root, join(source, name)))
}
