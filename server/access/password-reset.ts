// A new password by mail, for who lost the old one: a link that is good once, for half an hour. Whoever asks gets the same
// answer at the same time, whether there is such a user or not: looking and sending come after the answer.
import type { Mailer } from '../domain/mail.ts';
import { passwordProblem } from '../domain/password.ts';
import { hashToken } from '../domain/sealed.ts';
import { text } from '../domain/texts.ts';
import { type User, usernameOf } from '../domain/user.ts';
import { AppError, refuseIf } from '../errors.ts';
import type { Logger } from '../log.ts';
import type { AccessDeps } from './deps.ts';
import { setPassword } from './own-login.ts';
import { createTries } from './tries.ts';

const GOOD_MS = 30 * 60_000;
const TOKEN_BYTES = 32;
/** Users who share one mail address each get a link of their own, up to this many. */
const MOST_USERS = 5;

export interface PasswordReset {
  /** Whether mail can be sent at all. */
  readonly isOn: boolean;
  /** @param typed  a user name or a mail address. @throws TOO_MANY_TRIES */
  readonly ask: (typed: string, address: string) => Promise<void>;
  /** Ends the user's sessions and API tokens. @throws LINK_EXPIRED, INPUT_INVALID at /password: the link stays good then */
  readonly finish: (token: string, password: string) => Promise<void>;
  /** Until every mail that was asked for is sent or given up. */
  readonly settled: () => Promise<void>;
}

export interface ResetDeps extends AccessDeps {
  readonly log: Logger;
  /** Absent: no mail can be sent. `portalUrl` ends with a slash. */
  readonly mail?: { readonly mailer: Mailer; readonly portalUrl: string };
}

export function createPasswordReset(deps: ResetDeps): PasswordReset {
  const { users, credentials, now, log, mail } = deps;
  const tries = createTries(deps);
  const sending = new Set<Promise<void>>();

  const usersOf = async (typed: string): Promise<readonly User[]> => {
    const name = usernameOf(typed);
    const byName = await users.find(name);
    const byMail = await users.list({ mail: name }, '_id', { limit: MOST_USERS });
    return [...new Map([...(byName ? [byName] : []), ...byMail].map((user) => [user.id, user])).values()];
  };
  const sendLinks = async (typed: string): Promise<void> => {
    for (const user of mail ? await usersOf(typed) : []) {
      if (!mail || user.disabled || user.mail === undefined) continue;
      const token = deps.randomHex(TOKEN_BYTES);
      const createdAt = now();
      const expiresAt = new Date(createdAt.getTime() + GOOD_MS);
      await credentials.add({ hash: hashToken(token), kind: 'reset', username: user.id, createdAt, expiresAt });
      const values = { name: user.name, username: user.id, url: `${mail.portalUrl}reset/${token}` };
      const { language } = user;
      const subject = text(language, 'reset.mail.subject');
      await mail.mailer.send({ to: user.mail, subject, text: text(language, 'reset.mail.text', values) });
    }
  };

  return {
    isOn: mail !== undefined,
    ask: async (typed, address) => {
      await tries.begin(`reset ${usernameOf(typed)}`, address);
      const sent: Promise<void> = sendLinks(typed)
        .catch((err) => log.error({ err }, 'a link to reset a password was not sent'))
        .finally(() => sending.delete(sent));
      sending.add(sent);
    },
    finish: async (token, password) => {
      const hash = hashToken(token);
      const link = await credentials.find(hash, now());
      const user = link?.kind === 'reset' ? await users.find(link.username) : undefined;
      if (!user || user.disabled) throw new AppError('LINK_EXPIRED');
      const problem = passwordProblem(password, user.id);
      refuseIf(problem === undefined ? [] : [{ pointer: '/password', detail: problem }]);
      if (!(await credentials.take(hash, 'reset', now()))) throw new AppError('LINK_EXPIRED');
      await setPassword(deps, user.id, password);
    },
    settled: async () => void (await Promise.all(sending)),
  };
}
