// What tests of firmware give to the API, and how they ask as a phone does.
import { type Answer, readConfigFile, type TestBellhop } from './bellhop.ts';

/** Adds a file; its bytes are as good as any. */
export async function upload(
  bellhop: TestBellhop,
  name: string,
  query: Readonly<Record<string, string>> = {},
  bytes: Buffer = Buffer.from(`firmware ${name}`),
): Promise<Pick<Answer, 'status' | 'json'>> {
  const words = new URLSearchParams({ vendor: 'Yealink', ...query });
  const response = await fetch(
    `http://127.0.0.1:${bellhop.ports.admin}/api/v1/firmware/${encodeURIComponent(name)}?${words}`,
    {
      method: 'PUT',
      headers: { authorization: `Bearer ${bellhop.token}`, 'content-type': 'application/octet-stream' },
      body: new Uint8Array(bytes),
    },
  );
  return { status: response.status, json: await response.json() };
}

/** A Yealink's own file, as a phone with this firmware gets it. */
export async function fileAt(
  { phone }: TestBellhop,
  mac: string,
  product: string,
  firmware: string,
): Promise<Map<string, string>> {
  const spelled = mac.replace(/(..)(?!$)/g, '$1:');
  const answer = await phone(`${mac}.cfg`, { userAgent: `Yealink SIP-${product} ${firmware} ${spelled}` });
  if (answer.status !== 200) throw new Error(`${mac} got ${answer.status}`);
  return readConfigFile(answer.text);
}

/** The name of the file that a phone is told to install. */
export function toldToInstall(file: Map<string, string>): string | undefined {
  const url = file.get('static.firmware.url') ?? file.get('firmware.url');
  return url === undefined ? undefined : decodeURIComponent(url.slice(url.lastIndexOf('/') + 1));
}
