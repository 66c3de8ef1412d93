// scripts/requirements: writes docs/requirements.md anew, and says how many requirements are proven.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectDir } from './measure/project-dir.ts';
import { readProofs, TABLE_FILE } from './project-sources.ts';
import { tableOf } from './proof.ts';

const project = projectDir();
const proofs = readProofs(project);
writeFileSync(join(project, TABLE_FILE), tableOf(proofs));
const proven = proofs.filter(({ state }) => state === 'proven').length;
process.stdout.write(`${proven} of ${proofs.length} requirements have a test that names them: ${TABLE_FILE}\n`);
