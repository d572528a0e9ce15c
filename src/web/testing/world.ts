/**
 * A small office for browser tests: made-up pages really drawn, entries with tasks of every kind, people of every role,
 * behind the real server on a database of its own.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import sharp from 'sharp';
import { createBench } from '../../../pipelines/bench/bench.ts';
import { makeLedger, type TrueEntry, type TrueField } from '../../../scripts/ledger/make.ts';
import { hashPassword } from '../../access/accounts.ts';
import { readEnvironment } from '../../config/environment.ts';
import type { Role } from '../../domain/roles.ts';
import type { Box, Value } from '../../domain/values.ts';
import { openQueueBackend } from '../../queue/backend.ts';
import { createServer } from '../../server/server.ts';
import { setupToken } from '../../server/setup.ts';
import { addAccount, addGrant } from '../../store/accounts.ts';
import { type CandidateField, saveCandidate } from '../../store/entries.ts';
import { addFile, ensureBatch, ensureBook } from '../../store/hand-in.ts';
import { saveOffice } from '../../store/offices.ts';
import { diskPageFiles } from '../../store/page-files.ts';
import { saveImagedFrame, saveListing, saveReadings, setPageState } from '../../store/pages.ts';
import { openTestStore, type TestStore } from '../../store/test-store.ts';
import { builtPage } from './built-page.ts';

export const PASSWORD = 'mật khẩu dài 1';
export const PEOPLE = {
  'lan.nhap': { name: 'Nguyễn Thị Lan', role: 'data-entry' },
  'minh.nhap': { name: 'Trần Văn Minh', role: 'data-entry' },
  'hoa.kiem': { name: 'Lê Thị Hoa', role: 'checker' },
  'son.giamsat': { name: 'Phạm Văn Sơn', role: 'supervisor' },
  'admin.so': { name: 'Quản trị', role: 'administrator' },
} as const satisfies Record<string, { name: string; role: Role }>;
export type Username = keyof typeof PEOPLE;

export type World = Readonly<{
  url: string;
  store: TestStore;
  accounts: Readonly<Record<Username, number>>;
  /** In the order of the book, with what really stands on the paper. */
  entries: readonly Readonly<{ id: number; truth: TrueEntry }>[];
  batchId: number;
  bookId: number;
  /** Lets the account without a password set its first one. */
  setup: string;
  /** Stops answering and begins again at the same address. */
  restart: () => Promise<void>;
  close: () => Promise<void>;
}>;

type Wish = Readonly<{ field: string; kind: 'confirm' | 'key' | 'key-twice'; misread?: boolean }>;
/** What is open in each entry, in turn. */
const WISHES: readonly (readonly Wish[])[] = [
  [
    { field: 'nksHoTen', kind: 'confirm', misread: true },
    { field: 'nksNgaySinh', kind: 'key' },
    { field: 'meHoTen', kind: 'confirm' },
  ],
  [
    { field: 'ngayDangKy', kind: 'confirm' },
    { field: 'nksHoTen', kind: 'confirm', misread: true },
    { field: 'nksNoiSinh', kind: 'confirm' },
  ],
  [
    { field: 'ngayDangKy', kind: 'confirm' },
    { field: 'nksHoTen', kind: 'confirm' },
  ],
  [
    { field: 'nksHoTen', kind: 'key-twice' },
    { field: 'nksNgaySinh', kind: 'key-twice' },
  ],
  [
    { field: 'nksHoTen', kind: 'confirm' },
    { field: 'chaHoTen', kind: 'confirm' },
  ],
  [
    { field: 'nksHoTen', kind: 'confirm' },
    { field: 'chaHoTen', kind: 'confirm' },
  ],
  [
    { field: 'nksNoiSinh', kind: 'confirm' },
    { field: 'nksGioiTinh', kind: 'key' },
  ],
];

/** The first letter that can be mistaken is. */
const misread = (text: string): Readonly<{ text: string; at: number; right: string }> => {
  const at = Math.max(1, text.search(/[ỄỆÊẾẠÂẤƯỊN](?=[^N])/u));
  return { text: `${text.slice(0, at)}E${text.slice(at + 1)}`, at, right: text[at] ?? 'E' };
};

const around = ([x, y, width, height]: TrueField['box']): Box => [
  Math.max(0, x - 8),
  Math.max(0, y - 8),
  width + 16,
  height + 16,
];

const candidateField = (name: string, truth: TrueField, wish: Wish | undefined): CandidateField => {
  const isUnread = wish?.kind === 'key';
  const said =
    wish?.misread === true && truth.verbatim !== null ? misread(truth.verbatim).text : truth.verbatim;
  const value: Value = {
    verbatim: isUnread ? null : said,
    normalized: isUnread ? null : wish?.misread === true ? said : truth.normalized,
    state: isUnread ? 'illegible' : (truth.state as Value['state']),
    confidence: wish === undefined ? 0.98 : isUnread ? 0 : 0.72,
    box: around(truth.box),
  };
  return {
    field: name,
    value,
    engine: 'test@1',
    route: wish?.kind ?? 'accepted',
    task: wish?.kind ?? null,
    rules: [],
  };
};

const doubtful = (name: string, truth: TrueField) => {
  const { text, at, right } = misread(truth.verbatim ?? '');
  return {
    place: name,
    engine: 'test',
    engineVersion: '1',
    content: {
      type: 'written',
      lines: [
        {
          box: around(truth.box),
          size: [truth.box[2], truth.box[3]],
          engine: 'test@1',
          reading: {
            text,
            confidence: 0.7,
            symbols: [...text].map((letter, index) => ({
              text: letter,
              confidence: index === at ? 0.4 : 0.99,
              box: [index, 0, 1, 1],
              alternatives: index === at ? [{ text: right, confidence: 0.35 }] : [],
            })),
            alternatives: [],
          },
        },
      ],
    },
  };
};

