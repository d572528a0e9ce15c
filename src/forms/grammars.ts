/** The grammars by which one piece of writing is taken apart into several fields (src/reading holds them). */
export const GRAMMARS = ['identity-paper'] as const;
export type Grammar = (typeof GRAMMARS)[number];

/**
 * Those of cells in a table (src/reading/rows). `birth-or-age`: a day or year of birth, or an age from which the year
 * follows (part `born`). `shared`: one writing that holds for every field of its parts.
 */
export const CELL_GRAMMARS = [...GRAMMARS, 'birth-or-age', 'shared'] as const;
export type CellGrammar = (typeof CELL_GRAMMARS)[number];

/** Into which parts each takes a writing apart; empty: the whole writing holds for every part, whatever it is called. */
export const GRAMMAR_PARTS = {
  'identity-paper': ['kind', 'number', 'issuedOn', 'issuedBy', 'other'],
  'birth-or-age': ['born'],
  shared: [],
} as const satisfies Record<CellGrammar, readonly string[]>;
