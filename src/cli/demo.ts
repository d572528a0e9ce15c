/**
 * `sohoa demo`: the whole way once, for real, on made-up books: draws scans, hands them in, runs all stages through BullMQ
 * and the embedded servers, plays the reviewer from the truth, accepts, loads, and says what happened.
 */
import { rm } from 'node:fs/promises';
import type { Command } from 'commander';
import { approveBatch } from '../../pipelines/accept.ts';
import { type CandidateRecord, candidatesOf } from '../../pipelines/candidates.ts';
import { drain } from '../../pipelines/drain.ts';
import { enqueueLoad } from '../../pipelines/flow.ts';
import { collectPaths } from '../../pipelines/hand-in/collect.ts';
import { enqueue } from '../../pipelines/hand-in/enqueue.ts';
import { releaseHold } from '../../pipelines/hold.ts';
import { startLoad } from '../../pipelines/load.ts';
import { openSystem, type System, workspaceFolders } from '../../pipelines/system.ts';
import { type Statement, settleField } from '../../pipelines/verify.ts';
import { makeLedger, type TrueEntry } from '../../scripts/ledger/make.ts';
import { startStages } from '../../workers/stages.ts';
import { type Actor, actorOf } from '../access/accounts.ts';
import { SohoaError } from '../domain/errors.ts';
import type { Role } from '../domain/roles.ts';
import { sameValue } from '../domain/values.ts';
import type { Messages } from '../messages/messages.ts';
import { QUEUE_NAMES } from '../queue/names.ts';
import { judgeCandidates } from '../review/evaluation/judged.ts';
import { type Outcome as FieldOutcome, outcomesOf } from '../review/evaluation/outcomes.ts';
import { addAccount, addGrant } from '../store/accounts.ts';
import { ensureEmbeddedPostgres } from '../store/embedded/embedded.ts';
import { type Batch, getBatch } from '../store/hand-in.ts';
import { listHolds } from '../store/holds.ts';
import { loadReport } from '../store/loads.ts';
import { saveOffice } from '../store/offices.ts';
import { progressOf } from '../store/progress.ts';
import { openTasks, type TaskView } from '../store/tasks.ts';
import type { Action } from './main.ts';
import { EXIT, type Session } from './session.ts';
import { table } from './table.ts';

const KINDS = ['KS', 'KH', 'KT'] as const;
const ENTRIES_PER_KIND = 3;
/** Each kind with another damage, one of them typewritten. */
const LOOKS = [
  { hand: 'print', damage: 'light' },
  { hand: 'typewriter', damage: 'light' },
  { hand: 'print', damage: 'medium' },
] as const;
const BATCH = 'demo';
const OFFICE = { code: 'an-nhon', name: 'UBND xã An Nhơn, huyện Đạ Tẻh, tỉnh Lâm Đồng' };

export const demoCommand = (program: Command, say: Messages, action: Action): void => {
  program
    .command('demo')
    .description(say('cli-demo'))
    .action(action((session) => runDemo(session)));
};

const runDemo = async (session: Session): Promise<0 | 1> => {
  // A workspace of its own, made anew: the demo never touches real data, nor servers that are configured.
  const workspace = `${session.env.workspace}-demo`;
  await clearWorkspace(workspace);
  const env = {
    ...session.env,
    workspace,
    databaseUrl: undefined,
    registryUrl: undefined,
    redisUrl: undefined,
    s3: undefined,
  };
  session.tell('demo-start', { workspace });
  const system = await openSystem(env, () => undefined);
  try {
    const started = Date.now();
    const truth = await drawBooks(session, workspace);
    const people = await hirePeople(system);
    const batch = await handIn(session, system, people.scanner, workspace);
    await work(session, system);
    const before = await collect(system, people.keyer, batch);
    const reviewed = await review(session, system, people.keyer, batch, truth);
    await settleHolds(system, people.scanner, batch);
    await finish(system);
    const after = await collect(system, people.keyer, batch);
    await approveBatch(system, people.supervisor, await getBatch(system.db, batch.id));
    session.tell('demo-approved', { who: people.supervisor.username });
    const loaded = await load(system, people.supervisor, batch);
    await report(session, system, {
      batch,
      truth,
      before,
      after,
      reviewed,
      loaded,
      seconds: (Date.now() - started) / 1000,
    });
    return loaded.refused > 0 ? EXIT.held : EXIT.fine;
  } finally {
    await system.close();
  }
};

