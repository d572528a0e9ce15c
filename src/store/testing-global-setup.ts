/** Vitest's global setup: names the run's temporary workspace, and takes down what the tests started in it. */
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { ensureEmbeddedPostgres } from './embedded/embedded.ts';
import { viewProcess } from './embedded/processes.ts';

const PREFIX = 'sohoa-vitest-';

const setup = async (project: TestProject): Promise<() => Promise<void>> => {
  await sweepKilledRuns();
  const workspace = await mkdtemp(join(tmpdir(), `${PREFIX}${process.pid}-`));
  project.provide('testWorkspace', workspace);
  return () => takeDown(workspace);
};

export default setup;

const takeDown = async (workspace: string): Promise<void> => {
  if (existsSync(join(workspace, 'postgres', 'data'))) {
    const server = await ensureEmbeddedPostgres({ workspace });
    await server.stop();
  }
  await rm(workspace, { recursive: true, force: true });
};

/** A run that was killed could not take down its server. */
const sweepKilledRuns = async (): Promise<void> => {
  for (const name of await readdir(tmpdir())) {
    if (!name.startsWith(PREFIX)) continue;
    const pid = Number(name.slice(PREFIX.length).split('-')[0]);
    if (viewProcess(pid).state === 'dead') await takeDown(join(tmpdir(), name)).catch(() => undefined);
  }
};
