/** Page files in an S3-compatible bucket, with a copy on this machine of what is being worked on. */
import { readFile, stat } from 'node:fs/promises';
import { AwsClient } from 'aws4fetch';
import type { S3Settings } from '../config/environment.ts';
import { SohoaError } from '../domain/errors.ts';
import { diskPageFiles, hashFile, type PageFiles } from './page-files.ts';

/** Tries of one request; aws4fetch waits longer before each. */
const RETRIES = 4;

/**
 * @param cache folder for local copies; it may be emptied at any time.
 * @throws SohoaError `s3-failed` with the status that the server gave (from every call)
 */
export const s3PageFiles = (settings: S3Settings, cache: string): PageFiles => {
  const client = new AwsClient({
    accessKeyId: settings.accessKeyId,
    secretAccessKey: settings.secretAccessKey,
    region: settings.region,
    service: 's3',
    retries: RETRIES,
  });
  const local = diskPageFiles(cache);
  const address = (sha256: string): string =>
    `${settings.endpoint.replace(/\/$/, '')}/${settings.bucket}/${sha256.slice(0, 2)}/${sha256}`;

  const request = async (sha256: string, init: RequestInit): Promise<Response> => {
    try {
      return await client.fetch(address(sha256), init);
    } catch (cause) {
      throw new SohoaError('s3-failed', { bucket: settings.bucket, status: '-' }, { cause });
    }
  };
  const check = (response: Response): void => {
    if (!response.ok) throw new SohoaError('s3-failed', { bucket: settings.bucket, status: response.status });
  };

  const has = async (sha256: string): Promise<boolean> => {
    const response = await request(sha256, { method: 'HEAD' });
    if (response.status === 404) return false;
    check(response);
    return true;
  };
  const send = (sha256: string, bytes: Uint8Array): Promise<Response> =>
    // The hash goes along, so the server refuses bytes that were damaged on the way.
    request(sha256, {
      method: 'PUT',
      body: new Blob([Uint8Array.from(bytes)]),
      headers: { 'x-amz-content-sha256': sha256 },
    });
  const upload = async (sha256: string, bytes: Uint8Array): Promise<void> => {
    const response = await send(sha256, bytes);
    if (response.status !== 404) return check(response);
    // A fresh server has no bucket yet.
    const bucket = `${settings.endpoint.replace(/\/$/, '')}/${settings.bucket}`;
    check(await client.fetch(bucket, { method: 'PUT' }));
    check(await send(sha256, bytes));
  };

  return {
    has,
    put: async (bytes) => {
      const sha256 = await local.put(bytes);
      if (!(await has(sha256))) await upload(sha256, bytes);
      return sha256;
    },
    putFile: async (path) => {
      const { size } = await stat(path);
      const sha256 = await hashFile(path);
      if (!(await has(sha256))) await upload(sha256, await readFile(path));
      return { sha256, bytes: size };
    },
    localPath: async (sha256) => {
      if (await local.has(sha256)) return local.localPath(sha256);
      const response = await request(sha256, { method: 'GET' });
      if (response.status === 404) throw new SohoaError('page-file-missing', { sha256 });
      check(response);
      const got = await local.put(new Uint8Array(await response.arrayBuffer()));
      if (got !== sha256) throw new SohoaError('page-file-damaged', { sha256 });
      return local.localPath(sha256);
    },
  };
};
