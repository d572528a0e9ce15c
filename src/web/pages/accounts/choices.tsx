/** Choosing a role and an office. */
import { ROLES, type Role } from '../../../domain/roles.ts';
import { useSay } from '../../texts/texts.ts';

export type Office = Readonly<{ id: number; code: string; name: string }>;

export const GrantFields = ({
  offices,
  role,
  officeId,
  onRole,
  onOffice,
}: Readonly<{
  offices: readonly Office[];
  role: Role;
  officeId: number | null;
  onRole: (role: Role) => void;
  onOffice: (id: number | null) => void;
}>) => {
  const say = useSay();
  return (
    <>
      <label>
        {say('web-role')}
        <select value={role} onChange={(event) => onRole(event.target.value as Role)}>
          {ROLES.map((one) => (
            <option key={one} value={one}>
              {say(`web-role-${one}`)}
            </option>
          ))}
        </select>
      </label>
      <label>
        {say('web-col-office')}
        <select
          value={officeId ?? ''}
          onChange={(event) => onOffice(event.target.value === '' ? null : Number(event.target.value))}
        >
          <option value="">{say('web-all-offices')}</option>
          {offices.map((office) => (
            <option key={office.id} value={office.id}>
              {office.name}
            </option>
          ))}
        </select>
      </label>
    </>
  );
};

export const OfficeChoice = ({
  label,
  offices,
  value,
  onChange,
}: Readonly<{
  label: string;
  offices: readonly Office[];
  value: number | null;
  onChange: (id: number | null) => void;
}>) => (
  <label>
    {label}
    <select
      value={value ?? ''}
      onChange={(event) => onChange(event.target.value === '' ? null : Number(event.target.value))}
    >
      <option value="">—</option>
      {offices.map((office) => (
        <option key={office.id} value={office.id}>
          {office.name}
        </option>
      ))}
    </select>
  </label>
);
