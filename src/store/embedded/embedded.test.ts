import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type EmbeddedPostgres, ensureEmbeddedPostgres } from './embedded.ts';
import { viewProcess } from './processes.ts';

const isRoot = process.getuid?.() === 0;
const isLinux = process.platform === 'linux';

const workspaces: string[] = [];
const children: ChildProcess[] = [];
const listeners: Server[] = [];
const mounts: string[] = [];

const newWorkspace = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'sohoa hộ tịch-'));
  // As with a folder a user makes: others may pass through it.
  chmodSync(folder, 0o755);
  workspaces.push(folder);
  return folder;
};

const start = (workspace: string): Promise<EmbeddedPostgres> =>
  ensureEmbeddedPostgres({ workspace, settings: { fsync: 'off' } });

/** Another process that joins the server, says so in one line, and stays until it is killed or told to leave. */
const startElsewhere = async (
  workspace: string,
): Promise<{ port: number; reused: boolean; child: ChildProcess }> => {
  const child = spawnJoiner(workspace);
  const line = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout as NodeJS.ReadableStream }).once('line', resolve);
    child.once('exit', (code) => reject(new Error(`joiner ended with ${code}`)));
  });
  return { ...(JSON.parse(line) as { port: number; reused: boolean }), child };
};

const spawnJoiner = (workspace: string): ChildProcess => {
  const source = `
    const { ensureEmbeddedPostgres } = await import(${JSON.stringify(new URL('./embedded.ts', import.meta.url).href)});
    const server = await ensureEmbeddedPostgres({ workspace: process.argv[1], settings: { fsync: 'off' } });
    console.log(JSON.stringify({ port: server.port, reused: server.reused }));
    process.stdin.once('data', async () => { await server.stopIfLast(); process.exit(0); });`;
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', '--input-type=module', '-e', source, '--', workspace],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  children.push(child);
  return child;
};

const ended = (child: ChildProcess): Promise<unknown> =>
  child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve()
    : new Promise((resolve) => child.once('exit', resolve));

const query = async <T extends pg.QueryResultRow>(url: string, text: string): Promise<T[]> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<T>(text)).rows;
  } finally {
    await client.end();
  }
};

const until = async (condition: () => boolean | Promise<boolean>): Promise<void> => {
  while (!(await condition())) await sleep(10);
};

const postmasterOf = (server: EmbeddedPostgres): number =>
  Number(readFileSync(join(server.dataDir, 'postmaster.pid'), 'utf8').split('\n')[0]);

const listenOn = (port: number): Promise<void> =>
  new Promise((resolve) => {
    const listener = createServer();
    listeners.push(listener);
    listener.listen(port, '127.0.0.1', resolve);
  });

afterEach(async () => {
  vi.unstubAllEnvs();
  for (const child of children.splice(0)) {
    child.kill('SIGKILL');
    await ended(child);
  }
  for (const listener of listeners.splice(0)) listener.close();
  for (const workspace of workspaces.splice(0)) {
    if (existsSync(join(workspace, 'postgres', 'data', 'PG_VERSION'))) {
      await start(workspace).then(
        (server) => server.stop(),
        () => undefined,
      );
    }
    // Lazily: a server that is just ending may still hold a file.
    for (const mount of mounts.splice(0)) spawnSync('umount', ['-l', mount]);
    rmSync(workspace, { recursive: true, force: true });
  }
});

