// In which language a page is: what the visitor chose, else what the browser asks for.
import Type from 'typebox';
import type { Portal } from './deps.ts';
import { formOf } from './forms.ts';
import { COOKIE, localPath, YEAR_SEC } from './session.ts';

export const PAGE_LANGUAGES = ['nl', 'en'] as const;
export type PageLanguage = (typeof PAGE_LANGUAGES)[number];

declare module 'fastify' {
  interface FastifyRequest {
    pageLanguage: PageLanguage;
  }
}

const LANGUAGE_COOKIE = 'bellhop_language';

export function chooseLanguage(portal: Portal): void {
  portal.decorateRequest('pageLanguage', 'en');
  portal.addHook('onRequest', async (request) => {
    const chosen = PAGE_LANGUAGES.find((language) => language === request.cookies[LANGUAGE_COOKIE]);
    request.pageLanguage = chosen ?? askedLanguage(request.headers['accept-language']);
  });
}

/** The first of our languages in the order of the browser's wishes; English when it names none. Source: RFC 9110 12.5.4 */
export function askedLanguage(header: string | undefined): PageLanguage {
  const wishes = (header ?? '')
    .slice(0, 256)
    .split(',')
    .map((wish) => {
      const [range = '', ...parameters] = wish.trim().toLowerCase().split(';');
      const weight = parameters.map((parameter) => /^\s*q=([\d.]+)\s*$/.exec(parameter)?.[1]).find(Boolean);
      return { language: range.split('-')[0], weight: weight === undefined ? 1 : Number(weight) };
    })
    .filter(({ weight }) => weight > 0)
    .toSorted((a, b) => b.weight - a.weight);
  for (const { language } of wishes) {
    const ours = PAGE_LANGUAGES.find((known) => known === language);
    if (ours) return ours;
  }
  return 'en';
}

export function languageRoutes(portal: Portal): void {
  const body = formOf({ language: Type.Enum([...PAGE_LANGUAGES]), back: Type.String({ maxLength: 2048 }) });
  portal.post(
    '/language',
    { config: { open: true }, schema: { body }, preHandler: portal.csrfProtection },
    async (request, reply) => {
      const { language, back } = request.body;
      return reply
        .setCookie(LANGUAGE_COOKIE, language, { ...COOKIE, secure: request.protocol === 'https', maxAge: YEAR_SEC })
        .redirect(localPath(back), 303);
    },
  );
}
