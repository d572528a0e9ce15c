/**
 * Checks that imports run one way (docs/architecture.md) and that outside systems have one door each. Prints every import
 * that goes against the rules and exits 1; part of `npm run lint`.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join, posix, relative, sep } from 'node:path';
import { PROJECT_ROOT, packagePath } from '../src/config/root.ts';

/** Rooms and the rooms each may import, itself included. Order: from the core to the rim. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  'src/config': ['src/config', 'src/domain'],
  'src/domain': ['src/domain'],
  'src/messages': ['src/messages', 'src/config', 'src/domain'],
  'src/forms': ['src/forms', 'src/domain', 'src/config'],
  'src/imaging': ['src/imaging', 'src/forms', 'src/domain', 'src/config'],
  'src/reading': ['src/reading', 'src/forms', 'src/domain', 'src/config'],
  'src/review': ['src/review', 'src/reading', 'src/forms', 'src/domain', 'src/config'],
  'src/registry': ['src/registry', 'src/store', 'src/domain', 'src/config'],
  'src/store': ['src/store', 'src/forms', 'src/domain', 'src/config'],
  'src/queue': ['src/queue', 'src/domain', 'src/config'],
  'src/access': ['src/access', 'src/store', 'src/domain', 'src/config'],
  pipelines: [
    'pipelines',
    'src/review',
    'src/registry',
    'src/reading',
    'src/imaging',
    'src/forms',
    'src/domain',
    'src/store',
    'src/queue',
    'src/access',
    'src/config',
  ],
  workers: ['workers', 'pipelines', 'src/queue', 'src/domain', 'src/config'],
  'src/server': [
    'src/server',
    'pipelines',
    'workers',
    'src/review',
    'src/registry',
    'src/forms',
    'src/domain',
    'src/store',
    'src/queue',
    'src/access',
    'src/messages',
    'src/config',
  ],
  'src/cli': [
    'src/cli',
    'src/server',
    'pipelines',
    'workers',
    'src/review',
    'src/domain',
    'src/forms',
    'src/store',
    'src/queue',
    'src/access',
    'src/messages',
    'src/config',
    'scripts/ledger',
  ],
  'scripts/ledger': ['scripts/ledger', 'src/forms', 'src/domain', 'src/config', 'src/imaging'],
};

/** Packages that only these rooms may import. */
const DOORS: Readonly<Record<string, readonly string[]>> = {
  pg: ['src/store', 'src/registry'],
  'pg-copy-streams': ['src/registry'],
  bullmq: ['src/queue'],
  ioredis: ['src/queue'],
  'tesseract.js': ['src/reading', 'src/imaging'],
  'onnxruntime-node': ['src/reading'],
};

const IMPORT =
  /(?:^|\n)\s*(?:import|export)\s[^'"]*?from\s+['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)/g;

const roomOf = (file: string): string | undefined =>
  Object.keys(MAY_IMPORT)
    .filter((room) => file === room || file.startsWith(`${room}/`))
    .sort((a, b) => b.length - a.length)[0];

/** What is wrong with the imports of one file; `file` is relative to the project, with `/`. */
export const problemsOf = (file: string, source: string): string[] => {
  const room = roomOf(file);
  if (room === undefined) return [];
  // Tests may build the world around what they test.
  const isTest = /\.test\.ts$|\/test[a-z-]*\.ts$/.test(file);
  return [...source.matchAll(IMPORT)].flatMap((match) => {
    const specifier = match[1] ?? match[2] ?? '';
    if (!specifier.startsWith('.')) {
      const doors = DOORS[specifier.split('/')[0] ?? ''];
      return doors === undefined || doors.includes(room) || isTest
        ? []
        : [`${file}: only ${doors.join(', ')} may import ${specifier}`];
    }
    const target = roomOf(posix.normalize(posix.join(posix.dirname(file), specifier)));
    if (target === undefined) return isTest ? [] : [`${file}: imports ${specifier}, which is in no room`];
    return isTest || MAY_IMPORT[room]?.includes(target) === true
      ? []
      : [`${file}: ${room} may not import ${target} (${specifier})`];
  });
};

const sources = ['src', 'pipelines', 'workers', 'scripts/ledger'].flatMap((folder) =>
  readdirSync(packagePath(folder), { recursive: true, withFileTypes: true })
    .filter(
      (entry) =>
        entry.isFile() && /\.tsx?$/.test(entry.name) && !entry.parentPath.includes(`${sep}src${sep}web`),
    )
    .map((entry) => join(entry.parentPath, entry.name)),
);
const problems = sources.flatMap((path) =>
  problemsOf(relative(PROJECT_ROOT, path).split(sep).join('/'), readFileSync(path, 'utf8')),
);
for (const problem of problems) console.error(problem);
console.log(`${sources.length} files, ${problems.length} imports against the rules`);
process.exitCode = problems.length === 0 ? 0 : 1;
