import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that take minutes, begun first: begun last, one of them would run alone while the other workers stand idle. */
const LONG = [
  'workers/faults',
  'pipelines/adapt',
  'src/cli/cli',
  'src/store/embedded/embedded',
  'src/web/testing/',
  'pipelines/forms/',
];

const lengthOf = ({ moduleId }: TestSpecification): number => {
  const at = LONG.findIndex((part) => moduleId.includes(`/${part}`));
  return at < 0 ? LONG.length : at;
};

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).sort((a, b) => lengthOf(a) - lengthOf(b));
  }
}

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'pipelines/**/*.test.ts', 'workers/**/*.test.ts', 'scripts/**/*.test.ts'],
    exclude: ['node_modules/**', 'dist/**'],
    globalSetup: ['src/config/testing-build.ts', 'src/store/testing-global-setup.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // One more than the two cores that the suite is made for: many tests wait for servers, browsers and processes.
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
  },
});
