/** The buttons under the sample; each names its key. */
import { Key } from '../../keys/KeyTable.tsx';
import { keysOf, type ShortcutId } from '../../keys/registry.ts';
import { type TextKey, useSay } from '../../texts/texts.ts';
import { useShortcuts } from '../parts/use-shortcuts.ts';

type Props = Readonly<{
  act: (id: ShortcutId) => boolean;
  /** Whether the mouse draws a new box; null: nothing can be drawn here. */
  drawing: Readonly<{ isOn: boolean; onChange: (isOn: boolean) => void }> | null;
}>;

const TOOLS = [
  ['design-zoom-in', 'web-key-zoom-in', '+'],
  ['design-zoom-out', 'web-key-zoom-out', '−'],
  ['design-whole-page', 'web-key-whole-page', '▭'],
] as const satisfies readonly (readonly [ShortcutId, TextKey, string])[];

export const ViewTools = ({ act, drawing }: Props) => {
  const say = useSay();
  useShortcuts(act);
  return (
    <div className="picture-tools" role="toolbar" aria-label={say('web-page-tools')}>
      {TOOLS.map(([id, text, sign]) => (
        <button key={id} type="button" className="dark-button" title={say(text)} onClick={() => act(id)}>
          <span className="visually-hidden">{say(text)}</span>
          <span aria-hidden="true">{sign}</span> <Key name={keysOf(id)[0] ?? ''} />
        </button>
      ))}
      {drawing !== null && (
        <button
          type="button"
          className="dark-button picture-tool is-last"
          aria-pressed={drawing.isOn}
          onClick={() => drawing.onChange(!drawing.isOn)}
        >
          <span aria-hidden="true">✎ </span>
          {say(drawing.isOn ? 'design-drawing' : 'design-draw')}
        </button>
      )}
    </div>
  );
};
