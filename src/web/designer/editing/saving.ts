/** How far the server knows what is on the screen: the newest draft is sent whole, one request at a time. Pure. */
import type { FormDraft } from '../../../forms/draft/draft.ts';

export type Saving = Readonly<{
  /** The server's version that this is made from. */
  version: number;
  /** What the server has of it. */
  kept: FormDraft;
  phase: 'resting' | 'sending' | 'unanswered' | 'conflict' | 'refused';
  /** What was refused: another draft may pass. */
  refused: FormDraft | null;
  /** Why, for people. */
  problem: string | null;
}>;

export type SavingEvent =
  | Readonly<{ type: 'sending' }>
  | Readonly<{ type: 'answered'; version: number; draft: FormDraft }>
  | Readonly<{ type: 'unanswered' }>
  | Readonly<{ type: 'conflicted'; problem: string }>
  | Readonly<{ type: 'refused'; draft: FormDraft; problem: string }>
  /** Somebody decided that this draft goes over the server's. */
  | Readonly<{ type: 'insisted'; version: number }>;

export const fresh = (version: number, kept: FormDraft): Saving => ({
  version,
  kept,
  phase: 'resting',
  refused: null,
  problem: null,
});

export const reduceSaving = (saving: Saving, event: SavingEvent): Saving => {
  switch (event.type) {
    case 'sending':
      return { ...saving, phase: 'sending', problem: null };
    case 'answered':
      return fresh(event.version, event.draft);
    case 'unanswered':
      return { ...saving, phase: 'unanswered' };
    case 'conflicted':
      return { ...saving, phase: 'conflict', problem: event.problem };
    case 'refused':
      return { ...saving, phase: 'refused', refused: event.draft, problem: event.problem };
    case 'insisted':
      return { ...saving, phase: 'resting', version: event.version, problem: null };
  }
};

/** Whether this draft should be sent now. */
export const isDue = (saving: Saving, now: FormDraft): boolean =>
  now !== saving.kept &&
  (saving.phase === 'resting' ||
    saving.phase === 'unanswered' ||
    (saving.phase === 'refused' && now !== saving.refused));

export type SaveLook = 'saved' | 'waiting' | 'problem';

export const lookOf = (saving: Saving, now: FormDraft): SaveLook =>
  saving.phase === 'conflict' || (saving.phase === 'refused' && saving.refused === now)
    ? 'problem'
    : now === saving.kept
      ? 'saved'
      : 'waiting';
