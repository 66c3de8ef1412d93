// Records of telephony over the API: references are kept whole, revisions are ETags, everything is noted and fenced.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestBellhop, type TestBellhop } from '../../support/bellhop.ts';

let bellhop: TestBellhop;
let account: string;
beforeAll(async () => {
  bellhop = await startTestBellhop();
  account = `/accounts/${(await bellhop.api('POST', '/accounts', { name: 'Bakery', number: '1001' })).json.id}`;
});
afterAll(() => bellhop?.close());

const add = (path: string, body: object) => bellhop.api('POST', `${account}/${path}`, body);
const get = async (path: string) => (await bellhop.api('GET', `${account}/${path}`)).json;

describe('one kind of record', () => {
  test('is added, listed, read, changed and removed, with its revision as ETag', async () => {
    const added = await add('privacy-groups', { name: 'Reception', members: [] });
    expect(added.status, added.text).toBe(201);
    expect(added.json).toMatchObject({ name: 'Reception', members: [], grants: [], revision: 1 });
    const path = `${account}/privacy-groups/${added.json.id}`;
    expect((await get('privacy-groups')).items).toEqual([added.json]);
    const changed = await bellhop.api('PATCH', path, { description: 'front' }, { 'if-match': '"1"' });
    expect(changed.headers.get('etag')).toBe('"2"');
    expect((await bellhop.api('PATCH', path, { description: 'x' }, { 'if-match': '"1"' })).status).toBe(412);
    expect((await bellhop.api('PATCH', path, { description: null })).json).not.toHaveProperty('description');
    expect((await bellhop.api('DELETE', path)).status).toBe(204);
    expect((await bellhop.api('GET', path)).status).toBe(404);
  });

  test('two of one name are refused', async () => {
    await add('privacy-groups', { name: 'Sales', members: [] });
    const second = await add('privacy-groups', { name: 'Sales', members: [] });
    expect([second.status, second.json.type]).toEqual([409, 'urn:bellhop:error:TELEPHONY_KEY_TAKEN']);
  });
});
