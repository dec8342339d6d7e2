import ts from 'typescript'

/** Fields and methods that are not the user's; a private constructor stays, as it keeps programs from calling it. */
function isHidden (member) {
  const modifiers = ts.canHaveModifiers(member) ? ts.getModifiers(member) ?? [] : []
  return !ts.isConstructorDeclaration(member) &&
    modifiers.some(({ kind }) => kind === ts.SyntaxKind.PrivateKeyword || kind === ts.SyntaxKind.ProtectedKeyword)
}

const isBrand = (member) => ts.isPropertyDeclaration(member) && ts.isPrivateIdentifier(member.name)

/**
 * Takes the private and protected members out of the classes of a declaration file, as no option of the compiler does.
 * In their place is `#private`, which is what the compiler itself writes for `#fields`: it shows no name and no
 * type, and keeps the class what it was, a type that only its own instances have.
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
