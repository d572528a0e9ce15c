/** The frame around every page: where one can go, whether everything is saved, who is here. */
import { Menu, Modal, UnstyledButton } from '@mantine/core';
import { type ReactNode, useEffect, useState } from 'react';
import { Link, NavLink, useNavigate } from 'react-router';
import type { Action } from '../../domain/roles.ts';
import { saveStateOf } from '../entry/save/queue.ts';
import { KeyTable } from '../keys/KeyTable.tsx';
import { shortcutFor } from '../keys/registry.ts';
import { useStore } from '../state/store.ts';
import { speak, type TextKey, useSay, useTexts } from '../texts/texts.ts';
import { may, useDesk } from './desk.ts';

type Place = Readonly<{ to: string; text: TextKey; needs: readonly Action[] }>;

const PLACES: readonly Place[] = [
  { to: '/work', text: 'web-nav-work', needs: ['entry.key'] },
  { to: '/decide', text: 'web-nav-decide', needs: ['entry.adjudicate'] },
  { to: '/day', text: 'web-nav-day', needs: ['entry.key'] },
  { to: '/supervision', text: 'web-nav-supervision', needs: ['batch.approve'] },
  { to: '/batches', text: 'web-nav-batches', needs: ['batch.view'] },
  { to: '/search', text: 'web-nav-search', needs: ['entry.view'] },
  { to: '/holds', text: 'web-nav-holds', needs: ['batch.hold'] },
  { to: '/forms', text: 'web-nav-forms', needs: ['form.manage'] },
  { to: '/accounts', text: 'web-nav-accounts', needs: ['account.manage'] },
  { to: '/queues', text: 'web-nav-queues', needs: ['batch.enqueue', 'office.manage'] },
];

export const Frame = ({ children }: Readonly<{ children: ReactNode }>) => {
  const say = useSay();
  const { me } = useDesk();
  const [help, setHelp] = useState(false);

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || shortcutFor(event, ['everywhere']) !== 'help') return;
      // A question mark is a letter like any other where somebody is in the middle of a text.
      if (event.key === '?' && isMidText(event.target)) return;
      event.preventDefault();
      setHelp(true);
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);

  return (
    <div className="frame">
      <a className="skip-link" href="#main">
        {say('web-skip-to-main')}
      </a>
      <header className="frame-head">
        <Link to="/" className="frame-brand">
          <img src="/icon.svg" alt="" width="22" height="22" /> sohoa
        </Link>
        <nav aria-label={say('web-nav')}>
          {PLACES.filter((place) => place.needs.some((action) => may(me, action))).map((place) => (
            <NavLink key={place.to} to={place.to}>
              {say(place.text)}
            </NavLink>
          ))}
        </nav>
        <SaveState />
        <UnstyledButton className="frame-help" onClick={() => setHelp(true)} aria-label={say('web-key-help')}>
          ?
        </UnstyledButton>
        <Person />
      </header>
      <main id="main" className="frame-main" tabIndex={-1}>
        {children}
      </main>
      <Modal opened={help} onClose={() => setHelp(false)} title={say('web-keys-title')} size="xl">
        <KeyTable />
        <p>
          <Link to="/keys" onClick={() => setHelp(false)}>
            {say('web-keys-print')}
          </Link>
        </p>
      </Modal>
    </div>
  );
};

const isMidText = (target: EventTarget | null): boolean => {
  if (target instanceof HTMLTextAreaElement) return true;
  if (!(target instanceof HTMLInputElement) || target.value === '') return false;
  return target.selectionStart !== 0 || target.selectionEnd !== target.value.length;
};

/** Saved, waiting for the line, or somebody must decide: words and a shape, not only a colour. */
const SaveState = () => {
  const say = useSay();
  const { saver } = useDesk();
  const { state, waiting, problems } = saveStateOf(useStore(saver.queue));
  const line = useStore(saver.line);
  const isKept = useStore(saver.isKept);
  const foreign = useStore(saver.foreign);
  const text =
    state === 'problem'
      ? say('web-save-problem', { count: problems })
      : state === 'waiting'
        ? say(line === 'up' ? 'web-save-sending' : 'web-save-waiting', { count: waiting })
        : line === 'down'
          ? say('web-save-offline')
          : say('web-save-saved');
  const look = state === 'saved' && line === 'down' ? 'waiting' : state;
  return (
    <div className="save-state" data-state={look} data-testid="save-state">
      <span role="status">
        {state === 'problem' ? (
          <Link to="/conflicts" className="save-link">
            {text}
          </Link>
        ) : (
          text
        )}
        {!isKept && waiting > 0 && <em> {say('web-save-not-kept')}</em>}
      </span>
      {foreign > 0 && <span className="quiet"> {say('web-save-foreign', { count: foreign })}</span>}
    </div>
  );
};

const Person = () => {
  const say = useSay();
  const { language } = useTexts();
  const { me, logOut, saver } = useDesk();
  const go = useNavigate();
  const [isAsking, setAsking] = useState(false);
  const leave = (): void => {
    if (saver.queue.get().length > 0) setAsking(true);
    else void logOut();
  };
  return (
    <>
      <Menu position="bottom-end" width={220}>
        <Menu.Target>
          <UnstyledButton className="frame-person">{me.account.displayName} ▾</UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => void go('/self')}>{say('web-nav-self')}</Menu.Item>
          <Menu.Item onClick={() => void go('/keys')}>{say('web-keys-title')}</Menu.Item>
          <Menu.Item onClick={() => void speak(language === 'vi' ? 'en' : 'vi')}>
            {language === 'vi' ? 'English' : 'Tiếng Việt'}
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item onClick={leave}>{say('web-log-out')}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Modal opened={isAsking} onClose={() => setAsking(false)} title={say('web-log-out')} centered>
        <Unsent onStay={() => setAsking(false)} onLeave={() => void logOut()} />
      </Modal>
    </>
  );
};

/** Watches the queue only while it is asked about, or every save would draw the menu anew. */
const Unsent = ({ onStay, onLeave }: Readonly<{ onStay: () => void; onLeave: () => void }>) => {
  const say = useSay();
  const { saver } = useDesk();
  const count = useStore(saver.queue).length;
  return (
    <>
      <p role="status">{count === 0 ? say('web-log-out-sent') : say('web-log-out-unsent', { count })}</p>
      <div className="actions">
        <button type="button" className="plain-button" onClick={onStay}>
          {say('web-stay')}
        </button>
        <button type="button" className="plain-button" onClick={onLeave}>
          {say(count === 0 ? 'web-log-out' : 'web-log-out-anyway')}
        </button>
      </div>
    </>
  );
};
