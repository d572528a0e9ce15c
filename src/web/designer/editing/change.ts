/** Changing one part of a draft; nothing else becomes a new object, so that only what changed is drawn again. Pure. */
import type { DraftPart, FormDraft } from '../../../forms/draft/draft.ts';

export const changePart = (
  draft: FormDraft,
  key: string,
  change: (part: DraftPart) => DraftPart,
): FormDraft => {
  const before = draft.parts.find((one) => one.key === key);
  if (before === undefined) return draft;
  const after = change(before);
  return after === before
    ? draft
    : { ...draft, parts: draft.parts.map((one) => (one === before ? after : one)) };
};
