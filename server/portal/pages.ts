// Makes a page: a template, its values, and what all pages share (texts in the visitor's language, the token against
// forged forms, who is logged in). Everything a template prints is escaped; a name it misspells is an error.
import { join } from 'node:path';
import type { FastifyReply, FastifyRequest } from 'fastify';
import nunjucks from 'nunjucks';
import { isAction, may } from '../access/permissions.ts';
import { isTextKey, text } from '../domain/texts.ts';
import { type ErrorCode, titleOf } from '../errors.ts';
import type { Assets } from './assets.ts';
import { PAGE_LANGUAGES } from './language.ts';

/** Templates of whole pages, and of parts that refresh themselves. */
export type TemplateName =
  | 'login'
  | 'signed-on'
  | 'phones'
  | 'view-add'
  | 'view-remove'
  | 'phone'
  | 'phone-state'
  | 'phone-why'
  | 'timeline'
  | 'replace'
  | 'replaced'
  | 'file'
  | 'window'
  | 'window-opened'
  | 'quarantine'
  | 'audit'
  | 'personal-data'
  | 'people'
  | 'person'
  | 'me'
  | 'forgot'
  | 'reset'
  | 'jobs'
  | 'job'
  | 'job-state'
  | 'job-cancel'
  | 'plans'
  | 'plan'
  | 'plan-step'
  | 'plan-add'
  | 'plan-form'
  | 'phonebook'
  | 'phonebook-entry'
  | 'phonebook-remove'
  | 'import'
  | 'firmware'
  | 'firmware-add'
  | 'firmware-release'
  | 'firmware-remove'
  | 'firmware-choice'
  | 'firmware-confirm'
  | 'firmware-troubled'
  | 'calls'
  | 'telephony-accounts'
  | 'telephony'
  | 'telephony-add'
  | 'telephony-remove'
  | 'ip-listing'
  | 'encryption'
  | 'webhooks'
  | 'webhook'
  | 'reach'
  | 'reach-list'
  | 'reach-none'
  | 'reach-wipe'
  | 'blocking'
  | 'number-plans'
  | 'number-plan-switch'
  | 'error';

export interface Pages {
  /** The page as text, for what does not send it as a whole. */
  readonly render: (request: FastifyRequest, reply: FastifyReply, template: TemplateName, values: object) => string;
  readonly send: (request: FastifyRequest, reply: FastifyReply, template: TemplateName, values: object) => FastifyReply;
  /** In English where the catalogue of texts has nothing for the code. */
  readonly errorTitle: (language: string, code: ErrorCode) => string;
}

export function createPages(templatesFolder: string, assets: Assets): Pages {
  const loader = new nunjucks.FileSystemLoader(join(templatesFolder, 'portal'));
  const environment = new nunjucks.Environment(loader, {
    autoescape: true,
    throwOnUndefined: true,
    trimBlocks: true,
    lstripBlocks: true,
  });
  const render: Pages['render'] = (request, reply, template, values) => {
    const language = request.pageLanguage;
    return environment.render(`${template}.njk`, {
      ...values,
      assets,
      language,
      languages: PAGE_LANGUAGES,
      username: request.username,
      can: (action: string) => {
        if (!isAction(action)) throw new Error(`there is no action ${action}`);
        return request.visitor !== undefined && may(request.visitor.person, action);
      },
      here: pathToShow(request),
      csrf: reply.raw.headersSent
        ? ''
        : reply.generateCsrf({
            path: '/',
            httpOnly: true,
            sameSite: 'strict',
            secure: request.protocol === 'https',
          }),
      t: (key: string, given?: Readonly<Record<string, string | number>>) => {
        if (!isTextKey(key)) throw new Error(`there is no text ${key}`);
        return text(language, key, given);
      },
    });
  };
  return {
    render,
    send: (request, reply, template, values) =>
      reply
        .type('text/html; charset=utf-8')
        .header('Cache-Control', 'no-store')
        .send(render(request, reply, template, values)),
    errorTitle: (language, code) => {
      const key = `error.${code}`;
      return isTextKey(key) ? text(language, key) : titleOf(code);
    },
  };
}

/** Where the language switch comes back to: every form of ours can be shown again at its own address. */
function pathToShow(request: FastifyRequest): string {
  return request.url.slice(0, 2048);
}
