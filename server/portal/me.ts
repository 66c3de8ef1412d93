// One's own page: password, second factor, sessions, API tokens. What is shown once is shown in the answer that makes it.
import type { FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { renderSVG } from 'uqr';
import type { Credential } from '../access/deps.ts';
import type { Visitor } from '../access/login.ts';
import { addToken, changePassword, endOwn, listOwn, takeOffTotp } from '../access/own-login.ts';
import { asksSecondFactor, beginTotp, confirmTotp, pendingTotp } from '../access/second-factor.ts';
import { HELP_FOR } from '../domain/help.ts';
import { LONGEST_PASSWORD } from '../domain/password.ts';
import { AppError, statusOf } from '../errors.ts';
import type { Portal, PortalDeps } from './deps.ts';
import { formOf } from './forms.ts';
import type { PageLanguage } from './language.ts';
import { momentOf } from './moments.ts';
import type { Pages } from './pages.ts';
import { type FormFailure, formFailure } from './people.ts';

const field = Type.Optional(Type.String({ maxLength: LONGEST_PASSWORD }));
/** The fields of all forms of the page: each has some of them. */
const Form = formOf({ current: field, next: field, code: field, id: field, name: field, scopes: field, days: field });
type Given = Type.Static<typeof Form>;
const OWN = { action: 'profile.own' } as const;

interface Shown {
  readonly failure?: FormFailure;
  /** Which part of the page the failure, or what is new, belongs to. */
  readonly part?: 'password' | 'totp' | 'tokens';
  readonly recoveryCodes?: readonly string[];
  readonly newToken?: string;
  readonly isChanged?: boolean;
}

export function meRoutes(portal: Portal, { signOn, helpLinks }: PortalDeps, pages: Pages): void {
  const help = HELP_FOR.flatMap((app) => (helpLinks[app] === undefined ? [] : [{ app, url: helpLinks[app] }]));
  portal.get('/me', { config: OWN }, (request, reply) => page(request, reply, {}));

  /** A form of the page: done, the page is shown with what the work gives; else with what was wrong. */
  const form = (
    url: string,
    action: 'profile.own' | 'sessions.own' | 'tokens.own',
    part: NonNullable<Shown['part']> | undefined,
    work: (request: FastifyRequest, given: Given) => Promise<Shown | undefined>,
  ) => {
    portal.get(url, { config: { action } }, async (_request, reply) => reply.redirect('/me', 303));
    portal.post(
      url,
      { config: { action }, schema: { body: Form }, preHandler: portal.csrfProtection },
      async (request, reply) => {
        const ofPart = part ? { part } : {};
        try {
          const shown = await work(request, request.body);
          return shown ? page(request, reply, { ...shown, ...ofPart }) : reply.redirect('/me', 303);
        } catch (error) {
          const failure = formFailure(error);
          return page(request, reply.code(statusOf(failure.code)), { failure, ...ofPart });
        }
      },
    );
  };
  const userOf = (request: FastifyRequest) => visitorOf(request).user;

  form('/me/password', 'profile.own', 'password', async (request, { current = '', next = '' }) => {
    await changePassword(request.desk.people, visitorOf(request), { current, next });
    return { isChanged: true };
  });
  form('/me/totp', 'profile.own', 'totp', async (request) => {
    await beginTotp(request.desk.people, userOf(request).id);
    return undefined;
  });
  form('/me/totp/confirm', 'profile.own', 'totp', async (request, { code = '' }) => ({
    recoveryCodes: await confirmTotp(request.desk.people, userOf(request).id, code),
  }));
  form('/me/totp/remove', 'profile.own', 'totp', async (request, { current = '' }) => {
    await takeOffTotp(request.desk.people, visitorOf(request), current);
    return undefined;
  });
  form('/me/sessions/end', 'sessions.own', undefined, async (request, { id = '' }) => {
    await endOwn(request.desk.people, userOf(request), 'session', id);
    return undefined;
  });
  form('/me/tokens/end', 'tokens.own', undefined, async (request, { id = '' }) => {
    await endOwn(request.desk.people, userOf(request), 'token', id);
    return undefined;
  });
  form('/me/tokens', 'tokens.own', 'tokens', async (request, { name = '', scopes = '', days = '' }) => {
    const wish = { name, scopes: scopes.split(/[\s,;]+/).filter((scope) => scope !== ''), days: Number(days) };
    return { newToken: (await addToken(request.desk.people, userOf(request), wish)).token };
  });

  // A picture of its own: the pages take no data: URLs and no inline markup of others.
  portal.get('/me/totp.svg', { config: OWN }, async (request, reply) => {
    const { people } = request.desk;
    const pending = pendingTotp(people, visitorOf(request).user);
    if (!pending) throw new AppError('NOT_FOUND');
    return reply.type('image/svg+xml').header('Cache-Control', 'no-store').send(renderSVG(pending.uri));
  });

  async function page(request: FastifyRequest, reply: FastifyReply, shown: Shown) {
    const { people } = request.desk;
    const { id: username } = visitorOf(request).user;
    const { credential } = visitorOf(request);
    const user = (await people.users.find(username)) ?? visitorOf(request).user;
    const view = (kept: Credential) => viewOf(kept, credential, request.pageLanguage, people.now());
    return pages.send(request, reply, 'me', {
      name: user.name,
      role: `role.${user.role}`,
      signOn: signOn?.provider.name ?? null,
      help,
      links: user.identities.map(({ provider }) => provider),
      hasTotp: asksSecondFactor(user),
      pending: pendingTotp(people, user) ?? null,
      recoveryLeft: user.recoveryHashes.length,
      sessions: (await listOwn(people, user, 'session')).map(view),
      tokens: (await listOwn(people, user, 'token')).map(view),
      part: shown.part ?? null,
      failure: shown.failure ? pages.errorTitle(request.pageLanguage, shown.failure.code) : null,
      bad: shown.failure?.fields ?? [],
      recoveryCodes: shown.recoveryCodes ?? [],
      newToken: shown.newToken ?? null,
      isChanged: shown.isChanged ?? false,
    });
  }
}

function visitorOf({ visitor }: FastifyRequest): Visitor {
  if (!visitor) throw new Error('this page is open: nobody is known here');
  return visitor;
}

function viewOf(kept: Credential, current: Credential, language: PageLanguage, now: Date) {
  const { hash, name = '', scopes = [], address = '', userAgent = '', door = '' } = kept;
  return {
    id: hash,
    name,
    scopes: scopes.join(' '),
    address,
    userAgent,
    door,
    isCurrent: hash === current.hash,
    createdAt: momentOf(language, kept.createdAt, now),
    expiresAt: momentOf(language, kept.expiresAt, now),
    usedAt: kept.lastUsedAt ? momentOf(language, kept.lastUsedAt, now) : null,
  };
}
