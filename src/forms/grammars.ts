/** The grammars by which one piece of writing is taken apart into several fields (src/reading/parsing holds them). */
export const GRAMMARS = ['identity-paper'] as const;
export type Grammar = (typeof GRAMMARS)[number];
