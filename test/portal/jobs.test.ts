// The pages of jobs and of importing phones: what each shows, looking before writing, cancelling with a confirmation.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { importCpes } from '../../server/cpe/csv/import-cpes.ts';
import { JOB_KINDS, JOB_NOTES, JOB_STATES, type Job } from '../../server/domain/job.ts';
import { isTextKey } from '../../server/domain/texts.ts';
import { startNewJob } from '../../server/work/jobs.ts';
import { runJob } from '../../server/work/run.ts';
import { ASKER, nodeOf } from '../support/jobs.ts';
import { openPortal, type TestPortal, type Visitor } from './support.ts';

let portal: TestPortal;
let admin: Visitor;
beforeAll(async () => {
  portal = await openPortal();
  admin = await portal.loggedIn();
  expect((await admin.get('/jobs')).body).toContain('There are no jobs.');
});
afterAll(() => portal.close());

const node = () =>
  nodeOf(portal.store.jobs, async (job) => ({ ...(await importCpes(portal.cpe, job, { mayChangeModel: true })) }), {
    leaseMs: 5_000,
  });

/** Sends a file as a browser does. */
async function upload(csv: string | Buffer, token?: string) {
  const csrf = token ?? /name="_csrf" value="([^"]+)"/.exec((await admin.get('/phones/import')).body)?.[1] ?? '';
  const edge = 'edge-of-the-form';
  const payload = Buffer.concat([
    Buffer.from(`--${edge}\r\nContent-Disposition: form-data; name="_csrf"\r\n\r\n${csrf}\r\n`),
    Buffer.from(
      `--${edge}\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\nContent-Type: text/csv\r\n\r\n`,
    ),
    Buffer.from(csv),
    Buffer.from(`\r\n--${edge}--\r\n`),
  ]);
  return admin.send('/phones/import', payload, `multipart/form-data; boundary=${edge}`);
}

async function jobAt(location: unknown): Promise<Job> {
  return (await portal.store.jobs.find(String(location).replace('/jobs/', ''))) ?? expect.fail(`no job at ${location}`);
}

describe('importing phones', () => {
  test('looks first, shows every bad row, and offers nothing to import then', async () => {
    const sent = await upload('mac,vendor,model\n805ec5000001,Yealink,T46S\n<b>bad</b>,Yealink,T46S');
    expect(sent.statusCode).toBe(303);
    const { id } = await jobAt(sent.headers.location);
    await runJob(node(), id);
    const { body } = await admin.get(`/jobs/${id}`);
    expect(body).toContain('&lt;b&gt;bad&lt;/b&gt;');
    expect(body).toContain('Nothing was written');
    expect(body).not.toContain(`action="/jobs/${id}/import"`);
    expect((await admin.post(`/jobs/${id}/import`, {}, '/phones/import')).statusCode).toBe(404);
    expect(await portal.store.cpes.count({})).toBe(0);
  });

  test('looks first, then imports what it looked at', async () => {
    const sent = await upload(
      'mac,vendor,model,label\n805ec5000001,Yealink,T46S,Till\n805ec5000002,Yealink,T46S,Bakery',
    );
    const { id } = await jobAt(sent.headers.location);
    await runJob(node(), id);
    expect(await portal.store.cpes.count({})).toBe(0);
    const page = `/jobs/${id}`;
    expect((await admin.get(page)).body).toContain(`action="/jobs/${id}/import"`);
    const applied = await admin.post(`/jobs/${id}/import`, {}, page);
    const real = await jobAt(applied.headers.location);
    expect(real.input).toMatchObject({ dryRun: false, rows: 2 });
    await runJob(node(), real.id);
    expect(await portal.store.cpes.count({})).toBe(2);
    expect((await admin.get(`/jobs/${real.id}`)).body).toContain('What the import did');
    expect((await admin.get('/phones/export')).body).toContain('80:5e:c5:00:00:01,Yealink,T46S');
  });

  test('tells what is wrong with a file; a forged form is refused; a stranger sees nothing', async () => {
    const refused = await upload('mac,colour\n805ec5000001,red');
    expect(refused.statusCode).toBe(422);
    expect(refused.body).toContain('&quot;colour&quot; is no column');
    expect((await upload(Buffer.from([0x6d, 0x61, 0x63, 0x0a, 0xff, 0xfe]))).body).toContain('must be UTF-8');
    expect((await upload('mac\n805ec5000001', 'forged')).statusCode).toBe(403);
    expect((await portal.visitor().get('/phones/import')).statusCode).toBe(303);
    expect((await portal.visitor().get('/jobs')).headers.location).toContain('/login');
  });
});

describe('a job', () => {
  const asked = { kind: 'csvImport', requestedBy: ASKER, input: { dryRun: true } } as const;

  test('is cancelled after a page that asks', async () => {
    const { id } = await startNewJob(node(), { ...asked, bulk: 'mac\n805ec5000001' });
    const page = await admin.get(`/jobs/${id}`);
    expect(page.body).toContain(`data-events="/jobs/${id}/events"`);
    expect(page.body).toContain('<noscript><meta http-equiv="refresh"');
    expect((await admin.get(`/jobs/${id}/cancel`)).body).toContain('Cancel this job?');
    expect((await portal.store.jobs.find(id))?.state).toBe('queued');
    expect((await admin.post(`/jobs/${id}/cancel`, {})).statusCode).toBe(303);
    const after = await admin.get(`/jobs/${id}`, { 'accept-language': 'nl' });
    expect(after.body).toContain('Gestopt');
    expect(after.body).not.toContain('data-events');
    expect((await admin.get('/jobs?state=cancelled')).body).toContain(`/jobs/${id}`);
    expect((await admin.get('/jobs/none')).statusCode).toBe(404);
  });

  test('sends the part of its page whenever it changed, and an end', async () => {
    const { id } = await startNewJob(node(), { ...asked, bulk: 'mac,vendor,model\n805ec5000007,Yealink,T46S' });
    const streamed = admin.get(`/jobs/${id}/events`);
    await runJob(node(), id);
    const { body, headers } = await streamed;
    expect(headers['content-type']).toContain('text/event-stream');
    const events = body.trim().split('\n\n');
    expect(events.length).toBeGreaterThan(1);
    expect(events.at(-1)).toMatch(/^id: \d+-\d+\nevent: end\ndata: done$/);
    expect(events.at(-2)).toContain('What the import would do');
    expect(events.at(-2)).not.toContain('event:');
  });

  test('has a text for every kind, state and note', () => {
    const made = [
      ...JOB_KINDS.map((kind) => `job.kind.${kind}`),
      ...JOB_STATES.map((state) => `job.state.${state}`),
      ...JOB_NOTES.map((note) => `job.log.${note}`),
    ];
    expect(made.length).toBe(JOB_KINDS.length + 16);
    for (const key of made) expect(isTextKey(key), key).toBe(true);
  });
});
