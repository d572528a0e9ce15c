/** Builds the page into dist/web, with Brotli and gzip copies beside the files so that the server never compresses them twice. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import texts from '../messages/vi/web.json' with { type: 'json' };
import { FIRST_NAME, FIRST_PASSWORD } from './boot/first-form.ts';

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

/**
 * The log-in stands in the document itself (boot/first-form.ts), between two marks: the server leaves it out for whoever
 * comes with a session.
 */
const firstForm = (): Plugin => ({
  name: 'first-form',
  apply: 'build',
  transformIndexHtml: {
    order: 'post',
    handler: (html) =>
      html.replace(
        '<div id="root"></div>',
        `<div id="root"><!--log-in--><main class="boot"><div class="boot-card">
      <header class="boot-head"><img src="/icon.svg" alt="" width="40" height="40" /><div><h1>sohoa</h1><p>${texts['web-tagline']}</p></div></header>
      <div class="boot-form">
        <label for="${FIRST_NAME}">${texts['web-username']}</label>
        <input id="${FIRST_NAME}" autocomplete="username" autocapitalize="none" spellcheck="false" autofocus />
        <label for="${FIRST_PASSWORD}">${texts['web-password']}</label>
        <input id="${FIRST_PASSWORD}" type="password" autocomplete="current-password" />
        <p class="boot-problem"></p>
        <button type="button" disabled>${texts['web-log-in']}</button>
      </div>
    </div></main><!--/log-in--></div>`,
      ),
  },
});

export default defineConfig({
  root: here,
  plugins: [react(), firstTexts(), firstForm(), compressed()],
  build: { outDir: target, emptyOutDir: true, target: 'es2022', chunkSizeWarningLimit: 400 },
  server: { proxy: { '/api': 'http://127.0.0.1:8080', '/admin': 'http://127.0.0.1:8080' } },
});
