/** A button that opens the chooser for files; scans may also be dropped onto it. */
import { useId, useState } from 'react';
import { useSay } from '../../texts/texts.ts';

type Props = Readonly<{
  label: string;
  isMany: boolean;
  disabled: boolean;
  onPick: (files: readonly File[]) => void;
}>;

const ACCEPTED = 'image/jpeg,image/png,image/tiff,application/pdf,.jpg,.jpeg,.png,.tif,.tiff,.pdf';

export const FilePick = ({ label, isMany, disabled, onPick }: Props) => {
  const say = useSay();
  const id = useId();
  const [isOver, setOver] = useState(false);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the mouse's way of what the button in it does
    <div
      className="file-pick"
      data-over={isOver || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        if (!disabled) onPick([...event.dataTransfer.files]);
      }}
    >
      <input
        id={id}
        className="visually-hidden"
        type="file"
        accept={ACCEPTED}
        multiple={isMany}
        disabled={disabled}
        onChange={(event) => {
          const files = [...(event.target.files ?? [])];
          // The same file chosen again is a new choice.
          event.target.value = '';
          if (files.length > 0) onPick(files);
        }}
      />
      <label htmlFor={id} className="plain-button" data-disabled={disabled || undefined}>
        {label}
      </label>
      <span className="quiet">{say('design-file-kinds')}</span>
    </div>
  );
};
