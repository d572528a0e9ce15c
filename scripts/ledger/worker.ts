/** A thread that draws sheets: told their addresses one by one, it answers with their truth. */
import { parentPort, workerData } from 'node:worker_threads';
import type { LedgerSettings } from './book/options.ts';
import { planLedger } from './book/plan.ts';
import { drawFile, openDesk } from './make.ts';
import type { FromWorker, ToWorker } from './pool.ts';

const settings = workerData as LedgerSettings;
const books = planLedger(settings);
const desk = openDesk(settings);
const port = parentPort;

port?.on('message', ({ at, address }: ToWorker) => {
  const answer = (message: FromWorker): void => port.postMessage(message);
  desk
    .then((opened) => drawFile(settings, books, opened, address))
    .then(
      (drawn) => answer({ at, drawn }),
      (problem: unknown) => answer({ at, problem }),
    );
});
