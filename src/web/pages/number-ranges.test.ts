import { expect, it } from 'vitest';
import { rangesOf } from './number-ranges.ts';

it.each([
  [[], ''],
  [[7], '7'],
  [[7, 8], '7–8'],
  [[7, 9, 10, 11, 57], '7, 9–11, 57'],
])('writes %j as «%s»', (numbers, written) => {
  expect(rangesOf(numbers)).toBe(written);
});
