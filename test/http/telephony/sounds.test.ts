// Sound recordings over the API: bytes up and back, checked, kept once, put into extensions, and not lost while they are used.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Answer, startTestBellhop, type TestBellhop } from '../../support/bellhop.ts';
import { anMp3, aWav } from '../../support/sounds.ts';
import { pointers, type TestAccount, testAccount } from '../../support/telephony-account.ts';

let bellhop: TestBellhop;
let shop: TestAccount;
beforeAll(async () => {
  bellhop = await startTestBellhop();
  shop = await testAccount(bellhop);
  await shop.user('201');
});
afterAll(() => bellhop?.close());

const url = (account: string, path: string) =>
  `http://127.0.0.1:${bellhop.ports.admin}/api/v1/accounts/${account}/${path}`;
async function upload(name: string, bytes: Buffer, account = shop.id, more = ''): Promise<Answer> {
  const answer = await fetch(url(account, `sounds?name=${encodeURIComponent(name)}${more}`), {
    method: 'POST',
    headers: { authorization: `Bearer ${bellhop.token}`, 'content-type': 'application/octet-stream' },
    body: new Uint8Array(bytes),
  });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, text, json: JSON.parse(text) };
}
async function bytesOf(id: string) {
  const answer = await fetch(url(shop.id, `sounds/${id}/audio`), {
    headers: { authorization: `Bearer ${bellhop.token}` },
  });
  return { type: answer.headers.get('content-type'), bytes: Buffer.from(await answer.arrayBuffer()) };
}
const sha = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const fileOf = (bytes: Buffer) => join(bellhop.dataDir, 'sounds', sha(bytes));

describe('recordings', () => {
  test('EXT-72, EXT-73, FAC-59: a file is uploaded, measured, listed and played back byte for byte', async () => {
    const wav = aWav(1500);
    const added = await upload('Welcome', wav);
    expect(added, JSON.stringify(added.json)).toMatchObject({
      status: 201,
      json: { name: 'Welcome', format: 'wav', durationMs: 1500, sizeBytes: wav.length, sha256: sha(wav) },
    });
    expect(await bytesOf(added.json.id)).toEqual({ type: 'audio/wav', bytes: wav });
    const mp3 = anMp3(100);
    const other = await upload('Jingle', mp3);
    expect(await bytesOf(other.json.id)).toEqual({ type: 'audio/mpeg', bytes: mp3 });
    expect((await shop.call('GET', 'sounds')).json.items.map(({ name }: { name: string }) => name)).toEqual([
      'Jingle',
      'Welcome',
    ]);
  });

  test('EXT-73: what is no MP3 or WAV is refused, and nothing of it stays', async () => {
    const bytes = Buffer.from('this is a letter');
    const refused = await upload('Letter', bytes);
    expect([refused.status, refused.json.errors[0].detail]).toEqual([422, 'the file is neither an MP3 nor a WAV file']);
    expect(existsSync(fileOf(bytes))).toBe(false);
  });

  test('a name is there once, and the bytes of the refused one are not kept', async () => {
    const bytes = aWav(333, { fill: 7 });
    expect((await upload('Welcome', bytes)).json.type).toBe('urn:bellhop:error:TELEPHONY_KEY_TAKEN');
    expect(existsSync(fileOf(bytes))).toBe(false);
  });

  test('the same bytes lie there once, of however many accounts, until the last recording of them goes', async () => {
    const bytes = aWav(400, { fill: 9 });
    const other = await testAccount(bellhop);
    const [mine, theirs] = [await upload('Once', bytes), await upload('Twice', bytes, other.id)];
    expect(mine.json.sha256).toBe(theirs.json.sha256);
    expect((await other.call('GET', `sounds/${mine.json.id}`)).status).toBe(404);
    expect((await shop.call('DELETE', `sounds/${mine.json.id}`)).status).toBe(204);
    expect(existsSync(fileOf(bytes))).toBe(true);
    expect((await other.call('DELETE', `sounds/${theirs.json.id}`)).status).toBe(204);
    expect(existsSync(fileOf(bytes))).toBe(false);
  });

  test('FAC-63: it says when it was made and by whom, and its name can be edited, and nothing else', async () => {
    const { json } = await upload('Spoken', aWav(600), shop.id, '&recordedBy=201');
    expect(json).toMatchObject({ recordedBy: '201' });
    expect(Date.parse(json.createdAt)).toBeGreaterThan(0);
    const renamed = await shop.call('PATCH', `sounds/${json.id}`, { name: 'Spoken by Jan' });
    expect(renamed.json).toMatchObject({ name: 'Spoken by Jan', sha256: json.sha256 });
    const forged = await shop.call('PATCH', `sounds/${json.id}`, { durationMs: 1, sha256: 'a'.repeat(64) });
    expect([forged.status, pointers(forged).toSorted()]).toEqual([422, ['/durationMs', '/sha256']]);
  });
});

