// The telephony of accounts: everything below /accounts/{id}/ that calls are decided by.
import Type from 'typebox';
import { ExtensionSchema } from '../../../domain/telephony/extension.ts';
import { TelephonySettingsSchema } from '../../../domain/telephony/settings.ts';
import { accountOf } from '../../../pbx/edit.ts';
import { addExtension, changeExtension, nextAvailable, removeExtension } from '../../../pbx/extensions.ts';
import { changeNumber } from '../../../pbx/numbers.ts';
import { changeQueue } from '../../../pbx/queues.ts';
import { changeSettings, settingsOf } from '../../../pbx/settings.ts';
import { expectedRevision, withEtag } from '../../conventions.ts';
import type { Api } from '../deps.ts';
import { ById } from '../shapes.ts';
import { kindRoutes, recordView } from './kind-routes.ts';
import { orderRoutes } from './orders.ts';

/** An extension with its PINs, which are never shown again. */
const NewExtensionSchema = Type.Unsafe<object>({
  ...ExtensionSchema,
  description:
    'By kind; users, queues, IVRs and smart apps are ordered. `pin` and `voicemailPin` go in beside the fields, and `pin` into entries of an authentication extension; they are kept as hashes.',
});

export function telephonyRoutes(api: Api): void {
  kindRoutes(api, {
    kind: 'extension',
    path: 'extensions',
    one: 'an extension',
    many: 'extensions by number',
    body: NewExtensionSchema,
    add: (desk, accountId, input) => addExtension(desk.telephony, accountId, input),
    change: (desk, which, patch, references) => changeExtension(desk.telephony, which, patch, references),
    remove: (desk, which, references) => removeExtension(desk.telephony, which, references),
    view: ({ pins = {} }) => ({ hasPin: pins.pin !== undefined }),
  });
  kindRoutes(api, { kind: 'telephonyUser', path: 'users', one: 'a user', many: 'users by name' });
  kindRoutes(api, {
    kind: 'number',
    path: 'numbers',
    one: 'a telephone number',
    many: 'telephone numbers',
    change: (desk, which, patch, references) => changeNumber(desk.telephony, which, patch, references),
  });
  kindRoutes(api, { kind: 'privacyGroup', path: 'privacy-groups', one: 'a privacy group', many: 'privacy groups' });
  kindRoutes(api, {
    kind: 'queue',
    path: 'queues',
    one: "a queue's settings",
    many: 'queues by number',
    add: null,
    remove: null,
    change: (desk, which, patch) => changeQueue(desk.telephony, which, patch),
  });
  orderRoutes(api);
  settingsRoutes(api);
  api.get(
    '/accounts/:id/next-extension',
    {
      config: { action: 'telephony.read' },
      schema: {
        summary: 'The next free extension number (EXT-33)',
        params: ById,
        querystring: Type.Object({ length: Type.Optional(Type.String({ pattern: '^[2-5]$' })) }),
        response: { 200: Type.Object({ number: Type.String() }) },
      },
    },
    async ({ desk, params, query: { length } }) => {
      const account = await accountOf(desk.telephony, params.id);
      return {
        number: await nextAvailable(desk.telephony, account, length === undefined ? undefined : Number(length)),
      };
    },
  );
}

function settingsRoutes(api: Api): void {
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
