/** A thread that draws sheets: told their addresses one by one, it answers with their truth. */
import { parentPort, workerData } from 'node:worker_threads';
import { isSohoaError } from '../../src/domain/errors.ts';
import type { LedgerSettings } from './book/options.ts';
import { planLedger } from './book/plan.ts';
import { drawFile, openDesk } from './make.ts';
import type { FromWorker, Problem, ToWorker } from './pool.ts';

const settings = workerData as LedgerSettings;
const books = planLedger(settings);
const desk = openDesk(settings);
const port = parentPort;

const describe = (error: unknown): Problem => ({
  code: isSohoaError(error) ? error.code : null,
  params: isSohoaError(error) ? error.params : {},
  message: error instanceof Error ? error.message : String(error),
});

port?.on('message', ({ at, address }: ToWorker) => {
  const answer = (message: FromWorker): void => port.postMessage(message);
  desk
    .then((opened) => drawFile(settings, books, opened, address))
    .then(
      (drawn) => answer({ at, drawn }),
      (error: unknown) => answer({ at, problem: describe(error) }),
    );
});
