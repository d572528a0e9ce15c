/** Who is logged in and the work in hand, for every page. */
import { createContext, useContext } from 'react';
import type { Action } from '../../domain/roles.ts';
import type { Me } from '../api/types.ts';
import type { Saver } from '../entry/save/saver.ts';
import type { Work } from '../entry/work.ts';

export type Desk = Readonly<{
  me: Me;
  saver: Saver;
  /** Entries to key, and entries to decide on: two lines of work. */
  work: Work;
  logOut: () => Promise<void>;
}>;

export const DeskContext = createContext<Desk | null>(null);

export const useDesk = (): Desk => {
  const desk = useContext(DeskContext);
  if (desk === null) throw new Error('outside of the desk');
  return desk;
};

export const may = (me: Me, action: Action): boolean => me.may.some((one) => one.action === action);
