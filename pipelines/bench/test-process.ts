/** A bench process that behaves as its request's path says, for the tests of the pool. */
import type { BenchAnswer, BenchRequest } from './protocol.ts';

const misbehave = (path: string): unknown => {
  switch (path) {
    case 'crash':
      return process.kill(process.pid, 'SIGKILL');
    case 'hang':
      for (;;);
    default:
      return { mediaType: path, frameCount: process.pid };
  }
};

process.on('message', (message: BenchRequest) => {
  const { path } = message.request as { path: string };
  const result = misbehave(path);
  const rss = path === 'fat' ? 1e12 : 1;
  const answer: BenchAnswer =
    path === 'refuse'
      ? { id: message.id, ok: false, code: 'image-damaged', params: { file: 'x.jpg' }, rss }
      : { id: message.id, ok: true, answer: result, rss };
  process.send?.(answer);
});
process.on('disconnect', () => process.exit(0));
