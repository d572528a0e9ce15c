/** `sohoa review`: settles doubtful fields in the terminal. The page is the better place; this works everywhere. */
import { rm } from 'node:fs/promises';
import { createInterface } from 'node:readline/promises';
import type { Command } from 'commander';
import { cropOf } from '../../pipelines/crops.ts';
import type { System } from '../../pipelines/system.ts';
import { type Statement, settleField } from '../../pipelines/verify.ts';
import { type Actor, authorize } from '../access/accounts.ts';
import { isSohoaError } from '../domain/errors.ts';
import { findField } from '../domain/kinds.ts';
import { describeError, type Messages } from '../messages/messages.ts';
import { recordAudit } from '../store/audit.ts';
import { findBatch } from '../store/hand-in.ts';
import { countOpenTasks, openTasks, type TaskView } from '../store/tasks.ts';
import type { Action } from './main.ts';
import { EXIT, type Session } from './session.ts';

/** What is typed instead of a value. */
const COMMANDS: Readonly<Record<string, Statement | 'skip' | 'quit'>> = {
  '': { type: 'confirm' },
  '!b': { type: 'mark', state: 'blank' },
  '!i': { type: 'mark', state: 'illegible' },
  '!x': { type: 'mark', state: 'struck' },
  '!s': 'skip',
  '!q': 'quit',
};

export const reviewCommand = (program: Command, say: Messages, action: Action): void => {
  program
    .command('review <batch>')
    .description(say('cli-review'))
    .option('--list', say('opt-review-list'))
    .action(
      action(async (session, name: string, options: { list?: boolean }) => {
        const system = await session.system();
        const actor = await session.actor();
        const batch = await findBatch(system.db, name);
        authorize(actor, 'entry.view', batch.officeId);
        // Before anything is shown: a review that is broken off was a read all the same.
        await recordAudit(system.db, {
          accountId: actor.accountId,
          officeId: batch.officeId,
          action: 'entry.view',
          subject: 'batch',
          subjectId: batch.id,
        });
        if (options.list === true || session.json) {
          await listTasks(session, system, batch.id);
        } else {
          authorize(actor, 'entry.key', batch.officeId);
          await ask(session, system, actor, batch.id);
        }
        const open = await countOpenTasks(system.db, batch.id);
        session.tell('tasks-left', { open });
        return open === 0 ? EXIT.fine : EXIT.held;
      }),
    );
};

async function* tasksOf(system: System, batchId: number): AsyncGenerator<TaskView> {
  for (let after: { entryId: number; taskId: number } | undefined; ; ) {
    const views = await openTasks(system.db, { batchId, ...(after === undefined ? {} : { after }) });
    for (const view of views) {
      after = { entryId: view.task.entryId, taskId: view.task.id };
      yield view;
    }
    if (views.length === 0) return;
  }
}

const listTasks = async (session: Session, system: System, batchId: number): Promise<void> => {
  for await (const view of tasksOf(system, batchId)) {
    const { task, value } = view;
    const record = {
      task: task.id,
      kind: task.kind,
      entry: task.entryId,
      field: task.field,
      file: view.fileName,
      frame: view.frameIndex,
      verbatim: value.verbatim,
      normalized: value.normalized,
      state: value.state,
      confidence: value.confidence,
      rules: task.rules,
    };
    if (session.json) session.data(record);
    else {
      session.tell('task-line', {
        task: task.id,
        file: view.fileName,
        field: labelOf(session, view),
        reading: value.normalized ?? '',
      });
    }
  }
};

const labelOf = (session: Session, view: TaskView): string => {
  const label = findField(view.kind, view.task.field)?.label;
  return label === undefined ? view.task.field : session.env.language === 'vi' ? label.vi : label.en;
};

/** One question a field, from the terminal or from lines of a file. The crop is written where it can be looked at. */
const ask = async (session: Session, system: System, actor: Actor, batchId: number): Promise<void> => {
  session.tell('review-help');
  const crops = new Set<string>();
  const reader = createInterface({ input: process.stdin, terminal: process.stdin.isTTY });
  const answers = reader[Symbol.asyncIterator]();
  try {
    for await (const view of tasksOf(system, batchId)) {
      const crop = await cropOf(system, view);
      if (crop !== null) crops.add(crop);
      session.tell('review-field', {
        file: view.fileName,
        field: labelOf(session, view),
        crop: crop ?? '-',
        reading: view.value.verbatim ?? session.say(`state-${view.value.state}`),
        normalized: view.value.normalized ?? '',
        confidence: Math.round(view.value.confidence * 100),
      });
      for (const rule of view.task.rules) session.tell('review-rule', { rule: session.say(`rule-${rule}`) });
      if (!(await settle(session, system, actor, view, answers))) return;
    }
  } finally {
    reader.close();
    // They show what stands in a ledger, outside of everything that asks for rights.
    for (const crop of crops) await rm(crop, { force: true });
  }
};

/** Asks until the answer fits the field; false when the person is done. */
const settle = async (
  session: Session,
  system: System,
  actor: Actor,
  view: TaskView,
  answers: AsyncIterator<string>,
): Promise<boolean> => {
  for (;;) {
    process.stdout.write('> ');
    const answer = await answers.next();
    if (answer.done === true) return false;
    const typed = answer.value.trim();
    const command = COMMANDS[typed] ?? ({ type: 'text', text: answer.value } as const);
    if (command === 'quit') return false;
    if (command === 'skip') return true;
    try {
      const { value } = await settleField(system, actor, {
        entryId: view.task.entryId,
        field: view.task.field,
        expectedVersion: view.version,
        statement: command,
      });
      session.tell('review-saved', { value: value.normalized ?? session.say(`state-${value.state}`) });
      return true;
    } catch (error) {
      if (!isSohoaError(error)) throw error;
      session.note('review-refused', { why: describeError(error, session.say) });
      if (error.code === 'value-conflict') return true;
    }
  }
};
