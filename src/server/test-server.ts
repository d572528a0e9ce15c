/** A server over a real database, queue and page store, and people who are logged in to it: for tests. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import sharp from 'sharp';
import { createBench } from '../../pipelines/bench/bench.ts';
import { hashPassword } from '../access/accounts.ts';
import { readEnvironment } from '../config/environment.ts';
import type { Role } from '../domain/roles.ts';
import { openQueueBackend } from '../queue/backend.ts';
import { addAccount, addGrant } from '../store/accounts.ts';
import { diskPageFiles } from '../store/page-files.ts';
import { unique } from '../store/test-fixtures.ts';
import { openTestStore, type TestStore } from '../store/test-store.ts';
import type { ServerSystem } from './context.ts';
import type { BodyIn, ParamsIn, Problem, QueryIn, Reply } from './contract/contract.ts';
import { PATHS, type RouteKey } from './contract/paths.ts';
import { openLog } from './log.ts';
import { createServer, type ServerOptions } from './server.ts';

export const PASSWORD = 'mật khẩu thử nghiệm';
export const ORIGIN = 'http://sohoa.test';

export type Sent<K extends RouteKey> = Readonly<{
  params?: ParamsIn<K>;
  query?: QueryIn<K>;
  body?: BodyIn<K>;
  headers?: Readonly<Record<string, string>>;
}>;
export type Got<T> = Readonly<{
  status: number;
  reply: T;
  problem: Problem;
  headers: Record<string, unknown>;
}>;

export type Person = Readonly<{
  accountId: number;
  username: string;
  cookie: string;
  ask: <K extends RouteKey>(key: K, sent?: Sent<K>) => Promise<Got<Reply<K>>>;
  /** Like `ask`; throws when it is refused. */
  get: <K extends RouteKey>(key: K, sent?: Sent<K>) => Promise<Reply<K>>;
  picture: (url: string) => Promise<{ status: number; bytes: Buffer; type: string }>;
}>;

export type TestServer = Readonly<{
  app: FastifyInstance;
  store: TestStore;
  system: ServerSystem;
  /** Everything that was logged. */
  logged: () => string;
  /** The same system behind another server: a restart. */
  restart: () => Promise<FastifyInstance>;
  person: (...grants: { role: Role; officeId: number | null }[]) => Promise<Person>;
  /** An account without log-in. */
  account: (
    ...grants: { role: Role; officeId: number | null }[]
  ) => Promise<{ accountId: number; username: string }>;
  logIn: (account: { accountId: number; username: string }) => Promise<Person>;
  /** A page picture in the store; gives its address. */
  picture: () => Promise<string>;
  close: () => Promise<void>;
}>;

const fill = (path: string, params: object): string =>
  Object.entries(params).reduce(
    (url, [name, value]) => url.replace(`:${name}`, encodeURIComponent(String(value))),
    path,
  );

export const openTestServer = async (options: Partial<ServerOptions> = {}): Promise<TestServer> => {
  const store = await openTestStore();
  const workspace = await mkdtemp(join(tmpdir(), 'sohoa-server-'));
  const queue = await openQueueBackend({ postgresUrl: store.url, notify: () => undefined });
  const env = readEnvironment({ SOHOA_HOME: workspace });
  const bench = createBench({ size: 1, requestsPerProcess: 100, secondsPerRequest: 120 });
  const system: ServerSystem = {
    db: store.db,
    env,
    queue,
    jobs: queue,
    pageFiles: diskPageFiles(join(workspace, 'pages')),
    bench,
    scratch: join(workspace, 'scratch'),
  };
  let lines = '';
  const sink = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      lines += chunk.toString('utf8');
      done();
    },
  });
  const serve = (): Promise<FastifyInstance> =>
    createServer(system, {
      log: openLog({ ...env, logLevel: 'debug' }, sink),
      version: '0.0.0',
      checkReplies: true,
      ...options,
    });
  let app = await serve();

  const logIn = async (account: { accountId: number; username: string }): Promise<Person> => {
    const response = await app.inject({
      method: 'POST',
      url: '/api/session',
      headers: { origin: ORIGIN, host: 'sohoa.test' },
      payload: { username: account.username, password: PASSWORD },
    });
    const cookie = String(response.headers['set-cookie']).split(';')[0] ?? '';
    const ask: Person['ask'] = async (key, sent = {}) => {
      const [method, path] = PATHS[key];
      const answer = await app.inject({
        method,
        url: fill(path, sent.params ?? {}),
        headers: { origin: ORIGIN, host: 'sohoa.test', cookie, ...sent.headers },
        query: Object.fromEntries(
          Object.entries(sent.query ?? {}).map(([name, value]) => [name, String(value)]),
        ),
        ...(sent.body === undefined ? {} : { payload: sent.body as object }),
      });
      const json = answer.json();
      return { status: answer.statusCode, reply: json, problem: json, headers: answer.headers };
    };
    return {
      ...account,
      cookie,
      ask,
      get: async (key, sent) => {
        const { status, reply, problem } = await ask(key, sent);
        if (status !== 200)
          throw new Error(`${key}: ${status} ${problem.code} ${JSON.stringify(problem.params)}`);
        return reply;
      },
      picture: async (url) => {
        const answer = await app.inject({ method: 'GET', url, headers: { cookie } });
        return {
          status: answer.statusCode,
          bytes: answer.rawPayload,
          type: String(answer.headers['content-type']),
        };
      },
    };
  };
  const hash = await hashPassword(PASSWORD);
  const account: TestServer['account'] = async (...grants) => {
    const username = unique('nguoi');
    const { id } = await addAccount(store.db, {
      username,
      displayName: `Người ${username}`,
      passwordHash: hash,
    });
    for (const grant of grants) await addGrant(store.db, { accountId: id, ...grant });
    return { accountId: id, username };
  };

  return {
    get app() {
      return app;
    },
    store,
    system,
    logged: () => lines,
    restart: async () => {
      await app.close();
      app = await serve();
      return app;
    },
    account,
    logIn,
    person: async (...grants) => logIn(await account(...grants)),
    picture: async () =>
      system.pageFiles.put(
        await sharp({ create: { width: 2480, height: 3508, channels: 3, background: '#f4efe2' } })
          .jpeg()
          .toBuffer(),
      ),
    close: async () => {
      await app.close();
      await bench.close();
      await queue.close();
      await store.drop();
      await rm(workspace, { recursive: true, force: true });
    },
  };
};
