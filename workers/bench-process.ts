/** One bench process: takes a request over IPC, does it, answers. Ends when its parent is gone. */

import type { BenchAnswer, BenchRequest } from '../pipelines/bench/protocol.ts';
import { createBenchWork } from '../pipelines/bench/work.ts';
import { isSohoaError, SohoaError } from '../src/domain/errors.ts';

const work = createBenchWork();

/** What kind of error and where in the code: its message may quote what was read, so it stays here. */
const unforeseen = (error: unknown): SohoaError => {
  const frame =
    error instanceof Error
      ? /\(?([^()\s]*[\\/](?:src|pipelines)[\\/][^()\s]*)\)?/.exec(error.stack ?? '')?.[1]
      : null;
  const place = frame?.replace(/^.*[\\/](?=(?:src|pipelines)[\\/])/, '') ?? '?';
  return new SohoaError('stage-failed', {
    problem: `${error instanceof Error ? error.name : 'Error'} ${place}`,
  });
};

const reply = (answer: BenchAnswer): void => {
  process.send?.(answer);
};

process.on('message', (message: BenchRequest) => {
  void work(message).then(
    (answer) => reply({ id: message.id, ok: true, answer, rss: process.memoryUsage.rss() }),
    (error: unknown) => {
      const known = isSohoaError(error) ? error : unforeseen(error);
      reply({
        id: message.id,
        ok: false,
        code: known.code,
        params: known.params,
        rss: process.memoryUsage.rss(),
      });
    },
  );
});
process.on('disconnect', () => process.exit(0));
