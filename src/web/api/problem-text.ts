/** A refusal in words; without an answer, that the line is down. */
import type { Say } from '../texts/texts.ts';
import { ApiProblem } from './client.ts';

export const problemText = (error: unknown, say: Say): string =>
  error instanceof ApiProblem && error.text !== '' ? error.text : say('web-offline-title');
