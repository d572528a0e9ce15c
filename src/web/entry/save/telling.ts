/** What one tab has saved, the other tabs of the same person see at once: a version that is gone is on no screen. */
import type { Saved } from '../../api/types.ts';

type Told = Readonly<{ accountId: number; entryId: number; saved: Saved }>;

export type Telling = Readonly<{ tell: (entryId: number, saved: Saved) => void; stop: () => void }>;

export const tellOtherTabs = (
  accountId: number,
  onTold: (entryId: number, saved: Saved) => void,
): Telling => {
  const channel = new BroadcastChannel('sohoa-saved');
  channel.onmessage = ({ data }: MessageEvent<Told>) => {
    if (data.accountId === accountId) onTold(data.entryId, data.saved);
  };
  return {
    tell: (entryId, saved) => channel.postMessage({ accountId, entryId, saved } satisfies Told),
    stop: () => channel.close(),
  };
};
