// Simulated phones against a server of a test.
import { bootOnce, switchedOn } from '../../scripts/simulator/fleet.ts';
import type { PhoneSpec } from '../../scripts/simulator/phone.ts';
import { findDevice } from '../../server/devices/registry.ts';
import { parseMac } from '../../server/domain/mac.ts';
import type { TestBellhop } from '../support/bellhop.ts';

export interface Wish {
  readonly mac: string;
  readonly vendor?: string;
  readonly model: string;
  readonly firmware: string;
  readonly firstUrl: string;
  readonly factoryCa?: readonly string[];
  readonly hasChannel?: boolean;
  readonly certificate?: PhoneSpec['certificate'];
}

export function specOf({ mac, vendor = 'Yealink', model, firmware, firstUrl, ...rest }: Wish): PhoneSpec {
  const parsed = parseMac(mac);
  const device = findDevice(vendor, model);
  if (!parsed || !device) throw new Error(`no ${vendor} ${model} with MAC ${mac}`);
  return {
    mac: parsed,
    device,
    firmware,
    firstUrl,
    hasChannel: rest.hasChannel ?? true,
    factoryCa: rest.factoryCa ?? [],
    ...(rest.certificate && { certificate: rest.certificate }),
  };
}

/** A phone that is on: each call boots it once more. */
export function phoneOf(wish: Wish) {
  const phone = switchedOn(specOf(wish));
  let boots = 0;
  return {
    memory: phone.memory,
    boot: async (wholeFirmware = false) => {
      boots += 1;
      const options = { connectTo: '127.0.0.1', timeoutMs: 20_000, wholeFirmware };
      const { journal } = await bootOnce(phone, boots, options);
      return {
        faults: journal.faults,
        /** `GET 200 http <token>/805ec0000001.cfg` */
        asked: journal.exchanges.map(
          ({ method, status, url, scheme }) =>
            `${method} ${status} ${scheme} ${url.replace(/^[a-z]+:\/\/[^/]+\/(?:p\/)?/, '')}`,
        ),
      };
    },
  };
}

/** Adds a phone with a channel. @returns its URL for the first boot */
export async function add(
  server: TestBellhop,
  accountId: string,
  mac: string,
  model: string,
  vendor = 'Yealink',
): Promise<string> {
  const added = await server.api('POST', '/cpes', {
    vendor,
    model,
    accountId,
    createChannel: true,
    devices: [{ mac }],
  });
  if (added.status !== 201) throw new Error(added.text);
  return String(added.json.items[0].provisioningUrl);
}
