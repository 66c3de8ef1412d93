// What phones send: the exchange that was captured with a W52P, with the MAC and addresses of a test. Source: facts/yealink.md 1.2

export interface Asked {
  readonly mac?: string;
  readonly uri?: string;
  readonly callId?: string;
  readonly branch?: string;
  readonly via?: string;
  readonly contact?: string;
  readonly event?: string;
}

export function subscribe(port: number, asked: Asked = {}): string {
  const { mac = '805ec0123456', callId = 'call-1', branch = 'z9hG4bK-one' } = asked;
  const uri = asked.uri ?? `sip:MAC${mac}@224.0.1.75`;
  const event = asked.event ?? 'ua-profile;profile-type="device";vendor="yealink";model="W52P";version="25.81.0.10"';
  return [
    `SUBSCRIBE ${uri} SIP/2.0`,
    `Via: ${asked.via ?? `SIP/2.0/UDP 127.0.0.1:${port};branch=${branch}`}`,
    `From: <${uri}>;tag=phone-tag`,
    `To: <${uri}>`,
    `Call-ID: ${callId}`,
    'CSeq: 1 SUBSCRIBE',
    `Contact: ${asked.contact ?? `<sip:MAC${mac}@127.0.0.1:${port}>`}`,
    'Max-Forwards: 70',
    'User-Agent: Yealink W52P 25.81.0.10',
    'Expires: 0',
    `Event: ${event}`,
    'Accept: application/url',
    'Content-Length: 0',
    '',
    '',
  ].join('\r\n');
}

export function headerOf(text: string, name: string): string | undefined {
  return new RegExp(`^${name}: (.*)\\r$`, 'm').exec(text)?.[1];
}

export function bodyOf(text: string): string {
  return text.slice(text.indexOf('\r\n\r\n') + 4);
}

/** The phone's answer to a NOTIFY. */
export function answerTo(notify: string, status = '200 OK'): string {
  const back = ['Via', 'From', 'To', 'Call-ID', 'CSeq'].map((name) => `${name}: ${headerOf(notify, name)}`);
  return [`SIP/2.0 ${status}`, ...back, 'Content-Length: 0', '', ''].join('\r\n');
}
