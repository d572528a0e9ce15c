export * from './entries.ts';
export * from './ledgers.ts';
export * from './links.ts';
export * from './loads.ts';
export * from './people.ts';
export * from './places.ts';
export * from './tallies.ts';
export * from './work.ts';
