/** Builds the page into dist/web, with Brotli and gzip copies beside the files so that the server never compresses them twice. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const here = fileURLToPath(new URL('.', import.meta.url));
const target = join(here, '../../dist/web');

/** Writes `x.js.br` and `x.js.gz` beside `x.js`, wherever the page is built to. */
const compressed = (outDir = target): Plugin => ({
  name: 'compressed-copies',
  apply: 'build',
  configResolved(config) {
    outDir = resolve(config.root, config.build.outDir);
  },
  closeBundle() {
    const files = readdirSync(outDir, { recursive: true, withFileTypes: true });
    for (const file of files.filter((one) => one.isFile() && /\.(?:js|css|html|svg)$/.test(one.name))) {
      const path = join(file.parentPath, file.name);
      const bytes = readFileSync(path);
      if (bytes.length < 1024) continue;
      writeFileSync(`${path}.br`, brotliCompressSync(bytes));
      writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
    }
  },
});

/** The Vietnamese texts are asked for together with the first script, not after it: on a bad line every round trip counts. */
const firstTexts = (): Plugin => ({
  name: 'first-texts',
  apply: 'build',
  transformIndexHtml: {
    order: 'post',
    handler(_html, { bundle }) {
      const texts = Object.values(bundle ?? {}).find(
        (file) => file.type === 'chunk' && /messages.vi.web\.json$/.test(file.facadeModuleId ?? ''),
      );
      return texts === undefined
        ? []
        : [
            {
              tag: 'link',
              attrs: { rel: 'modulepreload', crossorigin: true, href: `/${texts.fileName}` },
              injectTo: 'head',
            },
          ];
    },
  },
});

export default defineConfig({
  root: here,
  plugins: [react(), firstTexts(), compressed()],
  build: { outDir: target, emptyOutDir: true, target: 'es2022', chunkSizeWarningLimit: 400 },
  server: { proxy: { '/api': 'http://127.0.0.1:8080', '/admin': 'http://127.0.0.1:8080' } },
});
