/** The field of a place: typed for by any of its words, accents left out or not, and taken from the list. */
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { isComposing } from '../../keys/registry.ts';
import { useSay } from '../../texts/texts.ts';
import { type Choice, matching } from '../editing/choices.ts';

type Props = Readonly<{
  choices: readonly Choice[];
  /** The one it is now; null: none. */
  current: string | null;
  /** What stands there while nothing is typed. */
  title: string;
  /** Ids that other places have already. */
  used: ReadonlySet<string>;
  onTake: (choice: Choice | null) => void;
  /** Enter without anything typed: it is right as it stands. */
  onConfirm: () => void;
}>;

export const FieldPicker = ({ choices, current, title, used, onTake, onConfirm }: Props) => {
  const say = useSay();
  const ids = useId();
  const list = useRef<HTMLDivElement>(null);
  /** Null: nothing is typed, the title stands there. */
  const [typed, setTyped] = useState<string | null>(null);
  const [isOpen, setOpen] = useState(false);
  const [marked, setMarked] = useState(0);
  const found = isOpen ? matching(choices, typed ?? '') : [];
  const close = () => {
    setTyped(null);
    setOpen(false);
    setMarked(0);
  };
  useEffect(() => {
    if (isOpen) list.current?.children[marked]?.scrollIntoView({ block: 'nearest' });
  }, [isOpen, marked]);

  const take = (choice: Choice | null) => {
    close();
    onTake(choice);
  };
  const open = () => {
    setOpen(true);
    setMarked(
      typed === null
        ? Math.max(
            0,
            choices.findIndex(({ id }) => id === current),
          )
        : 0,
    );
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (isComposing(event.nativeEvent) || event.altKey || event.ctrlKey) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (!isOpen) open();
      else {
        const by = event.key === 'ArrowDown' ? 1 : -1;
        setMarked(Math.min(Math.max(0, marked + by), Math.max(0, found.length - 1)));
      }
    } else if (event.key === 'Enter') {
      event.preventDefault();
      const choice = found[marked];
      if (isOpen && choice !== undefined) take(choice);
      else if (!isOpen) onConfirm();
    } else if (event.key === 'Escape' && isOpen) {
      event.preventDefault();
      close();
    }
  };

  return (
    <div className="picker">
      <label htmlFor={`${ids}-input`}>{say('design-field')}</label>
      <div className="picker-line">
        <input
          id={`${ids}-input`}
          className="picker-input"
          data-name-input=""
          role="combobox"
          aria-expanded={isOpen}
          aria-autocomplete="list"
          aria-controls={`${ids}-list`}
          {...(isOpen && found[marked] !== undefined ? { 'aria-activedescendant': `${ids}-${marked}` } : {})}
          value={typed ?? title}
          placeholder={say('design-field-find')}
          autoComplete="off"
          spellCheck={false}
          onFocus={(event) => event.currentTarget.select()}
          onClick={open}
          onBlur={close}
          onChange={(event) => {
            setTyped(event.target.value);
            setOpen(true);
            setMarked(0);
          }}
          onKeyDown={onKeyDown}
        />
        <button
          type="button"
          className="plain-button small"
          disabled={title === ''}
          onClick={() => take(null)}
        >
          {say('design-field-clear')}
        </button>
      </div>
      <div
        id={`${ids}-list`}
        ref={list}
        role="listbox"
        aria-label={say('design-fields')}
        className="picker-list"
        hidden={!isOpen}
      >
        {found.map((choice, index) => (
          <div
            key={choice.id}
            id={`${ids}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === marked}
            data-current={choice.id === current || undefined}
            onMouseDown={(event) => {
              event.preventDefault();
              take(choice);
            }}
          >
            {choice.label}
            {used.has(choice.id) && choice.id !== current && (
              <>
                {' '}
                <em>{say('design-field-used')}</em>
              </>
            )}
          </div>
        ))}
      </div>
      {isOpen && found.length === 0 && <p className="picker-none">{say('design-field-none')}</p>}
    </div>
  );
};
