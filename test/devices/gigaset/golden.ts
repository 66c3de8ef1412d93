// Golden files: whole documents, compared byte for byte. UPDATE_GOLDEN=1 writes them anew.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect } from 'vitest';

/** @param name  below test/golden/, such as `gigaset/n510.xml` */
export function expectGolden(name: string, document: string): void {
  const path = new URL(`../../golden/${name}`, import.meta.url).pathname;
  if (process.env.UPDATE_GOLDEN === '1') {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, document);
  }
  expect(document).toBe(readFileSync(path, 'utf8'));
}
