/**
 * How many fields are right straight from the machine: makes books of all three kinds in each hand and damage, runs the real
 * pipeline on them and compares the candidates with the truth.
 *
 *   npx tsx scripts/measure-accuracy.ts [--entries 200] [--hands print,typewriter] [--damages light,medium] [--seed eval-1] [--worst]
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type CandidateRecord, candidatesOf } from '../pipelines/candidates.ts';
import { drain } from '../pipelines/drain.ts';
import { collectPaths } from '../pipelines/hand-in/collect.ts';
import { enqueue } from '../pipelines/hand-in/enqueue.ts';
import { openSystem } from '../pipelines/system.ts';
import { actorOf } from '../src/access/accounts.ts';
import { readEnvironment } from '../src/config/environment.ts';
import { QUEUE_NAMES } from '../src/queue/names.ts';
import { judgeCandidates } from '../src/review/evaluation/judged.ts';
import { groupBy, type Outcome, outcomesOf } from '../src/review/evaluation/outcomes.ts';
import { figuresOf } from '../src/review/evaluation/report.ts';
import { addAccount, addGrant } from '../src/store/accounts.ts';
import { listHolds } from '../src/store/holds.ts';
import { saveOffice } from '../src/store/offices.ts';
import { startStages } from '../workers/stages.ts';
import { makeLedger } from './ledger/make.ts';

const { values } = parseArgs({
  options: {
    entries: { type: 'string', default: '200' },
    hands: { type: 'string', default: 'print,typewriter' },
    damages: { type: 'string', default: 'light,medium' },
    seed: { type: 'string', default: 'eval-1' },
    fonts: { type: 'string' },
    worst: { type: 'boolean', default: false },
    out: { type: 'string' },
  },
});

/** Bars of issue 2: share of fields right by hand and damage. */
const BARS: Readonly<Record<string, number>> = {
  'print light': 0.96,
  'print medium': 0.92,
  'typewriter light': 0.88,
  'typewriter medium': 0.8,
};

type Hand = 'print' | 'typewriter' | 'handwriting' | 'mixed';
type Damage = 'none' | 'light' | 'medium' | 'heavy';

const measure = async (hand: Hand, damage: Damage): Promise<Outcome[]> => {
  const folder = await mkdtemp(join(tmpdir(), 'sohoa-accuracy-'));
  const scans = join(folder, 'scans');
  const env = { ...readEnvironment(), workspace: join(folder, 'home') };
  const made = await makeLedger({
    kinds: ['KS', 'KH', 'KT'],
    entries: Number(values.entries),
    hand,
    damage,
    seed: values.seed,
    out: scans,
    jobs: env.concurrency,
    ...(values.fonts === undefined ? {} : { fonts: values.fonts }),
  });
  const system = await openSystem(env, () => undefined);
  try {
    const office = await saveOffice(system.db, { code: 'x', name: made.books[0]?.office ?? 'x' });
    const account = await addAccount(system.db, { username: 'x', displayName: 'x', passwordHash: null });
    for (const role of ['scan-operator', 'data-entry'] as const) {
      await addGrant(system.db, { accountId: account.id, role, officeId: office.id });
    }
    const actor = await actorOf(system.db, account);
    const { batch } = await enqueue(system, actor, {
      batchName: 'x',
      books: await collectPaths([scans], { office: 'x' }),
    });
    const started = process.hrtime.bigint();
    const workers = await startStages(system);
    await drain(system, QUEUE_NAMES);
    await workers.close();
    const seconds = Number(process.hrtime.bigint() - started) / 1e9;
    const candidates: CandidateRecord[] = [];
    for await (const record of candidatesOf(system, actor, batch)) candidates.push(record);
    const outcomes = outcomesOf(judgeCandidates(made.entries, candidates));
    const held = (await listHolds(system.db, { batchId: batch.id })).map(
      (hold) => `${hold.reason} ${hold.file ?? ''}`,
    );
    report(hand, damage, outcomes, { seconds, pages: made.pages.length, held });
    return outcomes;
  } finally {
    await system.close();
    await rm(folder, { recursive: true, force: true });
  }
};

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

const report = (
  hand: Hand,
  damage: Damage,
  outcomes: readonly Outcome[],
  run: { seconds: number; pages: number; held: readonly string[] },
): void => {
  const { fields, right, accepted } = figuresOf(outcomes);
  const share = right / Math.max(1, fields);
  const bar = BARS[`${hand} ${damage}`];
  console.log(
    `\n${hand}, ${damage}: ${percent(share)} of ${fields} fields right` +
      (bar === undefined ? '' : ` (bar ${percent(bar)}: ${share >= bar ? 'met' : 'MISSED'})`),
  );
  console.log(
    `  accepted without a look: ${percent(accepted.share)}, of these right ${percent(accepted.precision)}`,
  );
  console.log(
    `  ${run.pages} pages in ${run.seconds.toFixed(0)} s (${((60 * run.pages) / run.seconds).toFixed(0)} pages/min)`,
  );
  if (run.held.length > 0) console.log(`  held: ${run.held.join('; ')}`);
  for (const key of ['kind', 'type'] as const) {
    const shares = [...groupBy(outcomes, key)]
      .map(([name, group]) => ({ name, share: group.filter((one) => one.right).length / group.length }))
      .sort((a, b) => a.share - b.share);
    console.log(`  by ${key}: ${shares.map((one) => `${one.name} ${percent(one.share)}`).join(', ')}`);
  }
};

const all: Outcome[] = [];
for (const hand of values.hands.split(',') as Hand[]) {
  for (const damage of values.damages.split(',') as Damage[]) all.push(...(await measure(hand, damage)));
}
if (values.worst) {
  for (const { file, hand, field, truth, said } of all.filter((outcome) => !outcome.right).slice(0, 400)) {
    console.log(
      `${hand} ${file} ${field}: ${truth.state} ${truth.normalized} | ${said?.state} ${said?.normalized} (${said?.verbatim}) ${said?.confidence.toFixed(2)} ${said?.route}`,
    );
  }
}
if (values.out !== undefined)
  await writeFile(values.out, all.map((outcome) => JSON.stringify(outcome)).join('\n'));
