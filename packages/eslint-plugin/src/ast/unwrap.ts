import type { Node } from './node.ts'

/** Takes off what does not change a value: type assertions, `!`, `satisfies`, optional chains, `await`, the last of a sequence. */
export function unwrap(node: Node): Node {
  let current = node
  for (;;) {
    switch (current.type) {
      case 'TSAsExpression':
      case 'TSTypeAssertion':
      case 'TSNonNullExpression':
      case 'TSSatisfiesExpression':
      case 'TSInstantiationExpression':
      case 'ChainExpression':
      case 'JSXExpressionContainer':
        current = current.expression
        break
      case 'AwaitExpression':
        current = current.argument
        break
      case 'SequenceExpression':
        current = current.expressions.at(-1) ?? current
        if (current.type === 'SequenceExpression') return current
        break
      default:
        return current
    }
  }
}
