/** What the routes work with: the parts of the system they need, so that tests can build less than a whole one. */
import type { System } from '../../pipelines/system.ts';

export type ServerSystem = Pick<System, 'bench' | 'db' | 'env' | 'jobs' | 'pageFiles' | 'queue' | 'scratch'>;
