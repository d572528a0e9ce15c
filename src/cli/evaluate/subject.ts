/** What `sohoa evaluate` can measure: each subject brings its options and takes the run when they ask for it. */
import type { Command } from 'commander';
import type { Messages } from '../../messages/messages.ts';
import type { ExitCode, Session } from '../session.ts';

export type EvaluationSubject = Readonly<{
  /** Adds the subject's options to the command. */
  register: (command: Command, say: Messages) => Command;
  /** Measures and prints; null when neither folders nor options ask for this subject. */
  run: (
    session: Session,
    folders: readonly string[],
    options: Readonly<Record<string, unknown>>,
  ) => Promise<ExitCode | null>;
}>;
