/** Five sentences for the first time; shown once for each account of this browser, and again from the key map. */
import { useEffect, useRef, useState } from 'react';
import { useDesk } from '../shell/desk.ts';
import { useSay } from '../texts/texts.ts';

const STEPS = ['web-tour-1', 'web-tour-2', 'web-tour-3', 'web-tour-4', 'web-tour-5'] as const;

export const Tour = () => {
  const say = useSay();
  const { me } = useDesk();
  const seen = `sohoa-tour-${me.account.id}`;
  const [step, setStep] = useState(() => (localStorage.getItem(seen) === null ? 0 : STEPS.length));
  const next = useRef<HTMLButtonElement>(null);
  const text = STEPS[step];
  // biome-ignore lint/correctness/useExhaustiveDependencies: the button keeps the focus from step to step
  useEffect(() => next.current?.focus(), [step]);
  if (text === undefined) return null;
  const close = () => {
    localStorage.setItem(seen, 'seen');
    setStep(STEPS.length);
    document.querySelector<HTMLInputElement>('[data-field-input]')?.focus();
  };
  return (
    <div
      className="tour"
      role="dialog"
      aria-modal="false"
      aria-label={say('web-tour-title')}
      onKeyDown={(event) => {
        if (event.key === 'Escape') close();
      }}
    >
      <p className="tour-count">
        {say('web-tour-title')} · {step + 1}/{STEPS.length}
      </p>
      <p>{say(text)}</p>
      <div className="actions">
        <button type="button" className="plain-button" onClick={close}>
          {say('web-tour-skip')}
        </button>
        <button
          ref={next}
          type="button"
          className="main-button"
          onClick={() => (step + 1 === STEPS.length ? close() : setStep(step + 1))}
        >
          {say(step + 1 === STEPS.length ? 'web-tour-end' : 'web-tour-next')}
        </button>
      </div>
    </div>
  );
};
