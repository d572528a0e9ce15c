/** A measure in millimetres: typed, or stepped with the arrow keys. */
import { useId, useState } from 'react';
import { STEP_MM, tidy } from '../editing/boxes.ts';

type Props = Readonly<{ label: string; value: number; onChange: (value: number) => void }>;

export const Millimetres = ({ label, value, onChange }: Props) => {
  const id = useId();
  /** What is being typed and is no number yet. */
  const [typed, setTyped] = useState<string | null>(null);
  return (
    <div className="measure">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type="number"
        step={STEP_MM}
        value={typed ?? tidy(value)}
        onChange={(event) => {
          setTyped(event.target.value);
          const number = event.target.valueAsNumber;
          if (Number.isFinite(number)) onChange(number);
        }}
        onBlur={() => setTyped(null)}
      />
    </div>
  );
};