describe('a fresh workspace', () => {
  it('gets a server that sorts Vietnamese, takes only its password and listens only on this machine', async () => {
    const workspace = newWorkspace();
    const server = await start(workspace);
    expect(server.reused).toBe(false);
    await server.createDatabaseIfMissing('sohoa');
    await server.createDatabaseIfMissing('sohoa');

    const names = await query<{ name: string }>(
      server.url('sohoa'),
      "SELECT name FROM (VALUES ('Ông'),('Đào'),('Dũng'),('Ân'),('An'),('Ăn'),('Em')) AS v(name) ORDER BY name",
    );
    expect(names.map(({ name }) => name)).toEqual(['An', 'Ăn', 'Ân', 'Dũng', 'Đào', 'Em', 'Ông']);
    const [settings] = await query<Record<string, string>>(
      server.url('sohoa'),
      "SELECT current_setting('server_encoding') AS encoding, current_setting('max_connections') AS connections, current_setting('data_checksums') AS checksums",
    );
    expect(settings).toEqual({ encoding: 'UTF8', connections: '200', checksums: 'on' });

    const wrong = server.url('sohoa').replace(/:[0-9a-f]+@/, ':wrong@');
    await expect(query(wrong, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
    expect(statSync(join(workspace, 'postgres', 'password')).mode & 0o777).toBe(0o600);
    const outside = Object.values(networkInterfaces())
      .flat()
      .find((address) => address?.family === 'IPv4' && !address.internal);
    if (outside !== undefined) {
      await expect(
        query(server.url('sohoa').replace('127.0.0.1', outside.address), 'SELECT 1'),
      ).rejects.toMatchObject({
        code: 'ECONNREFUSED',
      });
    }
  });

  it('gets one server when four processes ask at the same moment', async () => {
    const workspace = newWorkspace();
    const joined = await Promise.all([1, 2, 3, 4].map(() => startElsewhere(workspace)));
    expect(new Set(joined.map(({ port }) => port)).size).toBe(1);
    expect(joined.filter(({ reused }) => !reused)).toHaveLength(1);
  });

  it('is durable unless a test asks otherwise', async () => {
    const server = await ensureEmbeddedPostgres({ workspace: newWorkspace() });
    const [settings] = await query(
      server.url('postgres'),
      "SELECT current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS commit, current_setting('full_page_writes') AS pages",
    );
    expect(settings).toEqual({ fsync: 'on', commit: 'on', pages: 'on' });
  });
});

describe('the port', () => {
  it('stays the same from start to start, and changes with all data kept when somebody else has taken it', async () => {
    const workspace = newWorkspace();
    const first = await start(workspace);
    await query(first.url('postgres'), 'CREATE TABLE kept AS SELECT 7 AS value');
    await first.stop();
    const second = await start(workspace);
    expect(second.port).toBe(first.port);
    await second.stop();

    await listenOn(first.port);
    const third = await start(workspace);
    expect(third.port).not.toBe(first.port);
    expect(await query(third.url('postgres'), 'SELECT value FROM kept')).toEqual([{ value: 7 }]);
  });
});

describe('kill -9', () => {
  it('of the process that started the server leaves a server that the next process uses', async () => {
    const workspace = newWorkspace();
    const other = await startElsewhere(workspace);
    other.child.kill('SIGKILL');
    await ended(other.child);
    const server = await start(workspace);
    expect(server.reused).toBe(true);
    expect(server.port).toBe(other.port);
  });

  it('of the postmaster is healed by a process that still needs it, on the same port, nothing committed lost', async () => {
    const server = await start(newWorkspace());
    await query(server.url('postgres'), 'CREATE TABLE kept AS SELECT 7 AS value');
    const killed = postmasterOf(server);
    const { port } = server;
    process.kill(killed, 'SIGKILL');
    await until(() =>
      query(server.url('postgres'), 'SELECT 1').then(
        () => true,
        () => false,
      ),
    );
    expect(postmasterOf(server)).not.toBe(killed);
    expect(server.port).toBe(port);
    expect(await query(server.url('postgres'), 'SELECT value FROM kept')).toEqual([{ value: 7 }]);
  });

  it('of the postmaster and its user together leaves a stale pid file that the next start clears', async () => {
    const workspace = newWorkspace();
    const other = await startElsewhere(workspace);
    const killed = Number(
      readFileSync(join(workspace, 'postgres', 'data', 'postmaster.pid'), 'utf8').split('\n')[0],
    );
    other.child.kill('SIGKILL');
    process.kill(killed, 'SIGKILL');
    const server = await start(workspace);
    expect(postmasterOf(server)).not.toBe(killed);
    expect(await query(server.url('postgres'), 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it.runIf(isLinux)('leaves no pid file that a zombie or an unrelated process could keep alive', async () => {
    const workspace = newWorkspace();
    const first = await start(workspace);
    const pidFile = readFileSync(join(first.dataDir, 'postmaster.pid'), 'utf8');
    await first.stop();
    // The shell's child ends after the shell has become another program, which never waits for it: a zombie.
    const parent = spawn('sh', ['-c', 'sleep 1 & echo $!; exec sleep 60'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.push(parent);
    const zombie = await new Promise<string>((resolve) =>
      createInterface({ input: parent.stdout }).once('line', resolve),
    );
    await until(() => /\) Z /.test(readFileSync(`/proc/${zombie}/stat`, 'utf8')));
    expect(viewProcess(Number(zombie))).toEqual({ state: 'dead' });
    for (const pid of [zombie, String(process.pid)]) {
      writeFileSync(join(first.dataDir, 'postmaster.pid'), pidFile.replace(/^\d+/, pid));
      const server = await start(workspace);
      expect(server.reused).toBe(false);
      await server.stop();
    }
  });

  it('in the middle of making the data folder leaves nothing in the way', async () => {
    const workspace = newWorkspace();
    const home = join(workspace, 'postgres');
    const child = spawnJoiner(workspace);
    await until(
      () => existsSync(home) && readdirSync(home).some((name) => existsSync(join(home, name, 'base'))),
    );
    child.kill('SIGKILL');
    await ended(child);
    const server = await start(workspace);
    expect(server.reused).toBe(false);
    expect(await query(server.url('postgres'), 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(readdirSync(home).filter((name) => name.startsWith('data'))).toEqual(['data']);
  });
});

describe('a data folder that is not whole', () => {
  it('is made again when empty, and reported and left alone when it holds something', async () => {
    const empty = newWorkspace();
    mkdirSync(join(empty, 'postgres', 'data'), { recursive: true });
    expect((await start(empty)).reused).toBe(false);

    const damaged = newWorkspace();
    mkdirSync(join(damaged, 'postgres', 'data', 'base'), { recursive: true });
    await expect(start(damaged)).rejects.toMatchObject({ code: 'embedded-postgres-data-damaged' });
    expect(existsSync(join(damaged, 'postgres', 'data', 'base'))).toBe(true);
  });

  it('is refused without its password file', async () => {
    const workspace = newWorkspace();
    await (await start(workspace)).stop();
    rmSync(join(workspace, 'postgres', 'password'));
    await expect(start(workspace)).rejects.toMatchObject({ code: 'embedded-postgres-password' });
  });

  it('is refused when another major version made it', async () => {
    const workspace = newWorkspace();
    const server = await start(workspace);
    await server.stop();
    writeFileSync(join(server.dataDir, 'PG_VERSION'), '9.6\n');
    await expect(start(workspace)).rejects.toMatchObject({ code: 'embedded-postgres-version' });
  });
});

describe('leaving', () => {
  it('stops the server only when no other process needs it', async () => {
    const workspace = newWorkspace();
    const mine = await start(workspace);
    const other = await startElsewhere(workspace);
    expect(await mine.stopIfLast()).toBe(false);
    other.child.stdin?.write('leave\n');
    await ended(other.child);
    expect(existsSync(join(mine.dataDir, 'postmaster.pid'))).toBe(false);

    const again = await start(workspace);
    expect(again.reused).toBe(false);
    expect(await again.stopIfLast()).toBe(true);
  });

  it('counts an open pool as need, and a killed process not', async () => {
    const workspace = newWorkspace();
    const mine = await start(workspace);
    const other = await startElsewhere(workspace);
    other.child.kill('SIGKILL');
    await ended(other.child);
    const pool = new pg.Pool({ connectionString: mine.url('postgres') });
    await pool.query('SELECT 1');
    expect(await mine.stopIfLast()).toBe(false);
    const next = await start(workspace);
    expect(next.reused).toBe(true);
    await pool.end();
    expect(await next.stopIfLast()).toBe(true);
  });

  it('while another process arrives gives that process a running server', async () => {
    const workspace = newWorkspace();
    let current = await start(workspace);
    for (let round = 0; round < 5; round += 1) {
      const [, next] = await Promise.all([current.stopIfLast(), start(workspace)]);
      expect(await query(next.url('postgres'), 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
      current = next;
    }
  });

  it('does not bring back a server that was stopped on purpose', async () => {
    const workspace = newWorkspace();
    const mine = await start(workspace);
    const other = await startElsewhere(workspace);
    await mine.stop();
    // The other process, still there, would have had it up again by now if it took the stop for a crash.
    await sleep(500);
    expect(existsSync(join(mine.dataDir, 'postmaster.pid'))).toBe(false);
    other.child.kill('SIGKILL');
  });
});

describe('a workspace that was deleted', () => {
  it('stays deleted, though a process still thought it needed the server', async () => {
    const workspace = newWorkspace();
    await start(workspace);
    const second = await start(workspace);
    await second.stop();
    rmSync(workspace, { recursive: true, force: true });
    await sleep(500);
    expect(existsSync(workspace)).toBe(false);
  });
});

describe('a workspace that cannot be used', () => {
  it('is named when a file stands in its place', async () => {
    const workspace = newWorkspace();
    writeFileSync(join(workspace, 'postgres'), '');
    await expect(start(workspace)).rejects.toMatchObject({ code: 'embedded-postgres-workspace' });
  });

  it.skipIf(process.platform === 'win32')('is refused when its name would be read by a shell', async () => {
    const workspace = join(newWorkspace(), '$(id)');
    await expect(start(workspace)).rejects.toMatchObject({ code: 'embedded-postgres-path' });
  });
});

describe.runIf(isRoot && isLinux)('a full disk', () => {
  it('is named, and starts with what was saved once there is room', async ({ skip }) => {
    const workspace = newWorkspace();
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'tmpfs', workspace]);
    if (mounted.status !== 0) skip('this machine allows no tmpfs mount');
    mounts.push(workspace);
    await expect(start(workspace)).rejects.toMatchObject({ code: 'embedded-postgres-disk-full' });

    spawnSync('mount', ['-o', 'remount,size=90m', workspace]);
    const server = await start(workspace);
    await query(server.url('postgres'), 'CREATE TABLE kept AS SELECT 7 AS value');
    await server.stop();
    const filler = join(workspace, 'filler');
    spawnSync('dd', ['if=/dev/zero', `of=${filler}`, 'bs=64k']);
    await expect(start(workspace)).rejects.toMatchObject({ code: 'embedded-postgres-disk-full' });
    rmSync(filler);
    const again = await start(workspace);
    expect(await query(again.url('postgres'), 'SELECT value FROM kept')).toEqual([{ value: 7 }]);
  });
});

describe.runIf(isRoot && isLinux)('as root where user namespaces are forbidden', () => {
  it('runs as the account nobody, and goes on so', async () => {
    vi.stubEnv('PATH', '/nonexistent');
    const workspace = newWorkspace();
    const server = await start(workspace);
    const owner = statSync(server.dataDir).uid;
    expect(owner).not.toBe(0);
    expect(statSync(`/proc/${postmasterOf(server)}`).uid).toBe(owner);
    await server.stop();
    vi.unstubAllEnvs();
    const again = await start(workspace);
    expect(statSync(`/proc/${postmasterOf(again)}`).uid).toBe(owner);
  });

  it('takes over a folder that root made through a namespace', async () => {
    const workspace = newWorkspace();
    await (await start(workspace)).stop();
    vi.stubEnv('PATH', '/nonexistent');
    const server = await start(workspace);
    expect(await query(server.url('postgres'), 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('says what to do when nobody cannot enter the workspace', async () => {
    vi.stubEnv('PATH', '/nonexistent');
    const workspace = newWorkspace();
    chmodSync(workspace, 0o700);
    await expect(start(workspace)).rejects.toMatchObject({ code: 'embedded-postgres-root' });
  });
});
