// Replacing a phone in the portal: what it means is said first, problems at their field, and the new URL once.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addCpes } from '../../server/cpe/cpes.ts';
import { hashToken } from '../../server/domain/sealed.ts';
import { mac } from '../support/records.ts';
import { openPortal, type TestPortal, type Visitor } from './support.ts';

const OLD = mac('805ec0000001');
const NEW = mac('805ec0000002');
const page = `/phones/${OLD}/replace`;
let portal: TestPortal;
let admin: Visitor;

beforeAll(async () => {
  portal = await openPortal();
  admin = await portal.loggedIn();
  await addCpes(portal.cpe, { vendor: 'Yealink', model: 'T46S', devices: [{ mac: OLD, label: 'Desk' }] });
});
afterAll(() => portal?.close());

test('the page says what stays and what does not, offers models of the same vendor, and changes nothing', async () => {
  const { body } = await admin.get(page, { 'accept-language': 'nl' });
  expect((await admin.get(`/phones/${OLD}`)).body).toContain(`href="${page}"`);
  expect(body).toContain('Het nieuwe toestel krijgt alles van dit toestel');
  expect(body).toContain('SIP-wachtwoorden');
  expect(body).toContain('>Yealink T48S (');
  expect(body).not.toContain('Gigaset');
  expect(await portal.cpe.records.cpes.find(OLD)).toMatchObject({ revision: 1 });
});

test('what is wrong is said, what was typed stays, and nothing is done', async () => {
  const answer = await admin.post(page, { mac: '<b>', serialNumber: 'S1', model: '' });
  expect(answer.statusCode).toBe(422);
  expect(answer.body).toContain('&quot;&lt;b&gt;&quot; is no MAC');
  expect(answer.body).toContain('value="S1"');
  expect((await admin.post(page, { mac: NEW, serialNumber: '', _csrf: 'forged' }, null)).statusCode).toBe(403);
  expect(await portal.cpe.records.cpes.find(OLD)).toMatchObject({ revision: 1 });
});

test('DEV-1 DEV-2 it is replaced: the new URL is shown once, and the phone’s page says in whose place it came', async () => {
  const answer = await admin.post(page, { mac: ' 80-5E-C0-00-00-02 ', serialNumber: '', model: 'T48S|Lydis' });
  const token = /\/p\/([0-9a-f]{32})\/<\/code>/.exec(answer.body)?.[1] ?? '';
  const next = await portal.cpe.records.cpes.find(NEW);
  expect(next).toMatchObject({ model: 'T48S', track: 'Lydis', label: 'Desk', replaces: OLD });
  expect(next?.enrolment?.token.hash).toBe(hashToken(token));
  expect(answer.body).toContain('This phone came in the place of 80:5e:c0:00:00:01.');
  const { body } = await admin.get(`/phones/${NEW}`);
  expect(body).toContain('Came in the place of');
  expect(body).not.toContain(token);
  expect((await admin.get(`/phones/${OLD}`)).statusCode).toBe(404);
});
