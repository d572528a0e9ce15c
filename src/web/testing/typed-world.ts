/**
 * Made-up typewritten pages that really went through the pipeline (hand-in, intake, recognition, extraction) behind the real
 * server: what people at the workstation will have before them. Shared by a test and `scripts/measure-keys.ts`.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { drain } from '../../../pipelines/drain.ts';
import { collectPaths } from '../../../pipelines/hand-in/collect.ts';
import { enqueue } from '../../../pipelines/hand-in/enqueue.ts';
import { openSystem } from '../../../pipelines/system.ts';
import { makeLedger, type TrueEntry } from '../../../scripts/ledger/make.ts';
import { startStages } from '../../../workers/stages.ts';
import { actorOf, hashPassword } from '../../access/accounts.ts';
import { readEnvironment } from '../../config/environment.ts';
import type { KindCode } from '../../domain/kinds.ts';
import { QUEUE_NAMES } from '../../queue/names.ts';
import { createServer } from '../../server/server.ts';
import { addAccount, addGrant } from '../../store/accounts.ts';
import { type CurrentField, currentFields } from '../../store/entries.ts';
import { saveOffice } from '../../store/offices.ts';
import { progressOf } from '../../store/progress.ts';
import { openTasks } from '../../store/tasks.ts';

export type TypedWorld = Readonly<{
  url: string;
  username: string;
  /** What stands on the paper of each entry of which something waits for a person. */
  truths: ReadonlyMap<number, TrueEntry>;
  /** Entries that the machine settled alone. */
  untouched: number;
  fieldsOf: (entryId: number) => Promise<CurrentField[]>;
  close: () => Promise<void>;
}>;

export type TypedLook = Readonly<{
  kinds: readonly KindCode[];
  /** Of each kind. */
  entries: number;
  damage: 'light' | 'medium';
  dpi: number;
  seed: string;
}>;

const OFFICE = { code: 'an-nhon', name: 'UBND xã An Nhơn, huyện Đạ Tẻh, tỉnh Lâm Đồng' };
const USERNAME = 'lan.nhap';

/** `page`: folder of the built page. */
export const openTypedWorld = async (
  look: TypedLook,
  options: { password: string; page: string },
): Promise<TypedWorld> => {
  const workspace = await mkdtemp(join(tmpdir(), 'sohoa-typed-'));
  // However busy the machine is: a page that is held for its time would be missing here.
  const env = { ...readEnvironment({ SOHOA_HOME: workspace }), concurrency: 2, pageSeconds: 1200 };
  const out = join(workspace, 'ledgers');
  const truth: TrueEntry[] = [];
  for (const kind of look.kinds) {
    const made = await makeLedger({
      kinds: [kind],
      entries: look.entries,
      hand: 'typewriter',
      damage: look.damage,
      dpi: look.dpi,
      seed: `${look.seed}-${kind}`,
      voidRate: 0,
      year: 2018,
      out,
    });
    truth.push(...made.entries);
  }
  // After the drawing, which keeps this process too busy to answer a server in time.
  const system = await openSystem(env, () => undefined);
  const { db } = system;
  const office = await saveOffice(db, OFFICE);
  const hire = async (username: string, role: 'scan-operator' | 'data-entry') => {
    const passwordHash = await hashPassword(options.password);
    const account = await addAccount(db, { username, displayName: username, passwordHash });
    await addGrant(db, { accountId: account.id, role, officeId: office.id });
    return account;
  };
  const scanner = await actorOf(db, await hire('quet', 'scan-operator'));
  await hire(USERNAME, 'data-entry');
  const books = await collectPaths([out], { office: OFFICE.code });
  const { batch } = await enqueue(system, scanner, { batchName: 'typed', books });
  const workers = await startStages(system);
  await drain(system, QUEUE_NAMES);
  await workers.close();

  const truths = new Map<number, TrueEntry>();
  for (let after: { entryId: number; taskId: number } | undefined; ; ) {
    const views = await openTasks(db, { batchId: batch.id, ...(after === undefined ? {} : { after }) });
    if (views.length === 0) break;
    for (const { task, fileName } of views) {
      after = { entryId: task.entryId, taskId: task.id };
      const found = truth.find((one) => one.file.endsWith(fileName) || fileName.endsWith(one.file));
      if (found !== undefined) truths.set(task.entryId, found);
    }
  }
  const { entries } = await progressOf(db, batch.id);
  const app = await createServer(system, {
    log: pino({ level: 'silent' }),
    version: 'test',
    page: options.page,
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  return {
    url: `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`,
    username: USERNAME,
    truths,
    untouched: entries.candidate + entries.verified - truths.size,
    fieldsOf: (entryId) => currentFields(db, entryId),
    close: async () => {
      await app.close();
      await system.close();
      await rm(workspace, { recursive: true, force: true });
    },
  };
};
