/**
 * One typed function for every route of the contract. Only types of the contract are imported: no Zod in the bundle.
 */
import { SohoaError } from '../../domain/errors.ts';
import type { BodyIn, FieldView, ParamsIn, Problem, QueryIn, Reply } from '../../server/contract/contract.ts';
import { PATHS, type RouteKey } from '../../server/contract/paths.ts';
import { language } from '../texts/texts.ts';

/** A refusal of the server, or `offline` (status 0) when no answer came. `text` is for people, in their language. */
export class ApiProblem extends SohoaError {
  readonly status: number;
  readonly text: string;
  readonly current: FieldView | undefined;

  constructor(status: number, problem: Problem) {
    super(problem.code, problem.params);
    this.status = status;
    this.text = problem.message;
    this.current = problem.current;
  }
}

/** Whether the same request may succeed later without anybody doing anything. */
export const isPassing = (error: unknown): boolean =>
  error instanceof ApiProblem && (error.status === 0 || error.status === 429 || error.status >= 500);

export const hasCode = (error: unknown, code: string): error is ApiProblem =>
  error instanceof ApiProblem && error.code === code;

type Input<K extends RouteKey> = Readonly<{
  params?: ParamsIn<K>;
  query?: QueryIn<K>;
  body?: BodyIn<K>;
  signal?: AbortSignal;
}>;

const expired = new Set<() => void>();
/** Calls back when the server says that nobody is logged in any more. Returns how to stop. */
export const onExpired = (listener: () => void): (() => void) => {
  expired.add(listener);
  return () => expired.delete(listener);
};

const pathOf = (template: string, params: Readonly<Record<string, unknown>>): string =>
  template.replace(/:(\w+)/g, (_all, name: string) => encodeURIComponent(String(params[name])));

const searchOf = (query: Readonly<Record<string, unknown>>): string => {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== null && one !== '') search.append(name, String(one));
    }
  }
  const text = search.toString();
  return text === '' ? '' : `?${text}`;
};

/** A request that hangs on a dead line is given up after this long and counts as no answer. */
const PATIENCE_MS = 30_000;
/** A scan of many pages takes its time over a bad line. */
const UPLOAD_PATIENCE_MS = 10 * 60_000;

/**
 * @throws ApiProblem with the code of the refusal; `offline` when no answer came
 */
export const call = async <K extends RouteKey>(route: K, input: Input<K> = {}): Promise<Reply<K>> => {
  const url = pathOf(PATHS[route][1], input.params ?? {}) + searchOf(input.query ?? {});
  const content =
    input.body === undefined
      ? {}
      : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(input.body) };
  return ask(route, url, content, PATIENCE_MS, input.signal);
};

/** Hands a file in as it is: its bytes are the body, its name a header. */
export const upload = async <K extends RouteKey>(
  route: K,
  params: ParamsIn<K>,
  file: File,
  signal?: AbortSignal,
): Promise<Reply<K>> => {
  const headers = {
    'content-type': 'application/octet-stream',
    'x-file-name': encodeURIComponent(file.name.normalize('NFC')),
  };
  const url = pathOf(PATHS[route][1], params ?? {});
  return ask(route, url, { headers, body: file }, UPLOAD_PATIENCE_MS, signal);
};

type Content = Readonly<{ headers?: Readonly<Record<string, string>>; body?: BodyInit }>;

const ask = async <K extends RouteKey>(
  route: K,
  url: string,
  content: Content,
  patienceMs: number,
  given: AbortSignal | undefined,
): Promise<Reply<K>> => {
  const patience = AbortSignal.timeout(patienceMs);
  const signal = given === undefined ? patience : AbortSignal.any([patience, given]);
  const response = await fetch(url, {
    ...content,
    method: PATHS[route][0],
    headers: { 'accept-language': language(), accept: 'application/json', ...content.headers },
    signal,
  }).catch((error: unknown) => {
    if (given?.aborted === true) throw error;
    throw new ApiProblem(0, { code: 'offline', params: {}, message: '' });
  });
  const json: unknown = await response.json().catch(() => null);
  if (response.ok && json !== null) return json as Reply<K>;
  const problem = isProblem(json)
    ? json
    : { code: response.ok ? 'offline' : 'unexpected', params: {}, message: '' };
  if (problem.code === 'not-logged-in') for (const listener of expired) listener();
  throw new ApiProblem(response.ok ? 0 : response.status, problem);
};

const isProblem = (json: unknown): json is Problem =>
  typeof json === 'object' && json !== null && 'code' in json && 'message' in json;
