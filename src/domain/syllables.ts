/**
 * Which syllables Vietnamese has, by rule: onset + rime + tone, with the spelling laws that tie them together (`k` before
 * e/ê/i, `c` elsewhere; rimes in p, t, c, ch bear only sắc and nặng). Made for judging what was misread, so it is a little
 * generous: a legal syllable need not be a word.
 */
import { unifyTonePlacement } from './text.ts';

const ONSETS = [
  ...['', 'b', 'c', 'ch', 'd', 'đ', 'g', 'gh', 'gi', 'h', 'k', 'kh', 'l', 'm', 'n', 'ng', 'ngh', 'nh'],
  ...['p', 'ph', 'qu', 'r', 's', 't', 'th', 'tr', 'v', 'x'],
] as const;

/** Open and nasal rimes take all six tones. */
const RIMES_FREE = [
  ...['a', 'ai', 'am', 'an', 'ang', 'anh', 'ao', 'au', 'ay'],
  ...['ăm', 'ăn', 'ăng', 'âm', 'ân', 'âng', 'âu', 'ây'],
  ...['e', 'em', 'en', 'eng', 'eo', 'ê', 'êm', 'ên', 'ênh', 'êu'],
  ...['i', 'ia', 'im', 'in', 'inh', 'iu', 'iêm', 'iên', 'iêng', 'iêu', 'y', 'yên', 'yêm', 'yêu', 'yêng'],
  ...['o', 'oa', 'oai', 'oam', 'oan', 'oang', 'oanh', 'oao', 'oay', 'oăm', 'oăn', 'oăng', 'oe', 'oen', 'oeo'],
  ...['oi', 'om', 'on', 'ong', 'oong', 'ô', 'ôi', 'ôm', 'ôn', 'ông', 'ơ', 'ơi', 'ơm', 'ơn'],
  ...[
    'u',
    'ua',
    'uân',
    'uâng',
    'uây',
    'uê',
    'uênh',
    'ui',
    'um',
    'un',
    'ung',
    'uơ',
    'uôi',
    'uôm',
    'uôn',
    'uông',
  ],
  ...[
    'uy',
    'uya',
    'uyên',
    'uynh',
    'uyu',
    'ynh',
    'ư',
    'ưa',
    'ưi',
    'ưm',
    'ưn',
    'ưng',
    'ưu',
    'ươi',
    'ươm',
    'ươn',
    'ương',
    'ươu',
  ],
] as const;

/** Rimes that stop short bear sắc or nặng and nothing else. */
const RIMES_STOPPED = [
  ...['ac', 'ach', 'ap', 'at', 'ăc', 'ăp', 'ăt', 'âc', 'âp', 'ât', 'ec', 'ep', 'et', 'êch', 'êp', 'êt'],
  ...[
    'ich',
    'ip',
    'it',
    'iêc',
    'iêp',
    'iêt',
    'oac',
    'oach',
    'oat',
    'oap',
    'oăc',
    'oăt',
    'oet',
    'oc',
    'op',
    'ot',
    'ooc',
  ],
  ...[
    'ôc',
    'ôp',
    'ôt',
    'ơp',
    'ơt',
    'uât',
    'uc',
    'up',
    'ut',
    'uôc',
    'uôt',
    'uych',
    'uyêt',
    'uyt',
    'uêch',
    'yt',
    'ych',
  ],
  ...['ưc', 'ưt', 'ươc', 'ươp', 'ươt', 'yêt', 'êc'],
] as const;

const ALL_TONES = ['', '\u0300', '\u0301', '\u0303', '\u0309', '\u0323'] as const;
const STOPPED_TONES = ['\u0301', '\u0323'] as const;

const FRONT = /^[eêiy]/u;
/** Rimes with a rounded glide, which lips that close (b, m, p, ph, v) do not make before them. */
const GLIDE = /^(?:oa|oă|oe|uâ|uê|uơ|uy)/u;
const LABIALS: readonly string[] = ['b', 'm', 'p', 'ph', 'v'];
/** Rimes that only `qu` has, its own u being the glide. */
const AFTER_QU: readonly string[] = ['ynh', 'yt', 'ych'];

/** Whether the spelling allows that onset before that rime. */
const goTogether = (onset: string, rime: string): boolean => {
  const front = FRONT.test(rime);
  if (LABIALS.includes(onset) && GLIDE.test(rime)) return false;
  if (AFTER_QU.includes(rime)) return onset === 'qu';
  switch (onset) {
    case 'c':
    case 'ng':
      return !front;
    case 'g':
      // "gì" and its kin: gi + i written with one i
      return !front || ['i', 'in', 'iêng', 'iêt', 'iêc'].includes(rime);
    case 'k':
      return front;
    case 'gh':
    case 'ngh':
      return front;
    case 'gi':
      return !rime.startsWith('i') && !rime.startsWith('y');
    case 'qu':
      return !/^[uoưô]/u.test(rime) || rime === 'ôc';
    case '':
      return rime !== 'iêm' && rime !== 'iên' && rime !== 'iêng' && rime !== 'iêu' && rime !== 'iêt';
    default:
      // after a consonant the y-rimes are written iê…; a lone y is common in names (Lý, Mỹ, Kỷ, Sỹ, Vỹ, Thy)
      return !/^yê/u.test(rime);
  }
};

const TONE = /[\u0300\u0301\u0303\u0309\u0323]/u;

/** Puts the tone where the old orthography has it (hòa, thúy, of official papers). */
const withTone = (onset: string, rime: string, tone: string): string => {
  if (tone === '') return onset + rime;
  const at = toneSeat(rime);
  return onset + rime.slice(0, at + 1) + tone + rime.slice(at + 1);
};

/** Index in the rime of the vowel that carries the tone. */
const toneSeat = (rime: string): number => {
  const marked = [...rime].findIndex((letter) => 'ăâêôơ'.includes(letter));
  if (rime.startsWith('ươ')) return 1;
  if (marked >= 0) return marked;
  const vowels = /^[aeiouyư]+/u.exec(rime)?.[0] ?? '';
  const closed = rime.length > vowels.length;
  if (vowels.length === 1) return 0;
  if (vowels.length === 3) return 1;
  if (closed) return vowels.length - 1;
  return 0;
};

const build = (): ReadonlySet<string> => {
  const all = new Set<string>();
  for (const onset of ONSETS) {
    for (const [rimes, tones] of [
      [RIMES_FREE, ALL_TONES],
      [RIMES_STOPPED, STOPPED_TONES],
    ] as const) {
      for (const rime of rimes) {
        if (!goTogether(onset, rime)) continue;
        for (const tone of tones) all.add(withTone(onset, rime, tone).normalize('NFC'));
      }
    }
  }
  return all;
};

let legal: ReadonlySet<string> | undefined;

/** All legal syllables in small letters, tones placed the old way (`hòa`). */
export const legalSyllables = (): ReadonlySet<string> => {
  legal ??= build();
  return legal;
};

/** Whether the text is one legal syllable, in any case and either tone placement. */
export const isLegalSyllable = (text: string): boolean => legalSyllables().has(syllableKey(text));

/** The form under which syllables are looked up: small letters, NFC, old tone placement. */
export const syllableKey = (text: string): string =>
  unifyTonePlacement(text.normalize('NFC').toLocaleLowerCase('vi'));

/** `nguyễn` → `nguyên`: the same syllable without its tone (quality marks stay). */
export const withoutTone = (syllable: string): string =>
  syllable.normalize('NFD').replace(new RegExp(TONE, 'gu'), '').normalize('NFC');
