import { SohoaError } from '../domain/errors.ts';

export type MediaType = 'image/jpeg' | 'image/png' | 'image/tiff' | 'application/pdf';

/** As many first bytes as `sniff` looks at. */
export const SNIFF_BYTES = 1024;

const ascii = (head: Uint8Array, from: number, text: string): boolean => {
  for (let i = 0; i < text.length; i++) if (head[from + i] !== text.charCodeAt(i)) return false;
  return true;
};

const startsWith = (head: Uint8Array, ...bytes: number[]): boolean =>
  bytes.every((byte, i) => head[i] === byte);

/**
 * What a file is by its first bytes (never by its name). Throws `file-empty`, or `not-an-image` whose `looksLike` names
 * the media type that the bytes resemble.
 */
export const sniff = (head: Uint8Array): MediaType => {
  if (head.length === 0) throw new SohoaError('file-empty');
  if (startsWith(head, 0xff, 0xd8, 0xff)) return 'image/jpeg';
  if (startsWith(head, 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return 'image/png';
  if (
    ascii(head, 0, 'II*\0') ||
    ascii(head, 0, 'MM\0*') ||
    ascii(head, 0, 'II+\0') ||
    ascii(head, 0, 'MM\0+')
  ) {
    return 'image/tiff';
  }
  // Readers accept a PDF whose header is not at the very start (mail gateways and scanners put bytes before it).
  for (let i = 0; i + 5 <= Math.min(head.length, SNIFF_BYTES); i++) {
    if (head[i] === 0x25 && ascii(head, i, '%PDF-')) return 'application/pdf';
  }
  throw new SohoaError('not-an-image', { looksLike: lookAlike(head) });
};

const lookAlike = (head: Uint8Array): string => {
  if (ascii(head, 0, 'GIF8')) return 'image/gif';
  if (ascii(head, 0, 'BM')) return 'image/bmp';
  if (ascii(head, 0, 'RIFF') && ascii(head, 8, 'WEBP')) return 'image/webp';
  if (ascii(head, 4, 'ftyp'))
    return ascii(head, 8, 'hei') || ascii(head, 8, 'mif1') ? 'image/heic' : 'video/mp4';
  if (startsWith(head, 0, 0, 0, 0x0c) && ascii(head, 4, 'jP')) return 'image/jp2';
  if (ascii(head, 0, 'AT&TFORM')) return 'image/vnd.djvu';
  if (ascii(head, 0, 'PK')) return 'application/zip';
  if (ascii(head, 0, 'Rar!')) return 'application/vnd.rar';
  if (startsWith(head, 0xd0, 0xcf, 0x11, 0xe0)) return 'application/msword';
  if (ascii(head, 0, 'MZ')) return 'application/x-msdownload';
  return isText(head) ? textKind(head) : 'application/octet-stream';
};

/** Text has no control bytes; UTF-16 has its mark in front. */
const isText = (head: Uint8Array): boolean =>
  startsWith(head, 0xff, 0xfe) ||
  startsWith(head, 0xfe, 0xff) ||
  head.every((byte) => byte >= 0x20 || byte === 9 || byte === 10 || byte === 12 || byte === 13);

const textKind = (head: Uint8Array): string => {
  const text = new TextDecoder()
    .decode(head)
    .replace(/^\uFEFF/, '')
    .trimStart()
    .toLowerCase();
  if (text.startsWith('<!doctype html') || text.startsWith('<html')) return 'text/html';
  if (text.startsWith('<svg') || text.includes('<svg ')) return 'image/svg+xml';
  if (text.startsWith('<?xml')) return 'application/xml';
  return 'text/plain';
};
