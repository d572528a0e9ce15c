/** What every screen that people see is held to. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { draw } from './browser.ts';

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** Findings of axe-core that are serious or worse, as `rule: element`. */
export const findings = async (page: Page): Promise<string[]> => {
  // The page's own policy refuses foreign script elements; this goes through the debugger.
  const source = await readFile(axe, 'utf8');
  await page.evaluate(source);
  return page.evaluate(async () => {
    type Result = {
      violations: { id: string; impact: string; nodes: { target: string[]; html: string }[] }[];
    };
    const tool = (globalThis as unknown as { axe: { run: () => Promise<Result> } }).axe;
    const { violations } = await tool.run();
    return violations
      .filter((one) => one.impact === 'serious' || one.impact === 'critical')
      .flatMap((one) =>
        one.nodes.map((node) => `${one.id}: ${node.target.join(' ')} ${node.html.slice(0, 120)}`),
      );
  });
};

/** A screen or dialog as it stands: nothing serious for axe; its picture goes to docs/screens when these are drawn anew. */
export const inspect = async (page: Page, file: string): Promise<void> => {
  // What fades in has less contrast until it is there.
  await page.evaluate(async () => {
    await Promise.all(document.getAnimations().map((one) => one.finished.catch(() => undefined)));
  });
  expect(await findings(page), file).toEqual([]);
  await draw(page, file);
};
