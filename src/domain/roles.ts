/** Who may do what: rights are granted by role and office (docs/glossary.md). */
export const ROLES = [
  'scan-operator',
  'data-entry',
  'checker',
  'supervisor',
  'administrator',
  'auditor',
] as const;
export type Role = (typeof ROLES)[number];

export const ACTIONS = [
  'batch.enqueue',
  'batch.view',
  'batch.hold',
  'batch.approve',
  'batch.load',
  'entry.view',
  'entry.key',
  'entry.adjudicate',
  'form.manage',
  'office.manage',
  'account.manage',
  'audit.view',
] as const;
export type Action = (typeof ACTIONS)[number];

/** The one table of rights. Everybody who works on entries sees the batches of their office. */
export const RIGHTS: Readonly<Record<Role, readonly Action[]>> = {
  'scan-operator': ['batch.enqueue', 'batch.view', 'batch.hold'],
  'data-entry': ['batch.view', 'entry.view', 'entry.key'],
  checker: ['batch.view', 'entry.view', 'entry.key', 'entry.adjudicate'],
  supervisor: ['batch.view', 'batch.hold', 'entry.view', 'batch.approve', 'batch.load', 'form.manage'],
  administrator: ['batch.view', 'batch.hold', 'form.manage', 'office.manage', 'account.manage'],
  auditor: ['batch.view', 'entry.view', 'audit.view'],
};

export const isRole = (text: string): text is Role => (ROLES as readonly string[]).includes(text);

/** Whether one of the grants allows the action in that office. `officeId: null` in a grant means every office. */
export const allows = (
  grants: readonly Readonly<{ role: Role; officeId: number | null }>[],
  action: Action,
  officeId: number | null,
): boolean =>
  grants.some(
    (grant) =>
      RIGHTS[grant.role].includes(action) && (grant.officeId === null || grant.officeId === officeId),
  );
