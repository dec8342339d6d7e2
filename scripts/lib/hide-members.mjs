import ts from 'typescript'

/** Internal fields and methods. A private constructor stays, because it prevents programs from calling it. */
function isHidden (member) {
  const modifiers = ts.canHaveModifiers(member) ? ts.getModifiers(member) ?? [] : []
  return !ts.isConstructorDeclaration(member) &&
    modifiers.some(({ kind }) => kind === ts.SyntaxKind.PrivateKeyword || kind === ts.SyntaxKind.ProtectedKeyword)
}

const isBrand = (member) => ts.isPropertyDeclaration(member) && ts.isPrivateIdentifier(member.name)

/**
 * Removes the private and protected members from the classes of a declaration file, which no compiler option does.
 * They are replaced by `#private`, which the compiler itself writes for `#fields`: it shows no name and no type, and keeps
 * the class nominal, a type that only its own instances have.
 */
export function hideMembers (code, fileName) {
  const source = ts.createSourceFile(fileName, code, ts.ScriptTarget.Latest, true)
  const hidden = []
  const visit = (node) => {
    if (ts.isClassDeclaration(node)) {
      const members = node.members.filter(isHidden)
      const isBranded = node.members.some(isBrand)
      members.forEach((member, index) => hidden.push({ member, replacement: index === 0 && !isBranded ? '#private;' : '' }))
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return hidden.reduceRight((text, { member, replacement }) =>
    text.slice(0, member.getFullStart()) + (replacement && `\n    ${replacement}`) + text.slice(member.end), code)
}
