/** One bench process: takes a request over IPC, does it, answers. Ends when its parent is gone. */

import type { BenchAnswer, BenchRequest } from '../pipelines/bench/protocol.ts';
import { createBenchWork } from '../pipelines/bench/work.ts';
import { isSohoaError } from '../src/domain/errors.ts';

const work = createBenchWork();

const reply = (answer: BenchAnswer): void => {
  process.send?.(answer);
};

process.on('message', (message: BenchRequest) => {
  void work(message).then(
    (answer) => reply({ id: message.id, ok: true, answer, rss: process.memoryUsage.rss() }),
    (error: unknown) =>
      reply({
        id: message.id,
        ok: false,
        typed: isSohoaError(error),
        code: isSohoaError(error) ? error.code : error instanceof Error ? error.message : String(error),
        params: isSohoaError(error) ? error.params : {},
        rss: process.memoryUsage.rss(),
      }),
  );
});
process.on('disconnect', () => process.exit(0));
