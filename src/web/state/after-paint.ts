/** Work that nobody waits for: a key shows what it does first. */

/** A tab that is out of sight paints nothing: there it is done after this long. */
const UNSEEN_MS = 100;

/** Does it when the next picture is on the screen, which is when the one after it is due. */
export const afterPaint = (work: () => void): void => {
  let isDone = false;
  const once = (): void => {
    if (isDone) return;
    isDone = true;
    work();
  };
  requestAnimationFrame(() => requestAnimationFrame(once));
  setTimeout(once, UNSEEN_MS);
};
