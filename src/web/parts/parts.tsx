/** What several pages share: asking the server, its refusals in words, lists that go on. */
import { type UseQueryResult, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { BodyIn, QueryIn, Reply } from '../../server/contract/contract.ts';
import type { RouteKey } from '../../server/contract/paths.ts';
import { call } from '../api/client.ts';
import { problemText } from '../api/problem-text.ts';
import { useSay, useTexts } from '../texts/texts.ts';

/** The data when it is there, else why not. */
export const Loaded = <T,>({
  query,
  children,
}: Readonly<{ query: UseQueryResult<T>; children: (data: T) => ReactNode }>) => {
  const say = useSay();
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (query.error !== null) {
    return (
      <p className="note-bad" role="alert">
        {problemText(query.error, say)}
      </p>
    );
  }
  return (
    <p className="quiet" aria-busy="true">
      {say('web-loading')}
    </p>
  );
};

/** A list of the server a page at a time: where it stands, and buttons that go on and back. */
export const usePaged = <K extends RouteKey>(
  route: K,
  input: Readonly<{
    params?: Readonly<Record<string, unknown>>;
    query?: Readonly<Record<string, unknown>>;
    /** For lists that are asked for by POST. */
    body?: Readonly<Record<string, unknown>>;
  }> = {},
  options: Readonly<{ enabled?: boolean; refetchInterval?: number }> = {},
) => {
  const [trail, setTrail] = useState<readonly string[]>([]);
  const key = JSON.stringify([input.params, input.query, input.body]);
  const [asked, setAsked] = useState(key);
  if (asked !== key) {
    setAsked(key);
    setTrail([]);
  }
  const after = trail.at(-1);
  const from = after === undefined ? {} : { after };
  const query = useQuery({
    queryKey: [route, input.params, input.query, input.body, after],
    queryFn: () =>
      call(route, {
        ...(input.params === undefined ? {} : { params: input.params as never }),
        ...(input.body === undefined
          ? { query: { ...input.query, ...from } as QueryIn<K> }
          : { body: { ...input.body, ...from } as BodyIn<K> }),
      }) as Promise<Reply<K>>,
    enabled: options.enabled ?? true,
    ...(options.refetchInterval === undefined ? {} : { refetchInterval: options.refetchInterval }),
  });
  const next = (query.data as { next?: string | null } | undefined)?.next ?? null;
  return {
    query,
    pager: (
      <Pager
        onBack={trail.length === 0 ? null : () => setTrail(trail.slice(0, -1))}
        onNext={next === null ? null : () => setTrail([...trail, next])}
      />
    ),
  };
};

const Pager = ({
  onBack,
  onNext,
}: Readonly<{ onBack: (() => void) | null; onNext: (() => void) | null }>) => {
  const say = useSay();
  if (onBack === null && onNext === null) return null;
  return (
    <nav className="actions" aria-label={say('web-pages')} style={{ marginTop: 10 }}>
      <button type="button" className="plain-button" disabled={onBack === null} onClick={() => onBack?.()}>
        {say('web-page-before')}
      </button>
      <button type="button" className="plain-button" disabled={onNext === null} onClick={() => onNext?.()}>
        {say('web-page-after')}
      </button>
    </nav>
  );
};

/** Runs a request of a button: busy while it runs, its refusal in words, everything shown asked again afterwards. */
export const useAct = () => {
  const say = useSay();
  const queries = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const run = async (request: () => Promise<unknown>): Promise<boolean> => {
    setBusy(true);
    setProblem(null);
    try {
      await request();
      await queries.invalidateQueries();
      return true;
    } catch (error) {
      setProblem(problemText(error, say));
      return false;
    } finally {
      setBusy(false);
    }
  };
  const shown =
    problem === null ? null : (
      <p className="note-bad" role="alert">
        {problem}
      </p>
    );
  return { run, busy, shown };
};

export const useFormat = () => {
  const { language } = useTexts();
  const locale = language === 'vi' ? 'vi-VN' : 'en-GB';
  return {
    count: (value: number) => value.toLocaleString(locale),
    percent: (part: number, of: number) =>
      of === 0 ? '—' : (part / of).toLocaleString(locale, { style: 'percent', maximumFractionDigits: 1 }),
    time: (iso: string) => new Date(iso).toLocaleString(locale, { dateStyle: 'short', timeStyle: 'short' }),
    day: (iso: string) => `${Number(iso.slice(8, 10))}/${Number(iso.slice(5, 7))}`,
  };
};

const TONES: Readonly<Record<string, 'good' | 'warn' | 'bad'>> = {
  accepted: 'good',
  loaded: 'good',
  verified: 'good',
  done: 'good',
  returned: 'warn',
  held: 'warn',
  failed: 'bad',
};

export const StateBadge = ({ state, text }: Readonly<{ state: string; text: string }>) => (
  <span className="badge" data-tone={TONES[state]}>
    {text}
  </span>
);
