import { testFaultsOn } from './test-faults-on.ts';

testFaultsOn('postgres');
