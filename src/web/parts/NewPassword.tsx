/** A password that is set, not asked for: browsers offer to make and keep one. */
import { useSay } from '../texts/texts.ts';

type Props = Readonly<{ value: string; onChange: (value: string) => void; isRequired?: boolean }>;

export const NewPassword = ({ value, onChange, isRequired = false }: Props) => {
  const say = useSay();
  return (
    <label>
      {say('web-new-password')}
      <input
        type="password"
        autoComplete="new-password"
        value={value}
        onChange={(event) => onChange(event.target.value)}
        required={isRequired}
      />
    </label>
  );
};
