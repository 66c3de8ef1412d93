// What an account sets for all its telephony. Source: EXT-7, FAC-23, FAC-41, FAC-47, FAC-68, FAC-70, FAC-108
import Type from 'typebox';
import { TelephonySettingsSchema } from '../../../domain/telephony/settings.ts';
import { accountOf } from '../../../pbx/edit.ts';
import { changeSettings, settingsOf } from '../../../pbx/settings.ts';
import { expectedRevision, withEtag } from '../../conventions.ts';
import type { Api } from '../deps.ts';
import { ById } from '../shapes.ts';
import { recordView } from './kind-routes.ts';

export function settingsRoutes(api: Api): void {
  const path = '/accounts/:id/telephony';
  const shape = Type.Unsafe<object>({ ...TelephonySettingsSchema, additionalProperties: true });
  api.get(
    path,
    {
      config: { action: 'telephony.read' },
      schema: { summary: 'What an account set for all its telephony', params: ById, response: { 200: shape } },
    },
    async ({ desk, params }, reply) => {
      const account = await accountOf(desk.telephony, params.id);
      return recordView(withEtag(reply, await settingsOf(desk.telephony, account)));
    },
  );
  api.patch(
    path,
    {
      config: { action: 'telephony.edit', body: TelephonySettingsSchema },
      schema: { summary: 'Change them', params: ById, response: { 200: shape } },
    },
    async (request, reply) => {
      const { desk, params, body } = request;
      return recordView(
        withEtag(reply, await changeSettings(desk.telephony, params.id, body, expectedRevision(request))),
      );
    },
  );
}
