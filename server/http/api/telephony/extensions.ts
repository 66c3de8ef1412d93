// Extensions, and the next free number for one. Source: EXT-5 to EXT-16, EXT-33, EXT-70 to EXT-72
import Type from 'typebox';
import { ExtensionSchema } from '../../../domain/telephony/extension.ts';
import { accountOf } from '../../../pbx/edit.ts';
import { addExtension, changeExtension, nextAvailable, removeExtension } from '../../../pbx/extensions.ts';
import type { Api } from '../deps.ts';
import { ById } from '../shapes.ts';
import { kindRoutes } from './kind-routes.ts';

/** An extension with its PINs, which are never shown again. */
const NewExtensionSchema = Type.Unsafe<object>({
  ...ExtensionSchema,
  description:
    'By kind; users, queues, IVRs and smart apps are ordered. `pin` and `voicemailPin` go in beside the fields, and `pin` into entries of an authentication extension; they are kept as hashes.',
});

export function extensionRoutes(api: Api): void {
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
