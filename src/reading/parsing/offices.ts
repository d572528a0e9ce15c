/** Offices: places and words as in an address; what offices are called has its official capitals in the normal form. */
import { unifyTonePlacement } from '../../domain/text.ts';
import { OFFICES } from '../knowledge/phrases.ts';
import { parseAddress } from './addresses.ts';
import type { Parser } from './parsed.ts';

/** "Công an Thành phố", "Trạm y tế", "dLQG": hands tell capitals by their size alone, and writers do as they like. */
export const parseOffice: Parser = (writing, context) => {
  const read = parseAddress(writing, context);
  return read.normalized === null ? read : { ...read, normalized: officialCapitals(read.normalized) };
};

const keyOf = (text: string): string => unifyTonePlacement(text).toLocaleLowerCase('vi');

/** Longest first, so that what is longer and has capitals of its own is not taken for its beginning. */
const KNOWN = [...new Set(OFFICES)]
  .map((name) => ({ name: name.split(' '), key: keyOf(name) }))
  .sort((a, b) => b.name.length - a.name.length);

/** The text with every known name of an office in its official capitals; a text in capitals throughout stays so. Pure. */
export const officialCapitals = (text: string): string => {
  if (text === text.toLocaleUpperCase('vi')) return text;
  const words = text.split(' ');
  const out = [...words];
  for (let at = 0; at < words.length; ) {
    const found = KNOWN.find(({ name, key }) => keyOf(words.slice(at, at + name.length).join(' ')) === key);
    if (found === undefined) {
      at += 1;
      continue;
    }
    for (const [i, word] of found.name.entries()) out[at + i] = inTonesOf(words[at + i] ?? '', word);
    at += found.name.length;
  }
  return out.join(' ');
};

/** The capitals of one writing on the letters of another, which may seat its tone elsewhere ("Tòa", "toà"). */
const inTonesOf = (letters: string, capitals: string): string =>
  [...letters]
    .map((letter, i) => {
      const like = [...capitals][i] ?? '';
      return like === like.toLocaleLowerCase('vi')
        ? letter.toLocaleLowerCase('vi')
        : letter.toLocaleUpperCase('vi');
    })
    .join('');
