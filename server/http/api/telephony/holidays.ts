// Holidays of number plan schemas over the API, and calendars that they can be taken from. Source: NP-30 to NP-34
import Type, { type Static } from 'typebox';
import { LocalDateSchema } from '../../../domain/telephony/calendar.ts';
import { HolidayInputSchema } from '../../../domain/telephony/number-plan.ts';
import { FIRST_YEAR, HOLIDAY_COUNTRIES, LAST_YEAR } from '../../../domain/telephony/public-holidays.ts';
import { invalid } from '../../../errors.ts';
import {
  addHoliday,
  HolidayImportSchema,
  holidayName,
  importHolidays,
  removeHoliday,
} from '../../../pbx/number-plans/holidays.ts';
import { publicHolidays } from '../../../routing/calendar/public-holidays.ts';
import { expectedRevision, withEtag } from '../../conventions.ts';
import type { Api } from '../deps.ts';
import { optional } from '../shapes.ts';
import { ByKey } from './kind-routes.ts';
import { AsJson, SINGLE, shown, ViewSchema, whichOf } from './number-plan-view.ts';

const DaySchema = Type.Omit(HolidayInputSchema, ['plan']);

export function holidayRoutes(api: Api): void {
  listRoutes(api);
  calendarRoutes(api);
}

/** What an uploaded file is taken with; the same as the fields of a JSON body. */
const UploadQuery = Type.Object({
  plan: optional(Type.String({ pattern: '^[1-9][0-9]?$', description: 'Of a text/calendar body' })),
  from: optional(LocalDateSchema),
  until: optional(LocalDateSchema),
  dryRun: optional(Type.Enum(['true', 'false'])),
});

/** A file as it stands on somebody's disk, or the fields of JSON. */
function wishOf(body: unknown, { plan, from, until, dryRun }: Static<typeof UploadQuery>): unknown {
  if (typeof body !== 'string') return body;
  return {
    ...(plan !== undefined && { plan: Number(plan) }),
    from: { kind: 'icalendar', text: body, ...(from !== undefined && { from }), ...(until !== undefined && { until }) },
    dryRun: dryRun === 'true',
  };
}

function listRoutes(api: Api): void {
  api.addContentTypeParser('text/calendar', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  api.post(
    `${SINGLE}/holidays`,
    {
      config: { action: 'telephony.edit', body: HolidayInputSchema },
      schema: { summary: 'Add a holiday (NP-30)', params: ByKey, response: { 201: ViewSchema } },
      ...AsJson,
    },
    async (request, reply) => {
      const { desk, params, body } = request;
      const added = await addHoliday(desk.telephony, whichOf(params, expectedRevision(request)), body);
      return reply.code(201).send(await shown(reply, desk, added));
    },
  );
  api.delete(
    `${SINGLE}/holidays/:holiday`,
    {
      config: { action: 'telephony.edit' },
      schema: {
        summary: 'Remove a holiday',
        params: Type.Object({ ...ByKey.properties, holiday: Type.String({ maxLength: 64 }) }),
        response: { 200: ViewSchema },
      },
      ...AsJson,
    },
    async (request, reply) => {
      const { desk, params } = request;
      const which = whichOf(params, expectedRevision(request));
      return shown(reply, desk, await removeHoliday(desk.telephony, which, params.holiday));
    },
  );
  const days = (description: string) => Type.Array(DaySchema, { description });
  api.post(
    `${SINGLE}/holiday-imports`,
    {
      config: { action: 'telephony.edit', body: HolidayImportSchema },
      schema: {
        summary: 'Take holidays from a country or an iCalendar file; days that are known are not taken twice',
        description:
          'A body of JSON, or the file itself as text/calendar in UTF-8 with plan, from, until and dryRun in the query.',
        consumes: ['application/json', 'text/calendar'],
        params: ByKey,
        querystring: UploadQuery,
        response: {
          200: Type.Object({
            added: days('In the list now; of a dry run, what would be'),
            known: days('Were in the list already'),
            problems: Type.Array(Type.Object({ line: Type.Integer(), summary: Type.String(), why: Type.String() }), {
              description: 'Events of the file that could not be taken',
            }),
            revision: Type.Integer(),
          }),
        },
      },
    },
    async (request, reply) => {
      const { desk, params, body } = request;
      const which = whichOf(params, expectedRevision(request));
      const { record, added, known, problems } = await importHolidays(
        desk.telephony,
        which,
        wishOf(body, request.query),
      );
      withEtag(reply, record);
      return { added: [...added], known: [...known], problems: [...problems], revision: record.revision };
    },
  );
}

function calendarRoutes(api: Api): void {
  api.get(
    '/holiday-calendars/:country',
    {
      config: { action: 'devices.read' },
      schema: {
        summary: 'The public holidays of a country, and its regions',
        params: Type.Object({ country: Type.String({ maxLength: 8 }) }),
        querystring: Type.Object({
          year: Type.String({ pattern: '^20[0-9]{2}$' }),
          region: optional(Type.String({ maxLength: 8 })),
        }),
        response: {
          200: Type.Object({
            regions: Type.Array(Type.String()),
            items: Type.Array(
              Type.Object({
                id: Type.String(),
                date: Type.String(),
                names: Type.Object({ nl: Type.String(), en: Type.String() }),
                isPartial: Type.Boolean({ description: 'Many work on it: only taken when it is named' }),
              }),
            ),
          }),
        },
      },
    },
    async ({ params, query }) => {
      const known = HOLIDAY_COUNTRIES[params.country];
      const year = Number(query.year);
      if (!known)
        throw invalid([
          { pointer: '/params/country', detail: `must be one of ${Object.keys(HOLIDAY_COUNTRIES).join(', ')}` },
        ]);
      if (year < FIRST_YEAR || year > LAST_YEAR)
        throw invalid([{ pointer: '/querystring/year', detail: `must be from ${FIRST_YEAR} to ${LAST_YEAR}` }]);
      const names = (id: string) => ({ nl: holidayName(id, 'nl'), en: holidayName(id, 'en') });
      const items = publicHolidays(params.country, year, query.region).map((day) => ({ ...day, names: names(day.id) }));
      return { regions: [...known.regions], items };
    },
  );
}
