// Alarms that stand or stood lately, and who wants to hear of which.
import Type from 'typebox';
import type { Desk } from '../../access/desk.ts';
import { type AlarmWish, alarmSettings, putAlarmSettings } from '../../alarms/settings.ts';
import { ALARM_KINDS, type Alarm, PLATFORM } from '../../domain/alarm.ts';
import { expectedRevision, PageQuery, pageOf, pageSchema, pageWish, withEtag } from '../conventions.ts';
import type { Api } from './deps.ts';
import { ById, closed, optional } from './shapes.ts';

const date = Type.String({ format: 'date-time' });
const Kind = Type.Enum([...ALARM_KINDS]);
const AlarmSchema: Type.TSchema = Type.Object({
  id: Type.String(),
  kind: Kind,
  partnerId: optional(Type.String()),
  accountId: optional(Type.String()),
  subject: Type.Unknown(),
  moment: date,
  raisedAt: date,
  clearedAt: optional(date),
});
const SettingsSchema = Type.Object(
  {
    kinds: Type.Array(Kind, { uniqueItems: true, description: 'None: alarms are off' }),
    mail: Type.Array(Type.String({ maxLength: 320 }), { maxItems: 10, uniqueItems: true }),
    notSeenHours: Type.Integer({ minimum: 1, maximum: 24 * 90 }),
  },
  closed,
);

export function alarmRoutes(api: Api): void {
  api.get(
    '/alarms',
    {
      config: { action: 'alarms.read' },
      schema: {
        summary: 'Alarms by id; also those that are over, for a while',
        querystring: Type.Object({ ...PageQuery.properties, standing: optional(Type.Enum(['true', 'false'])) }),
        response: { 200: pageSchema(AlarmSchema) },
      },
    },
    async (request) => {
      const { standing, ...paging } = request.query;
      const filter =
        standing === undefined ? {} : { clearedAt: standing === 'true' ? null : { $exists: true, $ne: null } };
      const page = await pageOf(
        pageWish(paging),
        (wish) => request.desk.alarms.alarms.list(filter, '_id', wish),
        ({ id }) => id,
      );
      return { items: page.items.map(alarmView), next: page.next };
    },
  );
  for (const [path, action, ofPlatform] of [
    ['/accounts/:id/alarm-settings', 'alarms.edit', false],
    ['/alarm-settings', 'alarms.editPlatform', true],
  ] as const) {
    const params = ofPlatform ? Type.Object({ id: optional(Type.String()) }) : ById;
    const about = ofPlatform ? 'of what belongs to no account' : 'of an account';
    api.get(
      path,
      { config: { action }, schema: { summary: `Alarms ${about}`, params, response: { 200: SettingsSchema } } },
      async (request, reply) =>
        wishOf(withEtag(reply, await alarmSettings(depsOf(request.desk), request.params.id ?? PLATFORM))),
    );
    api.put(
      path,
      {
        config: { action },
        schema: { summary: `Set alarms ${about}`, params, body: SettingsSchema, response: { 200: SettingsSchema } },
      },
      async (request, reply) => {
        const id = request.params.id ?? PLATFORM;
        const kept = await putAlarmSettings(depsOf(request.desk), id, request.body, expectedRevision(request));
        return wishOf(withEtag(reply, kept));
      },
    );
  }
}

function depsOf({ cpe: { records, now }, alarms: { settings } }: Desk) {
  return { records, now, settings };
}

function wishOf({ kinds, mail, notSeenHours }: AlarmWish) {
  return { kinds: [...kinds], mail: [...mail], notSeenHours };
}

function alarmView({ revision: _, createdAt: _c, changedAt: _ch, isMailDue: _m, isTold: _t, ...shown }: Alarm) {
  return shown;
}
