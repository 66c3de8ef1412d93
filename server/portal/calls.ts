// The page that plays a call: who calls what, when, and what happens then; below it the path of the call as a picture, each step
// with the requirement that says so. Source: design.md "Every call can explain itself"
import Type from 'typebox';
import type { Account } from '../domain/records.ts';
import { text } from '../domain/texts.ts';
import { invalid, statusOf } from '../errors.ts';
import type { TelephonyDeps } from '../pbx/deps.ts';
import { simulateCall } from '../pbx/simulation.ts';
import { eventOf } from '../routing/call-words.ts';
import { callPicture, type Picture } from './call-picture.ts';
import type { Portal } from './deps.ts';
import type { PageLanguage } from './language.ts';
import type { Pages } from './pages.ts';
import { formFailure } from './people.ts';
import { readMoment } from './reach-view.ts';

const typed = (maxLength: number) => Type.String({ maxLength, default: '' });
const Query = Type.Object({
  account: Type.Optional(Type.String({ maxLength: 64 })),
  from: typed(64),
  to: typed(64),
  at: typed(32),
  events: typed(4000),
});
type Asked = Type.Static<typeof Query>;
const SHOWN = 1000;

export function callRoutes(portal: Portal, pages: Pages): void {
  portal.get(
    '/calls',
    { config: { action: 'telephony.simulate' }, schema: { querystring: Query } },
    async (request, reply) => {
      const { desk, query, pageLanguage: language } = request;
      const { accounts } = desk.cpe.records;
      const suggestions = await accounts.list({}, 'number', { limit: SHOWN });
      const number = query.account?.trim() ?? (suggestions.length === 1 ? suggestions[0]?.number : undefined) ?? '';
      const [account] = number === '' ? [] : await accounts.list({ number }, 'number', { limit: 1 });
      const values = {
        asked: { ...query, account: number },
        isBad: number !== '' && !account,
        suggestions: suggestions.map(({ number: one, name }) => ({ number: one, name })),
      };
      const isAsked = account !== undefined && query.account !== undefined;
      try {
        const shown = isAsked ? await shownCall(desk.telephony, account, query, language) : null;
        return pages.send(request, reply, 'calls', { ...values, shown, failure: null, bad: [] });
      } catch (error) {
        const { code, fields } = formFailure(error);
        const failure = pages.errorTitle(language, code);
        reply.code(statusOf(code));
        return pages.send(request, reply, 'calls', { ...values, shown: null, failure, bad: fields });
      }
    },
  );
}

/** @throws INPUT_INVALID */
async function shownCall(
  telephony: TelephonyDeps,
  { id: accountId, timeZone }: Account,
  { from, to, at, events }: Asked,
  language: PageLanguage,
): Promise<{ readonly title: string; readonly picture: Picture }> {
  const moment = at === '' ? telephony.now() : readMoment(at, timeZone);
  if (!moment) throw invalid([{ pointer: '/at', detail: 'must be a day and time' }]);
  const caller = plain(from);
  const told = await simulateCall(telephony, {
    accountId,
    from: caller === '' ? 'anonymous' : caller,
    to: plain(to),
    at: moment.toISOString(),
    events: events.split('\n').flatMap((line) => (line.trim() === '' ? [] : [eventOf(line)])),
    language,
  });
  const title = text(language, 'calls.picture', {
    from: caller === '' ? text(language, 'calls.withheld') : caller,
    to: plain(to),
    end: told.ends.text,
  });
  return { title, picture: callPicture(told, caller, language) };
}

/** Numbers without what people write between their digits. */
function plain(number: string): string {
  return number.trim().replaceAll(/(?<=[0-9+)])[\s().-]+(?=[0-9(])/g, '');
}
