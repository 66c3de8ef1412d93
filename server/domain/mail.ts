// What can be mailed, by whoever can mail.

export interface Mailer {
  /** @throws Error  the mail server did not take it */
  readonly send: (mail: { readonly to: string; readonly subject: string; readonly text: string }) => Promise<void>;
}
