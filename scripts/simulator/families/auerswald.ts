// Auerswald's D-series: one document, under the URL that the phone was given. How it names itself was never seen; the WS-500
// of the same maker gives the shape. Source: facts/gigaset-auerswald.md 2.2, 8.2, 8.3
import { below } from '../line.ts';
import type { SimulatedFamily } from '../phone.ts';
import { noteDigest } from '../same-bytes.ts';
import { checkSync, sipAccount } from '../told.ts';
import { elementsNamed, parseXml, type XmlElement } from '../xml.ts';

const FIRMWARE = '2.8B';

export const auerswald: SimulatedFamily = {
  name: 'auerswald',
  transports: ['http'],
  checksNames: false,
  firmwareOf: () => FIRMWARE,
  userAgent: ({ mac, device, firmware }) => `Auerswald ${device.model.model}/${firmware};${mac.toUpperCase()}`,
  hears: (event) => checkSync(event, () => 'resync'),
  boot: async ({ memory, line, spec }) => {
    // By hand or DHCP it is told `…/<MACADR>.xml`.
    const isFile = memory.serverUrl.endsWith('.xml');
    const url = isFile ? memory.serverUrl : below(memory.serverUrl, `${spec.mac.toUpperCase()}.xml`);
    const answer = await line.ask({ url });
    if (!answer) return;
    noteDigest(memory, line, url, answer.body);
    try {
      const root = parseXml(answer.body);
      if (root.name !== 'configuration') line.complain(url, `has <${root.name}> as its root`);
      if (spec.hasChannel && textOf(root, 'username') === undefined) line.complain(url, 'gives the phone no account');
      memory.sip = sipAccount(textOf(root, 'username'), textOf(root, 'password'));
      memory.serverUrl = textOf(root, 'url') ?? url;
    } catch (error) {
      line.complain(url, error instanceof Error ? error.message : String(error));
    }
  },
};

function textOf(root: XmlElement, name: string): string | undefined {
  return elementsNamed(root, name)[0]?.text;
}
