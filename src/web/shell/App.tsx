/** The workstation after log-in: kit, routes, the saver and the work in hand. */
import '@mantine/core/styles.css';
import './app.css';
import { createTheme, MantineProvider, Modal, mergeThemeOverrides } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useMemo, useState } from 'react';
import { BrowserRouter, Navigate, Route, Routes } from 'react-router';
import { ApiProblem, call, onExpired } from '../api/client.ts';
import type { Me } from '../api/types.ts';
import { LoginForm } from '../boot/LoginPage.tsx';
import { startSaver } from '../entry/save/saver.ts';
import { startWork } from '../entry/work.ts';
import { useStore } from '../state/store.ts';
import { joinTabs } from '../state/tabs.ts';
import { speakAlso, useSay } from '../texts/texts.ts';
import { type Desk, DeskContext, may } from './desk.ts';
import { Frame } from './Frame.tsx';

const EntryPage = lazy(() => import('../entry/EntryPage.tsx'));
const ConflictsPage = lazy(() => import('../entry/ConflictsPage.tsx'));
const KeysPage = lazy(() => import('../keys/KeysPage.tsx'));
const DayPage = lazy(() => import('../pages/DayPage.tsx'));
const BatchesPage = lazy(() => import('../pages/BatchesPage.tsx'));
const BatchPage = lazy(() => import('../pages/BatchPage.tsx'));
const BookPage = lazy(() => import('../pages/BookPage.tsx'));
const SearchPage = lazy(() => import('../pages/SearchPage.tsx'));
const HoldsPage = lazy(() => import('../pages/HoldsPage.tsx'));
const SupervisionPage = lazy(() => import('../pages/SupervisionPage.tsx'));
const SupervisionBatchPage = lazy(() => import('../pages/SupervisionBatchPage.tsx'));
const DisagreementsPage = lazy(() => import('../pages/DisagreementsPage.tsx'));
const AccountsPage = lazy(() => import('../pages/AccountsPage.tsx'));
const QueuesPage = lazy(() => import('../pages/QueuesPage.tsx'));
/** With their words: nobody else needs them. */
const FormsPage = lazy(() => speakAlso('designer').then(() => import('../designer/FormsPage.tsx')));
const DesignerPage = lazy(() => speakAlso('designer').then(() => import('../designer/DesignerPage.tsx')));
const SelfPage = lazy(() => import('../pages/SelfPage.tsx'));

const base = createTheme({
  fontFamily: 'var(--font)',
  primaryColor: 'sea',
  primaryShade: 7,
  defaultRadius: 'sm',
  colors: {
    sea: [
      '#eef6fa',
      '#dbe9f0',
      '#b5d2df',
      '#8cbace',
      '#69a5bf',
      '#4f96b5',
      '#2f7a9b',
      '#1f5f7a',
      '#174c62',
      '#0d394b',
    ],
  },
});

joinTabs();
void speakAlso('rules');

type Props = Readonly<{ me: Me; onLoggedOut: () => void }>;

export default function App({ me, onLoggedOut }: Props) {
  const queries = useMemo(
    () =>
      new QueryClient({
        defaultOptions: {
          queries: {
            staleTime: 15_000,
            refetchOnWindowFocus: false,
            retry: (count, error) => count < 2 && error instanceof ApiProblem && error.status === 0,
          },
        },
      }),
    [],
  );
  const [desk, setDesk] = useState<Desk | null>(null);

  useEffect(() => {
    const saver = startSaver(me.account.id);
    const work = startWork(saver);
    const logOut = async () => {
      await work.release();
      await call('session.end').catch(() => undefined);
      queries.clear();
      onLoggedOut();
    };
    setDesk({ me, saver, work, logOut });
    return () => {
      work.stop();
      saver.stop();
    };
  }, [me, onLoggedOut, queries]);

  const say = useSay();
  const theme = useMemo(
    () =>
      mergeThemeOverrides(base, {
        components: {
          Modal: Modal.extend({
            // No fading: old PCs draw it in jerks.
            defaultProps: {
              closeButtonProps: { 'aria-label': say('web-close') },
              transitionProps: { duration: 0 },
            },
          }),
        },
      }),
    [say],
  );

  return (
    <MantineProvider theme={theme} forceColorScheme="light">
      <QueryClientProvider client={queries}>
        {desk !== null && (
          <DeskContext value={desk}>
            <BrowserRouter>
              <Frame>
                <Suspense fallback={<Loading />}>
                  <Pages me={me} />
                </Suspense>
              </Frame>
            </BrowserRouter>
            <LogInAgain desk={desk} queries={queries} onOther={onLoggedOut} />
          </DeskContext>
        )}
      </QueryClientProvider>
    </MantineProvider>
  );
}

const Loading = () => {
  const say = useSay();
  return (
    <p className="quiet pad" aria-busy="true">
      {say('web-loading')}
    </p>
  );
};

const homeOf = (me: Me): string =>
  may(me, 'entry.key') ? '/work' : may(me, 'batch.approve') ? '/supervision' : '/batches';

const Pages = ({ me }: Readonly<{ me: Me }>) => (
  <Routes>
    <Route path="/" element={<Navigate to={homeOf(me)} replace />} />
    <Route path="/work" element={<EntryPage key="key" lanes={['key', 'second']} />} />
    <Route path="/decide" element={<EntryPage key="decide" lanes={['adjudicate']} />} />
    <Route path="/entry/:id" element={<EntryPage key="one" lanes={null} />} />
    <Route path="/conflicts" element={<ConflictsPage />} />
    <Route path="/keys" element={<KeysPage />} />
    <Route path="/day" element={<DayPage />} />
    <Route path="/batches" element={<BatchesPage />} />
    <Route path="/batches/:id" element={<BatchPage />} />
    <Route path="/books/:id" element={<BookPage />} />
    <Route path="/search" element={<SearchPage />} />
    <Route path="/holds" element={<HoldsPage />} />
    <Route path="/supervision" element={<SupervisionPage />} />
    <Route path="/supervision/:id" element={<SupervisionBatchPage />} />
    <Route path="/disagreements" element={<DisagreementsPage />} />
    <Route path="/accounts" element={<AccountsPage />} />
    <Route path="/queues" element={<QueuesPage />} />
    <Route path="/forms" element={<FormsPage />} />
    <Route path="/forms/:id" element={<DesignerPage />} />
    <Route path="/self" element={<SelfPage />} />
    <Route path="*" element={<Navigate to="/" replace />} />
  </Routes>
);

/** Over the page when the session has ended: what is on the screen and in the queue stays. */
const LogInAgain = ({
  desk,
  queries,
  onOther,
}: Readonly<{ desk: Desk; queries: QueryClient; onOther: () => void }>) => {
  const say = useSay();
  const [isExpired, setExpired] = useState(false);
  const line = useStore(desk.saver.line);
  useEffect(() => onExpired(() => setExpired(true)), []);
  return (
    <Modal
      opened={isExpired || line === 'logged-out'}
      onClose={() => undefined}
      withCloseButton={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
      title={say('web-expired-title')}
      centered
    >
      <p className="quiet">{say('web-expired-explained')}</p>
      <LoginForm
        setupToken={null}
        username={desk.me.account.username}
        onDone={(me) => {
          setExpired(false);
          if (me.account.id !== desk.me.account.id) onOther();
          desk.saver.resume();
          void desk.work.refresh();
          void queries.invalidateQueries();
        }}
      />
    </Modal>
  );
};
