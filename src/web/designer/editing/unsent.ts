/** The draft as it stands here, kept in the browser until the server has it: a reload or a power cut loses nothing. */
import type { FormDraft } from '../../../forms/draft/draft.ts';

export type Unsent = Readonly<{ version: number; draft: FormDraft }>;

const nameOf = (accountId: number, draftId: number): string => `sohoa-draft-${accountId}-${draftId}`;

/** @returns false where the browser keeps nothing. */
export const keepUnsent = (accountId: number, draftId: number, unsent: Unsent | null): boolean => {
  const name = nameOf(accountId, draftId);
  try {
    if (unsent === null) localStorage.removeItem(name);
    else localStorage.setItem(name, JSON.stringify(unsent));
    return true;
  } catch {
    return false;
  }
};

export const unsentOf = (accountId: number, draftId: number): Unsent | null => {
  try {
    return JSON.parse(localStorage.getItem(nameOf(accountId, draftId)) ?? 'null') as Unsent | null;
  } catch {
    return null;
  }
};
