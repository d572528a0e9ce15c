/**
 * From tesseract's output to a `Reading`. With `lstm_choice_mode=1` the hOCR holds what the network thought at every time
 * step, grouped by symbol, in percent; from it come the alternatives of each symbol, which the JSON output lacks.
 */
import type { Page } from 'tesseract.js';
import type { Reading, ReadSymbol } from './engine.ts';

type Box = ReadSymbol['box'];
type Alternative = ReadSymbol['alternatives'][number];
/** What one group of time steps says: each label's best probability, `''` being "nothing here". */
type Group = ReadonlyMap<string, number>;

const MAX_ALTERNATIVES = 5;
const MIN_ALTERNATIVE = 0.01;

/** Null when tesseract found no text. Boxes are moved by `offset` (where its picture lay in the crop) and scaled. */
export const readingFrom = (
  page: Pick<Page, 'blocks' | 'hocr'>,
  offset: readonly [number, number],
  scale: number,
): Reading | null => {
  const words = (page.blocks ?? []).flatMap((block) =>
    block.paragraphs.flatMap((paragraph) => paragraph.lines.flatMap((line) => line.words)),
  );
  const groupsByWord = parseHocr(page.hocr ?? '');
  const symbols: ReadSymbol[] = [];
  words.forEach((word, index) => {
    const groups = groupsByWord[index] ?? [];
    const glyphs = word.symbols.map((symbol) => ({
      text: plainCharacter(symbol.text),
      confidence: symbol.confidence / 100,
      box: boxFrom(symbol.bbox, offset, scale),
    }));
    const spaced = groups.length === glyphs.length + 1;
    const aligned = spaced || groups.length === glyphs.length;
    const last = symbols.at(-1);
    if (last !== undefined) {
      symbols.push(spaceBetween(last.box, glyphs[0]?.box, spaced ? groups[0] : undefined));
    }
    glyphs.forEach((glyph, at) => {
      const group = aligned ? groups[at + (spaced ? 1 : 0)] : undefined;
      symbols.push({ ...glyph, ...judge(glyph.text, glyph.confidence, group) });
    });
  });
  if (symbols.length === 0) return null;
  const written = symbols.filter((symbol) => symbol.text !== ' ');
  const confidence = written.reduce((sum, symbol) => sum + symbol.confidence, 0) / written.length;
  return {
    text: symbols.map((symbol) => symbol.text).join(''),
    confidence,
    symbols,
    alternatives: nextBest(symbols),
  };
};

/** The symbol's share among all labels seen at its steps, and those others. */
const judge = (
  text: string,
  confidence: number,
  group: Group | undefined,
): { confidence: number; alternatives: Alternative[] } => {
  if (group === undefined) return { confidence, alternatives: [] };
  const own = Math.max(group.get(text) ?? 0, 0.3);
  const others = [...group]
    .filter(([label, p]) => label !== text && label !== '' && p >= MIN_ALTERNATIVE)
    .sort((a, b) => b[1] - a[1])
    .slice(0, MAX_ALTERNATIVES);
  const total = own + others.reduce((sum, [, p]) => sum + p, 0) + Math.max(0, 1 - own) * 0.5;
  const alternatives = others.map(([label, p]) => ({ text: label, confidence: p / total }));
  if (own < 1) alternatives.push({ text: '', confidence: (Math.max(0, 1 - own) * 0.5) / total });
  return {
    confidence: Math.min(own / total, confidence),
    alternatives: alternatives.filter((alternative) => alternative.confidence >= MIN_ALTERNATIVE),
  };
};

const spaceBetween = (left: Box, right: Box | undefined, group: Group | undefined): ReadSymbol => {
  const from = left[0] + left[2];
  const to = Math.max(from, right?.[0] ?? from);
  return { text: ' ', box: [from, left[1], to - from, left[3]], ...judge(' ', 1, group) };
};

const boxFrom = (
  bbox: { x0: number; y0: number; x1: number; y1: number },
  [left, top]: readonly [number, number],
  scale: number,
): Box => [
  bbox.x0 / scale + left,
  bbox.y0 / scale + top,
  (bbox.x1 - bbox.x0) / scale,
  (bbox.y1 - bbox.y0) / scale,
];

/** Whole-line readings with one symbol exchanged, best first. */
const nextBest = (symbols: readonly ReadSymbol[]): Reading['alternatives'] => {
  const swaps = symbols.flatMap((symbol, at) =>
    symbol.alternatives.map((alternative) => ({ at, alternative, own: symbol.confidence })),
  );
  return swaps
    .sort((a, b) => b.alternative.confidence / b.own - a.alternative.confidence / a.own)
    .slice(0, 3)
    .map(({ at, alternative }) => ({
      text: symbols.map((symbol, index) => (index === at ? alternative.text : symbol.text)).join(''),
      score: alternative.confidence,
    }));
};

const WORD = /<span class='ocrx_word'[^>]*>/u;
const SYMBOL = /<span class='ocr_symbol'[^>]*>/u;
const CHOICE = /<span class='ocrx_cinfo' id='choice_[\d_]*' title='x_confs ([\d.]+)'>([^<]*)<\/span>/gu;

/** For every word the groups of its symbols (with a leading group for the space before it, where there is one). */
const parseHocr = (hocr: string): Group[][] =>
  hocr
    .split(WORD)
    .slice(1)
    .map((word) => word.split(SYMBOL).slice(1).map(parseGroup));

const parseGroup = (html: string): Group => {
  const best = new Map<string, number>();
  for (const [, percent, label] of html.matchAll(CHOICE)) {
    const text = plainCharacter(unescapeHtml(label ?? ''));
    best.set(text, Math.max(best.get(text) ?? 0, Number(percent) / 100));
  }
  return best;
};

/** Look-alikes of other scripts and typographic forms that the network gives for plain Vietnamese characters. */
const PLAIN: Readonly<Record<string, string>> = {
  '\u2044': '/',
  '\u00d0': 'Đ',
  '\u00f0': 'đ',
  '\u2019': "'",
  '\u2018': "'",
  '\u201c': '"',
  '\u201d': '"',
  '\u2013': '-',
  '\u2014': '-',
};

const plainCharacter = (text: string): string => {
  const composed = text.normalize('NFC');
  return PLAIN[composed] ?? composed;
};

const ENTITIES: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
};

const unescapeHtml = (text: string): string =>
  text.replace(/&(?:amp|lt|gt|quot|#39);/gu, (entity) => ENTITIES[entity] ?? entity);
