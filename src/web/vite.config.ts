/** Builds the page into dist/web, with Brotli and gzip copies beside the files so that the server never compresses them twice. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import english from '../messages/en/web.json' with { type: 'json' };
import texts from '../messages/vi/web.json' with { type: 'json' };
import { PATHS } from '../server/contract/paths.ts';
import { FIRST_FORM, FIRST_NAME, FIRST_PASSWORD } from './boot/first-names.ts';

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

type FirstText = 'web-tagline' | 'web-username' | 'web-password' | 'web-log-in';
/** An element with a text of the log-in in Vietnamese, and in English beside it. */
const said = (tag: string, key: FirstText, attributes = ''): string =>
  `<${tag}${attributes} data-en="${english[key]}">${texts[key]}</${tag}>`;

/**
 * The log-in stands in the document itself, between two marks: the server leaves it out for whoever comes with a session.
 * The script that lets it be sent (boot/first-form.ts) is asked for before all others.
 */
const firstForm = (): Plugin => ({
  name: 'first-form',
  apply: 'build',
  transformIndexHtml: {
    order: 'post',
    handler: (html, { bundle }) => {
      const script = Object.values(bundle ?? {}).find(
        (file) => file.type === 'chunk' && file.moduleIds.some((id) => /boot.first-form\.ts$/.test(id)),
      );
      const withForm = html.replace(
        '<div id="root"></div>',
        `<div id="root"><!--log-in--><main class="boot"><div class="boot-card">
      <header class="boot-head"><img src="/icon.svg" alt="" width="40" height="40" /><div><h1>sohoa</h1>${said('p', 'web-tagline')}</div></header>
      <form class="boot-form" id="${FIRST_FORM}" method="post" action="${PATHS['session.start'][1]}" data-busy="${texts['web-logging-in']}"
        data-busy-en="${english['web-logging-in']}" data-offline="${texts['web-offline-title']}" data-offline-en="${english['web-offline-title']}">
        ${said('label', 'web-username', ` for="${FIRST_NAME}"`)}
        <input id="${FIRST_NAME}" autocomplete="username" autocapitalize="none" spellcheck="false" autofocus required />
        ${said('label', 'web-password', ` for="${FIRST_PASSWORD}"`)}
        <input id="${FIRST_PASSWORD}" type="password" autocomplete="current-password" required />
        <p class="boot-problem" role="alert"></p>
        ${said('button', 'web-log-in', ' type="submit" disabled')}
      </form>
    </div></main><!--/log-in--></div>`,
      );
      if (script === undefined) return withForm;
      const attrs = { type: 'module', crossorigin: true, src: `/${script.fileName}` };
      return { html: withForm, tags: [{ tag: 'script', attrs, injectTo: 'head-prepend' }] };
    },
  },
});

export default defineConfig({
  root: here,
  plugins: [react(), firstTexts(), firstForm(), compressed()],
  build: {
    outDir: target,
    emptyOutDir: true,
    target: 'es2022',
    chunkSizeWarningLimit: 400,
    rollupOptions: { input: [join(here, 'index.html'), join(here, 'boot/first-form.ts')] },
  },
  server: { proxy: { '/api': 'http://127.0.0.1:8080', '/admin': 'http://127.0.0.1:8080' } },
});
