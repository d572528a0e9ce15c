/**
 * A lock between processes that outlives no holder: `kill -9` frees it. Node has no flock, so the lock is a folder of
 * numbered tickets. The newest ticket is the lock; who finds it released or its holder dead may create the next number,
 * and exclusive creation lets only one succeed. A ticket is never taken back into use, which is what makes taking over
 * from a dead holder safe while others do the same.
 */
import { mkdir, open, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { SohoaError } from '../../domain/errors.ts';
import { viewProcess } from './processes.ts';

const ticketSchema = z.object({ pid: z.int(), host: z.string(), born: z.string().optional() });
type Ticket = z.infer<typeof ticketSchema>;

const POLL_MS = 40;
/** A live holder renews its ticket's time this often; it only matters where a process' start cannot be seen. */
const RENEW_MS = 5_000;
const STALE_MS = 30_000;
/** A ticket that is still empty after this long lost its writer between creating and filling it. */
const EMPTY_MS = 5_000;
const KEEP_OLD_TICKETS = 8;
const RELEASED = 'released';

/**
 * Runs `work` while no other process (nor another call in this one) runs under the same folder.
 * The folder is made when missing, its parent is not. Throws `embedded-postgres-locked` when the lock is not free within `timeoutMs`.
 */
export const withProcessLock = async <T>(
  folder: string,
  work: () => Promise<T>,
  options: { timeoutMs?: number } = {},
): Promise<T> => {
  const ticket = await takeTicket(folder, options.timeoutMs ?? 180_000);
  const renewal = setInterval(() => {
    const now = new Date();
    utimes(ticket, now, now).catch(() => undefined);
  }, RENEW_MS);
  renewal.unref();
  try {
    return await work();
  } finally {
    clearInterval(renewal);
    await writeFile(ticket, RELEASED);
  }
};

const takeTicket = async (folder: string, timeoutMs: number): Promise<string> => {
  await makeFolder(folder);
  const me = viewProcess(process.pid);
  const ticket: Ticket = {
    pid: process.pid,
    host: hostname(),
    ...(me.state === 'alive' && me.born ? { born: me.born } : {}),
  };
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const newest = await newestTicket(folder);
    const holder = newest === 0 ? undefined : await holderOf(join(folder, String(newest)));
    if (holder === undefined) {
      const mine = newest + 1;
      if (await createTicket(join(folder, String(mine)), ticket)) {
        if ((await newestTicket(folder)) === mine) {
          await forgetTickets(folder, mine - KEEP_OLD_TICKETS);
          return join(folder, String(mine));
        }
        await rm(join(folder, String(mine)), { force: true });
      }
    } else if (Date.now() > deadline) {
      throw new SohoaError('embedded-postgres-locked', { folder, pid: holder });
    } else {
      await sleep(POLL_MS + Math.random() * POLL_MS);
    }
  }
};

/** Only the folder itself: one whose parent is gone belongs to a workspace that was deleted. */
const makeFolder = async (folder: string): Promise<void> => {
  try {
    await mkdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
};

const newestTicket = async (folder: string): Promise<number> => {
  const numbers = (await readdir(folder)).map(Number).filter(Number.isSafeInteger);
  return numbers.reduce((highest, number) => Math.max(highest, number), 0);
};

const createTicket = async (path: string, ticket: Ticket): Promise<boolean> => {
  try {
    const file = await open(path, 'wx');
    try {
      await file.writeFile(JSON.stringify(ticket));
    } finally {
      await file.close();
    }
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
};

/** The process that holds the ticket (0 when it is just being written), or undefined when nobody does. */
const holderOf = async (path: string): Promise<number | undefined> => {
  let text: string;
  let age: number;
  try {
    text = await readFile(path, 'utf8');
    age = Date.now() - (await stat(path)).mtimeMs;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  if (text === RELEASED) return undefined;
  const ticket = ticketSchema.safeParse(parseJson(text)).data;
  if (ticket === undefined) return age < EMPTY_MS ? 0 : undefined;
  if (ticket.host !== hostname()) return age < STALE_MS ? ticket.pid : undefined;
  const holder = viewProcess(ticket.pid);
  if (holder.state === 'dead') return undefined;
  if (ticket.born !== undefined && holder.born !== undefined) {
    return ticket.born === holder.born ? ticket.pid : undefined;
  }
  return age < STALE_MS ? ticket.pid : undefined;
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const forgetTickets = async (folder: string, upTo: number): Promise<void> => {
  for (const name of await readdir(folder)) {
    if (Number(name) <= upTo) await rm(join(folder, name), { force: true });
  }
};
