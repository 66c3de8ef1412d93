// Phones of the measured server, brought to the state of every day: their lasting token known, their window closed.
import { openAdminApi } from '../simulator/admin-api.ts';
import { countedPhones } from '../simulator/specs.ts';
import { ADMIN_PASSWORD, type MeasuredServer } from './bellhop.ts';
import { SAMPLE } from './sample-phone.ts';

export interface OwnFile {
  readonly url: string;
  readonly userAgent: string;
}

const AT_ONCE = 8;

/** @param bystanders  phones that lie in the store beside them and never come */
export async function addSamplePhones(
  server: MeasuredServer,
  count: number,
  bystanders = 0,
): Promise<readonly OwnFile[]> {
  const api = await openAdminApi(server.api, { username: 'admin', password: ADMIN_PASSWORD });
  const accountId = await api.accountNumbered('BENCH');
  const macs = countedPhones(bystanders + count, 1, { transports: ['http'], model: SAMPLE.model }).map(
    ({ mac }) => mac,
  );
  const phones = { vendor: SAMPLE.vendor, model: SAMPLE.model };
  await api.addPhones(accountId, { ...phones, macs: macs.slice(0, bystanders) });
  const added = await api.addPhones(accountId, { ...phones, macs: macs.slice(bystanders) });
  const files: OwnFile[] = [];
  const rest = added.values();
  const worker = async (): Promise<void> => {
    for (const { mac, provisioningUrl } of rest) {
      const userAgent = `Yealink SIP-${SAMPLE.model} ${SAMPLE.firmware} ${mac.match(/../g)?.join(':')}`;
      const first = await textAt(`${provisioningUrl}${mac}.cfg`, userAgent);
      const token = /auto_provision\.server\.url = \S+\/([0-9a-f]{32})\//.exec(first)?.[1];
      if (token === undefined) throw new Error(`the file of ${mac} names no URL with a lasting token`);
      const url = `${server.phones}${token}/${mac}.cfg`;
      await textAt(url, userAgent);
      files.push({ url, userAgent });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return files;
}

export async function textAt(url: string, userAgent: string): Promise<string> {
  const answer = await fetch(url, { headers: { 'User-Agent': userAgent } });
  const text = await answer.text();
  if (answer.status !== 200) throw new Error(`${url} answers ${answer.status}`);
  return text;
}
