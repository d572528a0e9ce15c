/** Reads `postmaster.pid` and decides whether the process it names is the server of that data folder. */
import { realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { readFileIfAny } from './cluster.ts';
import { viewProcess } from './processes.ts';

export interface Postmaster {
  readonly pid: number;
  readonly port: number;
  /** False where only "a process with that number lives" is known (macOS, Windows). */
  readonly certain: boolean;
}

/** The live postmaster of the data folder; undefined when there is none, or its file was left by a dead one. */
export const findPostmaster = async (dataDir: string): Promise<Postmaster | undefined> => {
  const text = await readFileIfAny(pidFile(dataDir));
  if (text === undefined) return undefined;
  // Lines: pid, data folder, start time, port, socket folder, address, memory key, status.
  const lines = text.split('\n');
  const pid = Number(lines[0]);
  if (!Number.isSafeInteger(pid) || pid <= 0) return undefined;
  const seen = viewProcess(pid);
  if (seen.state === 'dead') return undefined;
  const port = Number(lines[3]);
  if (seen.program === undefined) return { pid, port, certain: false };
  // The postmaster works inside its data folder, which tells it from the server of another workspace.
  const isOurs =
    seen.program === 'postgres' && (seen.cwd === undefined || seen.cwd === (await realpath(dataDir)));
  return isOurs ? { pid, port, certain: true } : undefined;
};

/** Removes the file of a dead postmaster (PostgreSQL itself would wait for a zombie or a reused number for ever). */
export const forgetPostmaster = async (dataDir: string): Promise<void> =>
  rm(pidFile(dataDir), { force: true });

/** A server that ends in order removes its file; one that was killed cannot. */
export const leftPidFile = async (dataDir: string): Promise<boolean> =>
  (await readFileIfAny(pidFile(dataDir))) !== undefined;

const pidFile = (dataDir: string): string => join(dataDir, 'postmaster.pid');
