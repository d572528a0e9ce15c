/** The commands as people use them, with the input they should not give: what is said, what is kept, the exit code. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PDFDocument } from 'pdf-lib';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeLedger } from '../../scripts/ledger/make.ts';
import { packagePath } from '../config/root.ts';
import { SOHOA_COMMAND } from '../config/testing.ts';
import { ensureEmbeddedPostgres } from '../store/embedded/embedded.ts';

let folder = '';
let home = '';
type Run = Readonly<{ code: number; out: string; err: string }>;

const environment = () => ({
  ...process.env,
  SOHOA_HOME: home,
  SOHOA_USER: 'quản-trị',
  SOHOA_LANG: 'vi',
  NODE_OPTIONS: '',
});

const sohoa = (...args: string[]): Promise<Run> =>
  new Promise((resolve) => {
    execFile(
      process.execPath,
      [...SOHOA_COMMAND, ...args],
      { cwd: packagePath(), env: environment(), maxBuffer: 1 << 26 },
      (error, out, err) => resolve({ code: error === null ? 0 : Number(error.code), out, err }),
    );
  });
const lines = (run: Run): Record<string, unknown>[] =>
  run.out
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Record<string, unknown>);
const put = async (name: string, content: Uint8Array | string): Promise<string> => {
  const path = join(folder, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
  return path;
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sohoa-cli-'));
  home = join(folder, 'nhà làm việc');
  await sohoa('office', 'add', 'an-nhon', 'UBND xã An Nhơn, huyện Đạ Tẻh, tỉnh Lâm Đồng');
});
afterAll(async () => {
  await (await ensureEmbeddedPostgres({ workspace: home })).stop();
  await rm(folder, { recursive: true, force: true });
});

describe('usage', () => {
  it.each([
    [['nonsense'], 2],
    [['enqueue'], 2],
    [['enqueue', '/không/có'], 2],
    [['status', 'không có đợt này'], 2],
    [['review', 'không có đợt này'], 2],
    [['release', 'x', '--retry'], 2],
    [['release', '1'], 2],
    [['work', '--concurrency', 'nhiều'], 2],
    [['user', 'add', 'x', '--role', 'king'], 2],
    [['--help'], 0],
    [['hold'], 0],
  ])('%j ends with %i', async (args, code) => {
    const run = await sohoa(...args);
    expect(run.code, run.err).toBe(code);
    if (code === 2) expect(run.err.length).toBeGreaterThan(10);
    expect(run.err).not.toMatch(/ {4}at /);
  });

  it('speaks Vietnamese, and English when asked', async () => {
    expect((await sohoa('enqueue', '--help')).out).toContain('tên đợt');
    expect((await sohoa('enqueue', '--help', '--lang', 'en')).out).toContain('name of the batch');
    expect((await sohoa('status', 'x', '--lang', 'en')).err).toContain('There is no batch');
  });

  it('names the variable that is wrong and not its value', async () => {
    const before = process.env.DATABASE_URL;
    process.env.DATABASE_URL = 'mysql://me:secret@host/db';
    const run = await sohoa('status');
    if (before === undefined) delete process.env.DATABASE_URL;
    else process.env.DATABASE_URL = before;
    expect(run.code).toBe(2);
    expect(run.err).toContain('DATABASE_URL');
    expect(run.err).not.toContain('secret');
  });
});

describe('bad scans', () => {
  it('are held with file and reason, the good ones go on, and releasing decides', async () => {
    const good = await makeLedger({
      kinds: ['KH'],
      entries: 1,
      dpi: 150,
      damage: 'none',
      seed: 'cli',
      out: join(folder, 'vẽ'),
    });
    const page = await readFile(join(folder, 'vẽ', good.entries[0]?.file ?? ''));
    const locked = Buffer.from(await (await PDFDocument.create()).save({ useObjectStreams: false })).toString(
      'latin1',
    );
    const tree = 'sổ/KH/2018/01';
    await put(`${tree}/tờ số 1 – trang đầu.jpg`, page);
    await put(`${tree}/cắt cụt.jpg`, page.subarray(0, Math.floor(page.length / 2)));
    await put(`${tree}/rỗng.png`, '');
    await put(`${tree}/chữ.jpg`, 'Đây là văn bản, không phải ảnh.');
    await put(
      `${tree}/khóa.pdf`,
      locked.replace(
        'trailer\n<<',
        'trailer\n<<\n/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <00> /U <00> >>',
      ),
    );
    await put(`${tree}/bom.png`, await bomb());
    await put(`${tree}/cùng ảnh.jpg`, page);
    await put(`${tree}/trùng số.jpg`, await sharp(page).jpeg({ quality: 80 }).toBuffer());

    const enqueued = await sohoa('enqueue', join(folder, 'sổ'), '--batch', 'đợt xấu', '--json');
    expect(enqueued.code, enqueued.err).toBe(0);
    expect(lines(enqueued)).toMatchObject([{ batch: 'đợt xấu', books: 1, added: 7, known: 1 }]);
    const again = await sohoa('enqueue', join(folder, 'sổ'), '--batch', 'đợt xấu', '--json');
    expect(lines(again)).toMatchObject([{ added: 0, known: 8 }]);

    const worked = await sohoa('work', '--drain', '--json');
    expect(worked.code, worked.err).toBe(1);
    const held = lines(await sohoa('hold', 'đợt xấu', '--json'));
    const reasons = Object.fromEntries(held.map((hold) => [hold.file ?? hold.subject, hold.reason]));
    expect(reasons, JSON.stringify(reasons)).toMatchObject({
      'KH/2018/01/cắt cụt.jpg': 'image-truncated',
      'KH/2018/01/rỗng.png': 'file-empty',
      'KH/2018/01/chữ.jpg': 'not-an-image',
      'KH/2018/01/khóa.pdf': 'pdf-encrypted',
      'KH/2018/01/bom.png': 'image-too-large',
      entry: 'duplicate-identity',
    });
    const told = await sohoa('hold', 'đợt xấu');
    expect(told.code).toBe(1);
    for (const hold of held) expect(told.out).not.toContain(`  ${String(hold.reason)}`);
    expect(told.out).toContain('rỗng.png');

    const status = lines(await sohoa('status', 'đợt xấu', '--json'))[0]?.progress as {
      files: Record<string, number>;
      frames: Record<string, number>;
    };
    expect(status.files).toEqual({ received: 7, done: 3, held: 4, inProgress: 0 });
    expect(status.frames).toEqual({ received: 3, done: 2, held: 1, inProgress: 0 });

    const refused = await sohoa('approve', 'đợt xấu');
    expect(refused.code).toBe(1);
    const papers = held.filter((hold) => hold.subject !== 'book').map((hold) => String(hold.hold));
    const released = await sohoa('release', ...papers, '--dismiss', 'quét lại sau');
    expect(released.code, released.err).toBe(0);
    await sohoa('work', '--drain');
    expect((await sohoa('release', String(papers[0]), '--retry')).code).toBe(1);
  }, 240_000);
});

describe('official lists of places', () => {
  it('are imported whole or not at all, and lead from old units to new ones', async () => {
    const units = await put(
      'cũ.csv',
      'code,full_name,district_full_name,province_full_name\n24776,Xã An Nhơn,Huyện Đạ Tẻh,Tỉnh Lâm Đồng\n',
    );
    const moves = await put(
      'chuyển.tsv',
      'old_ward_code\told_ward\told_dist\told_prov\tnew_ward_code\tnew_ward\tnew_prov\n' +
        '24776\tXã An Nhơn\tHuyện Đạ Tẻh\tTỉnh Lâm Đồng\t24775\tXã Đạ Tẻh 2\tTỉnh Lâm Đồng\n',
    );
    const broken = await put('hỏng.csv', 'code,full_name\n01,Thành phố Hà Nội\n02,TØnh Hµ Giang\n');
    expect((await sohoa('places', 'import', units, '--until', '2025-07-01')).code).toBe(0);
    expect((await sohoa('places', 'import', moves)).code).toBe(0);
    expect(lines(await sohoa('--json', 'places', 'now', 'xa an nhon'))).toMatchObject([
      { oldCode: '24776', newPath: 'Xã Đạ Tẻh 2, Tỉnh Lâm Đồng', movedOn: '2025-07-01' },
    ]);
    const refused = await sohoa('places', 'import', broken);
    expect(refused.code).not.toBe(0);
    expect(refused.err).toMatch(/hỏng\.csv.*3/u);
    expect(lines(await sohoa('--json', 'places', 'find', 'Hà Nội'))).toEqual([]);
  });
});

describe('accounts', () => {
  it('are given, taken and moved rights and locked as in the page, and the last administrator stays', async () => {
    const say = async (...args: string[]) => {
      const { code, err } = await sohoa('user', ...args, '--lang', 'en');
      return { code, err: err.trim() };
    };
    const rights = async (username: string) =>
      lines(await sohoa('user', 'list', '--json')).find((account) => account.username === username);
    await sohoa('office', 'add', 'da-teh', 'UBND huyện Đạ Tẻh, tỉnh Lâm Đồng');
    expect((await say('add', 'lan', '--role', 'data-entry', '--office', 'an-nhon')).code).toBe(0);
    expect((await say('grant', 'lan', '--role', 'checker', '--office', 'an-nhon')).code).toBe(0);
    expect((await say('move', 'lan', '--from', 'an-nhon', '--to', 'da-teh')).code).toBe(0);
    expect((await say('revoke', 'lan', '--role', 'checker', '--office', 'da-teh')).code).toBe(0);
    expect((await say('lock', 'lan')).code).toBe(0);
    expect(await rights('lan')).toMatchObject({ grants: ['data-entry@da-teh'], locked: true });
    const twice = await say('move', 'lan', '--from', 'an-nhon', '--to', 'da-teh');
    expect(twice).toMatchObject({ code: 1, err: expect.stringContaining('no role in that office') });
    for (const args of [
      ['lock', 'quản-trị'],
      ['revoke', 'quản-trị', '--role', 'administrator'],
    ]) {
      expect(await say(...args)).toMatchObject({
        code: 1,
        err: expect.stringContaining('last administrator'),
      });
    }
  });
});

describe('a second `up` in one workspace', () => {
  it('is refused with the place, and the first goes on', async () => {
    const first = spawn(process.execPath, [...SOHOA_COMMAND, 'up'], {
      cwd: packagePath(),
      env: environment(),
    });
    await said(first, 'sohoa đang chạy');
    const second = await sohoa('up');
    expect(second.code).toBe(2);
    expect(second.err).toContain(home);
    expect(first.exitCode).toBeNull();
    first.kill('SIGTERM');
    const [code] = (await once(first, 'exit')) as [number];
    expect(code).toBe(0);
  });
});

const said = (child: ChildProcess, text: string): Promise<void> =>
  new Promise((resolve, reject) => {
    let heard = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      heard += chunk.toString();
      if (heard.includes(text)) resolve();
    });
    child.once('exit', () => reject(new Error(`ended before it said so: ${heard}`)));
  });

/** A PNG whose header promises 40,000 × 40,000 pixels. */
const bomb = async (): Promise<Buffer> => {
  const small = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#fff' } })
    .png()
    .toBuffer();
  const header = Buffer.from(small.subarray(12, 29));
  header.writeUInt32BE(40_000, 4);
  header.writeUInt32BE(40_000, 8);
  const crc = Buffer.alloc(4);
  crc.writeUInt32BE(crc32(header));
  return Buffer.concat([small.subarray(0, 12), header, crc, small.subarray(33)]);
};

const crc32 = (bytes: Uint8Array): number => {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
};