const clearWorkspace = async (workspace: string): Promise<void> => {
  // A server that a killed demo left behind still holds the folder.
  const server = await ensureEmbeddedPostgres({ workspace });
  await server.stop();
  await rm(workspace, { recursive: true, force: true });
};

const drawBooks = async (session: Session, workspace: string): Promise<readonly TrueEntry[]> => {
  session.tell('demo-draw', { entries: KINDS.length * ENTRIES_PER_KIND });
  const truth: TrueEntry[] = [];
  for (const [index, kind] of KINDS.entries()) {
    const look = LOOKS[index];
    if (look === undefined) continue;
    const made = await makeLedger({
      kinds: [kind],
      entries: ENTRIES_PER_KIND,
      ...look,
      seed: `demo-${kind}`,
      year: 2018,
      out: workspaceFolders(workspace).demo,
      jobs: session.env.concurrency,
    });
    truth.push(...made.entries);
  }
  return truth;
};

/** May see all that the demo did. */
const SUPERVISOR = 'duyet';

type People = Readonly<{ scanner: Actor; keyer: Actor; supervisor: Actor }>;

const hirePeople = async (system: System): Promise<People> => {
  const office = await saveOffice(system.db, OFFICE);
  const hire = async (username: string, displayName: string, role: Role): Promise<Actor> => {
    const account = await addAccount(system.db, { username, displayName, passwordHash: null });
    await addGrant(system.db, { accountId: account.id, role, officeId: office.id });
    return actorOf(system.db, account);
  };
  return {
    scanner: await hire('quet', 'Người quét', 'scan-operator'),
    keyer: await hire('nhap', 'Người nhập liệu', 'data-entry'),
    supervisor: await hire(SUPERVISOR, 'Người duyệt', 'supervisor'),
  };
};

const handIn = async (session: Session, system: System, actor: Actor, workspace: string): Promise<Batch> => {
  const books = await collectPaths([workspaceFolders(workspace).demo], { office: OFFICE.code });
  const result = await enqueue(system, actor, { batchName: BATCH, books });
  session.tell('enqueued', { batch: BATCH, books: result.books, added: result.added, known: result.known });
  return result.batch;
};

const work = async (session: Session, system: System): Promise<void> => {
  session.tell('demo-work', { queue: system.places.queue });
  await finish(system);
};

const finish = async (system: System): Promise<void> => {
  const workers = await startStages(system);
  await drain(system, QUEUE_NAMES);
  await workers.close();
};

const collect = async (system: System, actor: Actor, batch: Batch): Promise<CandidateRecord[]> => {
  const records: CandidateRecord[] = [];
  for await (const record of candidatesOf(system, actor, batch)) records.push(record);
  return records;
};

type Reviewed = { confirmed: number; corrected: number };

/** What a careful person would do with every task, taken from the truth. */
const review = async (
  session: Session,
  system: System,
  actor: Actor,
  batch: Batch,
  truth: readonly TrueEntry[],
): Promise<Reviewed> => {
  const byFile = new Map(truth.map((entry) => [entry.file, entry]));
  const reviewed = { confirmed: 0, corrected: 0 };
  for (let after: { entryId: number; taskId: number } | undefined; ; ) {
    const views = await openTasks(system.db, {
      batchId: batch.id,
      ...(after === undefined ? {} : { after }),
    });
    if (views.length === 0) break;
    for (const view of views) {
      after = { entryId: view.task.entryId, taskId: view.task.id };
      const statement = statementFor(view, byFile.get(view.fileName));
      await settleField(system, actor, {
        entryId: view.task.entryId,
        field: view.task.field,
        expectedVersion: view.version,
        statement,
      });
      if (statement.type === 'confirm') reviewed.confirmed += 1;
      else reviewed.corrected += 1;
    }
  }
  session.tell('demo-reviewed', reviewed);
  return reviewed;
};

