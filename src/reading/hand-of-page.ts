/**
 * What hand a page is in, by the lines that were read of it: a short word or a neat hand looks printed by itself, but not
 * between thirty lines of handwriting, of which tesseract makes figures and signs and is sure of them.
 */
import type { Reading } from './engine.ts';
import { LINE_READER } from './lines/line-engine.ts';

/** Fewer lines tell nothing about a page. */
const LEAST_LINES = 6;
const MOST = 0.5;

const isOfLineReader = ({ engine }: Reading): boolean => engine?.split('@')[0] === LINE_READER;

/** Whether most of what was read on the page is handwriting. */
export const isHandwritten = (readings: readonly (Reading | null)[]): boolean => {
  const read = readings.filter((reading) => reading !== null);
  const written = read.filter(isOfLineReader).length;
  return read.length >= LEAST_LINES && written > MOST * read.length;
};

/** Whether a line of such a page is to be read as handwriting after all: print was read there, and the line reader says another thing. */
export const isDoubtfulPrint = (reading: Reading | null): boolean =>
  reading !== null && !isOfLineReader(reading) && reading.witness?.text !== reading.text;
