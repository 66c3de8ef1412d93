// A real SMTP server on loopback that keeps what it was sent, or refuses everything.
import { SMTPServer } from 'smtp-server';

export interface TestSmtp {
  readonly url: string;
  readonly mails: { readonly to: string; readonly text: string }[];
  readonly refuse: (on: boolean) => void;
  readonly close: () => Promise<void>;
}

/** The text of a mail with quoted-printable taken off (RFC 2045 6.7). */
function plain(text: string): string {
  const bytes = text
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

export async function openSmtp(): Promise<TestSmtp> {
  const mails: { to: string; text: string }[] = [];
  let refuses = false;
  const smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onMailFrom: (_address, _session, done) => done(refuses ? new Error('busy') : null),
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const to = session.envelope.rcptTo.map(({ address }) => address).join();
        mails.push({ to, text: plain(Buffer.concat(chunks).toString('latin1')) });
        done();
      });
    },
  });
  await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', () => resolve()));
  const at = smtp.server.address();
  return {
    url: `smtp://127.0.0.1:${typeof at === 'object' && at ? at.port : 0}`,
    mails,
    refuse: (on) => {
      refuses = on;
    },
    close: () => new Promise<void>((resolve) => smtp.close(() => resolve())),
  };
}
