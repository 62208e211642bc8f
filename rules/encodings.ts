/** Marks between two quoted literals that put them together: `'a' + 'b'`, PHP `.`, Lua `..`, Visual Basic `&`, ABAP `&&`, SQL `||`, Twig `~`, Elixir `<>`, Haskell `++`, Ruby `<<`, OCaml `^`, Julia `*`. */
export const literalJoiners: readonly string[] = ['+', '.', '..', '&', '&&', '||', '~', '<>', '++', '<<', '^', '*']

/** Calls between two literals that put them together: `"a").append("b"`. */
export const joiningMethods: readonly string[] = ['append', 'Append', 'concat', 'add', 'plus']

/** Calls around a list of literals that put the elements together. */
export const joiningCalls: readonly string[] = ['join', 'implode', 'concat', 'concatenate', 'paste', 'paste0', 'strcat', 'append', 'cat']

/** Words that stand directly before a key where a space was forgotten. */
export const gluedWords: readonly string[] = ['Bearer', 'bearer']