const statementFor = (view: TaskView, entry: TrueEntry | undefined): Statement => {
  const { field } = view.task;
  const truth = entry?.fields[field];
  if (truth === undefined) {
    // The page has no such place: what follows from the book (the office that registered) stands, anything else is not there.
    return view.value.state === 'inferred' ? { type: 'confirm' } : { type: 'mark', state: 'blank' };
  }
  if (view.value.state !== 'illegible' && sameValue(view.value, truth)) return { type: 'confirm' };
  if (truth.state === 'read' || truth.state === 'inferred') {
    return { type: 'text', text: truth.normalized ?? truth.verbatim ?? '' };
  }
  return {
    type: 'mark',
    state: truth.state === 'illegible' || truth.state === 'struck' ? truth.state : 'blank',
  };
};

/** Nothing should be held in the demo but the odd difference of a book, which somebody then signs for. */
const settleHolds = async (system: System, actor: Actor, batch: Batch): Promise<void> => {
  for (const held of await listHolds(system.db, { batchId: batch.id })) {
    if (held.subject !== 'book') throw new SohoaError(held.reason, held.params);
    await releaseHold(system, actor, held.id, { type: 'accept', reason: 'demo' });
  }
};

type Loaded = Readonly<{ loaded: number; unchanged: number; refused: number }>;

const load = async (system: System, actor: Actor, batch: Batch): Promise<Loaded> => {
  const run = await startLoad(system, {
    batch: await getBatch(system.db, batch.id),
    accountId: actor.accountId,
  });
  for (const id of run.bookLoadIds) await enqueueLoad(system.jobs, id);
  await finish(system);
  return loadReport(system.db, run.runId);
};

type Outcome = Readonly<{
  batch: Batch;
  truth: readonly TrueEntry[];
  before: readonly CandidateRecord[];
  after: readonly CandidateRecord[];
  reviewed: Reviewed;
  loaded: Loaded;
  seconds: number;
}>;

/** `97.4 %` */
const shareRight = (outcomes: readonly FieldOutcome[]): string => {
  const right = outcomes.filter((outcome) => outcome.right).length;
  return `${outcomes.length === 0 ? '–' : ((100 * right) / outcomes.length).toFixed(1)} %`;
};

const report = async (session: Session, system: System, outcome: Outcome): Promise<void> => {
  const { truth, before, after, reviewed, loaded } = outcome;
  const progress = await progressOf(system.db, outcome.batch.id);
  const machine = outcomesOf(judgeCandidates(truth, before));
  const final = outcomesOf(judgeCandidates(truth, after));
  const accepted = machine.filter((field) => field.said?.route === 'accepted');
  const rows = KINDS.map((kind, index) => {
    const look = LOOKS[index];
    const own = machine.filter((field) => field.kind === kind);
    return [
      kind,
      look === undefined ? '' : `${look.hand}, ${look.damage}`,
      truth.filter((entry) => entry.kind === kind).length,
      own.length,
      shareRight(own),
    ];
  });
  const summary = {
    pages: progress.pages.received,
    entries: truth.length,
    fields: machine.length,
    accepted: accepted.length,
    acceptedRight: shareRight(accepted),
    ...reviewed,
    machineRight: shareRight(machine),
    finalRight: shareRight(final),
    ...loaded,
    seconds: Math.round(outcome.seconds),
  };
  if (session.json) {
    session.data(summary);
    return;
  }
  const headings = ['head-kind', 'head-look', 'head-entries', 'head-fields', 'head-machine-right'];
  console.log(
    `\n${table(
      headings.map((key) => session.say(key)),
      rows,
    )}\n`,
  );
  session.tell('demo-summary', summary);
  session.tell('demo-where', { workspace: system.env.workspace, username: SUPERVISOR, ...system.places });
};