describe('in extensions', () => {
  const to = { kind: 'extension', number: '201' };

  test('FAC-58, FAC-61, EXT-17, EXT-109: it is put into every kind that plays one', async () => {
    const first = (await upload('First', aWav(500, { fill: 1 }))).json.id;
    const { id } = (await upload('Second', aWav(500, { fill: 2 }))).json;
    await shop.extension({ kind: 'voicemail', number: '301', name: 'V', pin: '2580' });
    await shop.extension({ kind: 'autoAnswer', number: '302', name: 'A', sound: first });
    await shop.extension({ kind: 'selector', number: '303', name: 'S', fallback: to });
    await shop.extension({ kind: 'authentication', number: '304', name: 'P', by: 'callerNumber', defaultTo: to });
    await shop.extension({ kind: 'lbr', number: '305', name: 'L', routing: { by: 'postcode', defaultTo: to } });
    await shop.order({ product: 'ivr', extension: { number: '306', name: 'I' } });
    await shop.order({ product: 'queue', callLimit: 5, extension: { number: '307', name: 'Q' } });
    for (const extension of ['301', '302', '303', '304', '305', '306', '307']) {
      const linked = await shop.call('POST', `sounds/${id}/links`, { extension });
      expect(linked.status, linked.text).toBe(204);
    }
    const get = async (number: string) => (await shop.call('GET', `extensions/${number}`)).json;
    expect([
      (await get('301')).greeting,
      (await get('302')).sound,
      (await get('303')).sound,
      (await get('304')).welcome,
      (await get('305')).routing.sound,
      (await get('306')).sound,
      (await shop.call('GET', 'queues/307')).json.introduction.id,
    ]).toEqual(Array.from({ length: 7 }, () => id));
    const refused = await shop.call('POST', `sounds/${id}/links`, { extension: '201' });
    expect([refused.status, pointers(refused)]).toEqual([422, ['/extension']]);
  });

  test('FAC-60, FAC-62: a recording in use is not deleted, and the answer lists where; clearing takes it out', async () => {
    const { id } = (await shop.call('GET', 'sounds/Second')).json;
    const places = [
      '/extension/301/greeting',
      '/extension/302/sound',
      '/extension/303/sound',
      '/extension/304/welcome',
      '/extension/305/routing/sound',
      '/extension/306/sound',
      '/queue/307/introduction/id',
    ];
    const refused = await shop.call('DELETE', `sounds/${id}`);
    expect([refused.status, pointers(refused).toSorted()]).toEqual([409, places]);
    // AutoAnswer has nothing but its sound.
    const cleared = await shop.call('DELETE', `sounds/${id}?references=clear`);
    expect([cleared.status, pointers(cleared)]).toEqual([409, ['/extension/302/sound']]);
    await shop.call('DELETE', 'extensions/302');
    expect((await shop.call('DELETE', `sounds/${id}?references=clear`)).status).toBe(204);
    expect((await shop.call('GET', 'queues/307')).json).not.toHaveProperty('introduction');
    expect((await shop.call('GET', 'extensions/305')).json.routing).not.toHaveProperty('sound');
  });

  test('Q-137, Q-139: files of a queue are listed in their order, listened to one by one, and taken out of it', async () => {
    const waves = [aWav(700, { fill: 6 }), aWav(800, { fill: 7 })];
    const ids = await Promise.all(waves.map(async (bytes, i) => (await upload(`Tune ${i}`, bytes)).json.id));
    for (const list of ['musicFiles', 'infotainmentFiles']) {
      const lists = async (...files: readonly string[]) => {
        const set = await shop.call('PATCH', 'queues/307', { [list]: files.map((id) => ({ id })) });
        expect(set.status, set.text).toBe(200);
        const { json } = await shop.call('GET', 'queues/307');
        return json[list].map(({ id, name }: { id: string; name: string }) => [id, name]);
      };
      expect(await lists(...ids)).toEqual(ids.map((id, i) => [id, `Tune ${i}`]));
      for (const [i, id] of ids.entries())
        expect((await bytesOf(id)).bytes.equals(waves[i] ?? Buffer.alloc(0))).toBe(true);
      expect(await lists(ids[1])).toEqual([[ids[1], 'Tune 1']]);
      expect(await lists()).toEqual([]);
    }
    for (const id of ids) expect((await shop.call('DELETE', `sounds/${id}`)).status).toBe(204);
  });

  test('FAC-23: music on hold of the account is a list of recordings', async () => {
    const { id } = (await upload('Hold', aWav(900, { fill: 4 }))).json;
    const set = await shop.call('PATCH', 'telephony', { musicOnHold: [id] });
    expect(set.json, set.text).toMatchObject({ musicOnHold: [id] });
    expect((await shop.call('PATCH', 'telephony', { musicOnHold: ['none'] })).status).toBe(422);
    expect((await shop.call('DELETE', `sounds/${id}`)).status).toBe(409);
  });
});
