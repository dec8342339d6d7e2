import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { repository } from './pages.js'

/** A key of a config type in the source. */
export interface Setting {
  readonly key: string
  readonly isOptional: boolean
  /** Its docstring, without tags. */
  readonly text: string
}

/** The keys of an interface, or of a class that is declared only, in the order of the source. */
export function settingsOf (file: string, typeName: string): Setting[] {
  const path = join(repository, file)
  const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.ES2022, true)
  const settings: Setting[] = []
  source.forEachChild(node => {
    if (!(ts.isInterfaceDeclaration(node) || ts.isClassDeclaration(node)) || node.name?.text !== typeName) return
    for (const member of node.members) {
      if (!ts.isPropertySignature(member) && !ts.isPropertyDeclaration(member)) continue
      const [doc] = ts.getJSDocCommentsAndTags(member)
      const comment = doc !== undefined && ts.isJSDoc(doc) ? ts.getTextOfJSDocComment(doc.comment) : undefined
      settings.push({ key: member.name.getText(source), isOptional: member.questionToken !== undefined, text: (comment ?? '').replaceAll(/\s+/g, ' ') })
    }
  })
  return settings
}
