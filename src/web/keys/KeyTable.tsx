/** All keys and what they do. */
import type { Action } from '../../domain/roles.ts';
import { may, useDesk } from '../shell/desk.ts';
import { useSay } from '../texts/texts.ts';
import { type Scope, SHORTCUTS } from './registry.ts';

const SCOPES = ['everywhere', 'entry', 'decide', 'designer'] as const satisfies readonly Scope[];
const TITLES = {
  everywhere: 'web-keys-everywhere',
  entry: 'web-keys-entry',
  decide: 'web-keys-decide',
  designer: 'web-keys-designer',
} as const;
const SIGNS: Readonly<Record<string, string>> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Escape: 'Esc',
  '-': '−',
  Insert: 'Ins',
  Delete: 'Del',
};

/** Keys of work that somebody has no right to are only in the way. */
const NEEDS: Readonly<Partial<Record<Scope, Action>>> = {
  entry: 'entry.view',
  decide: 'entry.adjudicate',
  designer: 'form.manage',
};

/** As it stands on the keys. */
export const Key = ({ name }: Readonly<{ name: string }>) => (
  <kbd>
    {name
      .split(/\+(?=.)/)
      .map((part) => SIGNS[part] ?? part)
      .join('+')}
  </kbd>
);

export const KeyTable = () => {
  const say = useSay();
  const { me } = useDesk();
  const isFor = (scope: Scope): boolean => {
    const needed = NEEDS[scope];
    return needed === undefined || may(me, needed);
  };
  return (
    <div className="key-table">
      {SCOPES.filter(isFor).map((scope) => {
        const texts = [...new Set(SHORTCUTS.filter((one) => one.scope === scope).map((one) => one.text))];
        return (
          <section key={scope}>
            <h2>{say(TITLES[scope])}</h2>
            <dl>
              {texts.map((text) => (
                <div key={text}>
                  <dt>
                    {SHORTCUTS.filter((one) => one.scope === scope && one.text === text)
                      .flatMap((one) => one.keys)
                      .map((name) => (
                        <Key key={name} name={name} />
                      ))}
                  </dt>
                  <dd>{say(text)}</dd>
                </div>
              ))}
            </dl>
          </section>
        );
      })}
    </div>
  );
};
