/** All settings that come from the environment, checked once. `.env.example` lists them with their meaning. */
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { z } from 'zod';
import { SohoaError } from '../domain/errors.ts';

const blankIsUnset = (value: unknown): unknown => (value === '' ? undefined : value);
const optional = <T extends z.ZodType>(schema: T) => z.preprocess(blankIsUnset, schema.optional());
const url = (...protocols: string[]) =>
  optional(z.string().refine((text) => protocols.some((protocol) => text.startsWith(`${protocol}://`))));
const positive = (fallback: number) =>
  z.preprocess(blankIsUnset, z.coerce.number().positive().default(fallback));

const schema = z.object({
  SOHOA_HOME: z.preprocess(blankIsUnset, z.string().default('.sohoa')),
  SOHOA_LANG: z.preprocess(blankIsUnset, z.enum(['vi', 'en']).default('vi')),
  SOHOA_USER: optional(z.string()),
  SOHOA_PASSWORD: optional(z.string()),
  SOHOA_CONCURRENCY: positive(availableParallelism()),
  SOHOA_PAGE_SECONDS: positive(90),
  SOHOA_PAGES_PER_PROCESS: positive(150),
  SOHOA_TAKEOVER_SECONDS: z.preprocess(blankIsUnset, z.coerce.number().min(2).max(600).default(15)),
  SOHOA_LOG: z.preprocess(blankIsUnset, z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info')),
  SOHOA_PORT: z.preprocess(blankIsUnset, z.coerce.number().int().min(0).max(65_535).default(8080)),
  SOHOA_HOST: z.preprocess(blankIsUnset, z.string().default('127.0.0.1')),
  SOHOA_ORIGIN: url('http', 'https'),
  SOHOA_METRICS_TOKEN: optional(z.string().min(16)),
  DATABASE_URL: url('postgres', 'postgresql'),
  REGISTRY_URL: url('postgres', 'postgresql'),
  REDIS_URL: url('redis', 'rediss'),
  S3_ENDPOINT: url('http', 'https'),
  S3_BUCKET: optional(z.string()),
  S3_REGION: z.preprocess(blankIsUnset, z.string().default('us-east-1')),
  S3_ACCESS_KEY_ID: optional(z.string()),
  S3_SECRET_ACCESS_KEY: optional(z.string()),
});

export type Environment = Readonly<{
  /** Absolute path of the workspace. */
  workspace: string;
  language: 'vi' | 'en';
  user: string | undefined;
  password: string | undefined;
  /** Pages that are worked on at once. */
  concurrency: number;
  /** A page that takes longer is held with the reason `page-time-limit`. */
  pageSeconds: number;
  /** A bench process is replaced after so many pages, so that no leak of a native library grows. */
  pagesPerProcess: number;
  /** A worker that was not heard of for so long is taken for dead, and another takes its work. */
  takeoverSeconds: number;
  logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  /** Where the workstation listens. */
  port: number;
  host: string;
  /** Address of the workstation as people see it, when a proxy stands in front under another name. */
  origin: string | undefined;
  /** Lets a program on another machine read `/metrics`; without it only this machine may. */
  metricsToken: string | undefined;
  databaseUrl: string | undefined;
  registryUrl: string | undefined;
  redisUrl: string | undefined;
  s3: S3Settings | undefined;
}>;

/**
 * Whether processes that the source starts run what is built (vitest's setup asks for it, once it has built): through tsx each takes
 * twice as long to start.
 */
export const startsBuilt = (env: NodeJS.ProcessEnv = process.env): boolean => env.SOHOA_START === 'built';

export type S3Settings = Readonly<{
  endpoint: string;
  bucket: string;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
}>;

/**
 * Reads the settings.
 * @throws SohoaError `setting-invalid` naming the variable (never its value: addresses hold passwords).
 */
export const readEnvironment = (env: NodeJS.ProcessEnv = process.env): Environment => {
  const parsed = schema.safeParse(env);
  if (!parsed.success) {
    throw new SohoaError('setting-invalid', { name: String(parsed.error.issues[0]?.path[0] ?? '?') });
  }
  const values = parsed.data;
  return {
    workspace: resolve(values.SOHOA_HOME),
    language: values.SOHOA_LANG,
    user: values.SOHOA_USER,
    password: values.SOHOA_PASSWORD,
    concurrency: Math.floor(values.SOHOA_CONCURRENCY),
    pageSeconds: values.SOHOA_PAGE_SECONDS,
    pagesPerProcess: Math.floor(values.SOHOA_PAGES_PER_PROCESS),
    takeoverSeconds: values.SOHOA_TAKEOVER_SECONDS,
    logLevel: values.SOHOA_LOG,
    port: values.SOHOA_PORT,
    host: values.SOHOA_HOST,
    origin: values.SOHOA_ORIGIN,
    metricsToken: values.SOHOA_METRICS_TOKEN,
    databaseUrl: values.DATABASE_URL,
    registryUrl: values.REGISTRY_URL,
    redisUrl: values.REDIS_URL,
    s3: s3Settings(values),
  };
};

const s3Settings = (values: z.infer<typeof schema>): S3Settings | undefined => {
  if (values.S3_BUCKET === undefined) return undefined;
  const needed = {
    S3_ENDPOINT: values.S3_ENDPOINT,
    S3_ACCESS_KEY_ID: values.S3_ACCESS_KEY_ID,
    S3_SECRET_ACCESS_KEY: values.S3_SECRET_ACCESS_KEY,
  };
  for (const [name, value] of Object.entries(needed)) {
    if (value === undefined) throw new SohoaError('setting-missing', { name, because: 'S3_BUCKET' });
  }
  return {
    endpoint: values.S3_ENDPOINT ?? '',
    bucket: values.S3_BUCKET,
    region: values.S3_REGION,
    accessKeyId: values.S3_ACCESS_KEY_ID ?? '',
    secretAccessKey: values.S3_SECRET_ACCESS_KEY ?? '',
  };
};
