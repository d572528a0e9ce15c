/** Handing in a scan of a form: too large a file is refused here, since a server that stops listening looks like a dead line. */
import type { Reply } from '../../server/contract/contract.ts';
import { LARGEST_SAMPLE } from '../../server/contract/paths.ts';
import { ApiProblem, upload } from '../api/client.ts';
import type { Say } from '../texts/texts.ts';

/** @throws ApiProblem `form-file-too-large`, and what the server refuses */
export const handIn = async (
  params: { id: number },
  file: File,
  say: Say,
): Promise<Reply<'drafts.upload'>> => {
  if (file.size > LARGEST_SAMPLE) {
    const megabytes = LARGEST_SAMPLE / 1024 / 1024;
    const message = say('design-too-large', { megabytes });
    throw new ApiProblem(413, { code: 'form-file-too-large', params: { megabytes }, message });
  }
  return upload('drafts.upload', params, file);
};
