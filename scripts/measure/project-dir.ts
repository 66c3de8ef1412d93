// Where the project lies, from wherever it was built to.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

export function projectDir(): string {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, 'templates', 'yealink'))) folder = dirname(folder);
  return folder;
}