export const openWorld = async (): Promise<World> => {
  const store = await openTestStore();
  const workspace = await mkdtemp(join(tmpdir(), 'sohoa-web-'));
  const env = readEnvironment({ SOHOA_HOME: workspace });
  const queue = await openQueueBackend({ postgresUrl: store.url, notify: () => undefined });
  const pageFiles = diskPageFiles(join(workspace, 'pages'));
  // However busy the machine is: a sample that took its time is no failure here.
  const bench = createBench({ size: 1, requestsPerProcess: 100, secondsPerRequest: 300 });
  const { db } = store;
  const office = await saveOffice(db, { code: 'tay-giang', name: 'UBND xã Tây Giang' });
  const passwordHash = await hashPassword(PASSWORD);
  const accounts: Partial<Record<Username, number>> = {};
  for (const [username, { name, role }] of Object.entries(PEOPLE)) {
    const { id } = await addAccount(db, { username, displayName: name, passwordHash });
    await addGrant(db, { accountId: id, role, officeId: role === 'administrator' ? null : office.id });
    accounts[username as Username] = id;
  }
  const first = await addAccount(db, {
    username: 'dau.tien',
    displayName: 'Người đầu tiên',
    passwordHash: null,
  });
  await addGrant(db, { accountId: first.id, role: 'administrator', officeId: null });
  const setup = setupToken(first.id);
  const ids = accounts as Record<Username, number>;

  const out = join(workspace, 'ledger');
  const made = await makeLedger({
    entries: WISHES.length,
    out,
    hand: 'typewriter',
    damage: 'light',
    dpi: 150,
    voidRate: 0,
    strikeRate: 0,
    seed: 'web',
    year: 2018,
  });
  const batch = await ensureBatch(db, {
    officeId: office.id,
    name: 'Đợt 1/2026',
    createdBy: ids['admin.so'],
  });
  const book = await ensureBook(db, {
    officeId: office.id,
    batchId: batch.id,
    kind: 'KS',
    year: 2018,
    volume: '01',
    edition: 'auto',
    declaredEntries: null,
    declaredPages: null,
  });
  const entries: { id: number; truth: TrueEntry }[] = [];
  for (const page of made.pages.filter((one) => one.class === 'entry')) {
    const truth = made.entries.find((one) => one.file === page.file);
    if (truth === undefined) continue;
    const bytes = await sharp(await readFile(join(out, page.file)))
      .rotate()
      .jpeg({ quality: 80 })
      .toBuffer();
    const sha256 = await pageFiles.put(bytes);
    const { file } = await addFile(db, {
      bookId: book.id,
      sha256,
      name: page.file.split('/').at(-1) ?? page.file,
      bytes: bytes.length,
    });
    const [frame] = await saveListing(db, {
      fileId: file.id,
      bookId: book.id,
      mediaType: 'image/jpeg',
      frameCount: 1,
    });
    if (frame === undefined) throw new Error('no frame');
    const [row] = await saveImagedFrame(db, frame.id, [
      {
        frameId: frame.id,
        bookId: book.id,
        side: 'whole',
        imageSha256: sha256,
        width: page.width,
        height: page.height,
        dpi: 150,
        rotation: 0,
        skew: 0,
        blur: 0,
        contrast: 1,
        ink: 0.1,
        toFile: [1, 0, 0, 0, 1, 0, 0, 0, 1],
      },
    ]);
    if (row === undefined) throw new Error('no page');
    const wishes = WISHES[entries.length] ?? [];
    const misreadFields = Object.entries(truth.fields).filter(([name]) =>
      wishes.some((wish) => wish.field === name && wish.misread === true),
    );
    await saveReadings(
      db,
      row.id,
      { class: 'entry', editionId: 'KS-2016', editionVersion: 1, fitError: 0.1, fitConfidence: 1 },
      misreadFields.map(([name, field]) => doubtful(name, field)),
    );
    const entry = await saveCandidate(db, {
      bookId: book.id,
      officeId: office.id,
      batchId: batch.id,
      kind: 'KS',
      pageId: row.id,
      ordinal: 0,
      editionId: 'KS-2016',
      editionVersion: 1,
      fields: Object.entries(truth.fields).map(([name, field]) =>
        candidateField(
          name,
          field,
          wishes.find((wish) => wish.field === name),
        ),
      ),
    });
    await setPageState(db, row.id, 'extracted');
    entries.push({ id: entry.id, truth });
  }

  const built = await builtPage();
  const start = async (port: number) => {
    const app = await createServer(
      { db, env, jobs: queue, pageFiles, queue, bench, scratch: join(workspace, 'scratch') },
      { log: pino({ level: 'silent' }), version: 'test', checkReplies: true, setup, page: built },
    );
    await app.listen({ port, host: '127.0.0.1' });
    return app;
  };
  let app = await start(0);
  const { port } = app.server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    store,
    accounts: ids,
    setup: setup.token,
    entries,
    batchId: batch.id,
    bookId: book.id,
    restart: async () => {
      await app.close();
      app = await start(port);
    },
    close: async () => {
      await app.close();
      await bench.close();
      await queue.close();
      await store.drop();
      await rm(workspace, { recursive: true, force: true });
    },
  };
};
