// More phones at once than can be answered soon: the others come again, spread over some seconds, and every place is given back.
import { expect, it } from 'vitest';
import { unlessCrowded } from '../../server/provisioning/crowd.ts';
import type { FileAnswer, FileRequest } from '../../server/provisioning/file-request.ts';

const REQUEST: FileRequest = {
  transport: 'http',
  method: 'GET',
  path: 'x.cfg',
  remoteAddress: '192.0.2.1',
  at: new Date(0),
};
const MISSING: FileAnswer = { status: 'notFound', delayMs: 0 };

it('one more than there is room for is told to come again, each at another moment', async () => {
  const waiting: (() => void)[] = [];
  const serve = unlessCrowded(() => new Promise((resolve) => waiting.push(() => resolve(MISSING))), 3);
  const inside = [serve(REQUEST), serve(REQUEST), serve(REQUEST)];
  const outside = await Promise.all(Array.from({ length: 8 }, () => serve(REQUEST)));
  const seconds = outside.map((answer) => (answer.status === 'busy' ? answer.retryAfterSec : 0)).sort();
  expect(seconds).toEqual([2, 3, 4, 5, 6, 7, 8, 9]);
  for (const go of waiting) go();
  expect(await Promise.all(inside)).toEqual([MISSING, MISSING, MISSING]);
});

it('a place is free again after an answer, also after a failure', async () => {
  let fails = true;
  const serve = unlessCrowded(async () => {
    if (fails) throw new Error('bug');
    return MISSING;
  }, 1);
  await expect(serve(REQUEST)).rejects.toThrow('bug');
  fails = false;
  expect(await serve(REQUEST)).toEqual(MISSING);
  expect(await serve(REQUEST)).toEqual(MISSING);
});
