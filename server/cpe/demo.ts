// A sample account for somebody who looks at Bellhop for the first time: phones of every maker, keys, ringtones, a VLAN.
import { DEVICES } from '../devices/registry.ts';
import { RANGE_OF } from '../devices/vendor-ranges.ts';
import { addAccount, putKeyLayout, putRingtones, putSipEncryption, putSipProxy } from './accounts.ts';
import { addCpes, editCpe } from './cpes.ts';
import type { CpeDeps } from './deps.ts';

/** Does nothing when there is an account already. @returns whether it filled the store */
export async function addDemo(deps: CpeDeps): Promise<boolean> {
  if ((await deps.records.accounts.count({})) > 0) return false;
  const account = await addAccount(deps, { name: 'Bakkerij De Gouden Krent', number: '1001', areaCode: '020' });
  await putSipProxy(deps, account.id, 'sip.example.com:5080', true);
  await putSipEncryption(deps, account.id, { enabled: true, proxy: 'sip.example.com:5062' }, false);
  await putRingtones(deps, account.id, 'Yealink', { internal: 'Ring2', queue: 'Ring5' }, true);
  await putKeyLayout(deps, account.id, 'Yealink', 'T46S', {
    pages: [
      {
        keys: [
          { position: 1, function: 'line' },
          { position: 2, function: 'blf', value: '202', label: 'Anna' },
          { position: 3, function: 'blf', value: '203', label: 'Ben' },
          { position: 4, function: 'queue', value: '300', label: 'Winkel' },
          { position: 5, function: 'speedDial', value: '0201234567', label: 'Molen' },
          { position: 8, function: 'login' },
          { position: 9, function: 'logout' },
        ],
      },
    ],
  });
  let number = 1;
  for (const { model } of oneOfEachModel()) {
    const mac = RANGE_OF[model.vendor] + String(number++).padStart(6, '0');
    await addCpes(deps, {
      vendor: model.vendor,
      model: model.model,
      accountId: account.id,
      createChannel: true,
      devices: [{ mac }],
    });
    if (model.model === 'T46S') {
      const parsed = (await deps.records.cpes.find(mac))?.mac;
      if (parsed) await editCpe(deps, parsed, { settings: { vlan: { enabled: true, deviceId: 20, pcId: 30 } } });
    }
  }
  return true;
}

function oneOfEachModel() {
  const usable = DEVICES.filter(({ model }) => model.autoProvisioning !== 'retired');
  return usable.filter(
    ({ model }) => model.track === undefined || model.defaultTrack || model.autoProvisioning === 'depends',
  );
}
