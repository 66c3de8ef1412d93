// Sends mail through the SMTP server that the settings name. Owns nodemailer.
import { createTransport } from 'nodemailer';
import type { Mailer } from '../domain/mail.ts';

const TIMEOUT_MS = 20_000;

/**
 * @param smtpUrl  smtp://user:password@host:587 or smtps://...; STARTTLS is used where the server offers it
 * @param from     the sender's address, with or without a name
 */
export function createMailer({ smtpUrl, from }: { readonly smtpUrl: string; readonly from: string }): Mailer {
  const transport = createTransport({
    url: smtpUrl,
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
  });
  return {
    send: async ({ to, subject, text }) =>
      void (await transport.sendMail({ from, to: { name: '', address: to }, subject, text })),
  };
}
