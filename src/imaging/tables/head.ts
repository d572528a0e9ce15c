/** Where the printed head of a table lies: between the frame's upper rule and the rule under the headings. */
import type { PageRule } from './page-rules.ts';

export type Head = {
  /** Heights in the middle of the table, pixels. `top` is null where the picture does not show the frame's upper rule. */
  readonly top: PageRule | null;
  readonly bottom: PageRule;
  readonly score: number;
};

/** A printing's head may be this much higher or lower than the form's before it counts half. */
const PLAY_SHARE = 0.18;
/** Without its upper rule a head counts this much. */
const ALONE = 0.35;
/** The upright rules start at the frame: this far off counts half. */
const START_MM = 6;

/**
 * @param rules lying rules from top to bottom
 * @param middle x of the table's middle, pixels
 * @param start where the upright rules begin, pixels down the page
 * @param headMm height of the form's head
 * @param scale pixels a millimetre
 */
export const findHead = (
  rules: readonly PageRule[],
  middle: number,
  start: number,
  headMm: number,
  scale: number,
): Head | null => {
  let best: Head | null = null;
  const offer = (head: Head): void => {
    if (best === null || head.score > best.score) best = head;
  };
  const half = (off: number): number => 1 / (1 + off * off);
  for (const bottom of rules) {
    const y = bottom.at(middle);
    // A crop may begin within the head: its end is then where the upright rules soon are all seen.
    const alone = half(((y - start) / scale - headMm) / (headMm * PLAY_SHARE * 2));
    offer({ top: null, bottom, score: ALONE * bottom.weight ** 2 * alone });
    for (const top of rules) {
      const above = top.at(middle);
      if (above >= y) break;
      const size = half(((y - above) / scale / headMm - 1) / PLAY_SHARE);
      const place = half((above - start) / scale / START_MM);
      offer({ top, bottom, score: top.weight * bottom.weight * size * place });
    }
  }
  return best;
};
