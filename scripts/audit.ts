// scripts/audit: known weaknesses of dependencies, told apart into those that somebody looked at and accepted, with a
// reason and until when, and those that nobody did. An answer that is no report is a failure, never a pass.
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { judge, readAccepted, readReport } from './audit-report.ts';
import { projectDir } from './measure/project-dir.ts';

const ACCEPTED = 'scripts/accepted-weaknesses.json';
const USAGE = `scripts/audit [options]

Asks the package registry (npm audit) about known weaknesses of all dependencies. Those that ${ACCEPTED} names are
told with the reason for which they are accepted, until the day it gives; any other fails.

  --omit-dev  only what a running server uses

Exits with 0 when nothing is left, 1 when something is, 2 when the registry gave no report.
`;

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { help: { type: 'boolean', short: 'h' }, 'omit-dev': { type: 'boolean' } } });
  if (values.help) return say(process.stdout, USAGE, 0);
  const accepted = readAccepted(await readFile(join(projectDir(), ACCEPTED), 'utf8'));
  const answer = await npmAudit(values['omit-dev'] === true);
  const report = readReport(answer.text);
  if ('refusal' in report) {
    const why = report.refusal ?? answer.complaint;
    return say(process.stderr, `The registry gave no report, so nothing is known either way: ${why}\n`, 2);
  }
  const { open, explained, unused } = judge(report.weaknesses, accepted, new Date());
  for (const { weakness, because } of explained)
    say(process.stdout, `accepted  ${told(weakness)}\n          ${because}\n`, 0);
  for (const entry of unused) say(process.stdout, `not needed any more in ${ACCEPTED}: ${entry.advisory}\n`, 0);
  for (const weakness of open) say(process.stdout, `OPEN      ${told(weakness)}\n`, 0);
  return say(process.stdout, `${open.length} open, ${explained.length} accepted\n`, open.length > 0 ? 1 : 0);
}

function told({
  severity,
  name,
  title,
  advisory,
}: {
  severity: string;
  name: string;
  title: string;
  advisory: string;
}) {
  return `${severity.padEnd(9)} ${name}: ${title} (${advisory})`;
}

/** npm exits with 1 both for weaknesses and for a registry that refuses: the text tells them apart. */
function npmAudit(omitDev: boolean): Promise<{ readonly text: string; readonly complaint: string }> {
  const args = ['audit', '--json', ...(omitDev ? ['--omit=dev'] : [])];
  return new Promise((resolve) => {
    execFile('npm', args, { cwd: projectDir(), maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) =>
      resolve({ text: stdout, complaint: stderr.trim() || (error?.message ?? 'npm said nothing') }),
    );
  });
}

function say(stream: NodeJS.WritableStream, text: string, code: number): number {
  stream.write(text);
  return code;
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 2;
  },
);
