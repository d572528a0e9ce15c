/** Progress on a terminal: a bar where there is one, nothing where output goes to a file or a program. */
import cliProgress from 'cli-progress';
import type { Session } from './session.ts';

export type ProgressLine = Readonly<{ update: (done: number, total: number) => void; stop: () => void }>;

/** @param key message with the bar's words: `{bar}`, `{value}`, `{total}`, `{eta_formatted}` are filled by the bar. */
export const progressLine = (session: Session, key: string): ProgressLine => {
  if (session.json || !process.stderr.isTTY) return { update: () => undefined, stop: () => undefined };
  const bar = new cliProgress.SingleBar({
    format: session.say(key),
    stream: process.stderr,
    hideCursor: true,
    clearOnComplete: true,
    etaBuffer: 50,
  });
  let started = false;
  return {
    update: (done, total) => {
      if (!started) bar.start(total, done);
      else {
        bar.setTotal(total);
        bar.update(done);
      }
      started = true;
    },
    stop: () => bar.stop(),
  };
};
