// Accounts, and what they choose for their phones.
import Type from 'typebox';
import {
  addAccount,
  editAccount,
  editModelSettings,
  putKeyLayout,
  putRingtones,
  putSipProxy,
  removeKeyLayout,
} from '../../cpe/accounts.ts';
import { chooseFirmware, type FirmwareWish } from '../../cpe/firmware.ts';
import { RECOMMENDED } from '../../domain/firmware.ts';
import { modelKey } from '../../domain/records.ts';
import { AppError, invalid } from '../../errors.ts';
import { switchAccountEncryption } from '../../plans/encryption.ts';
import { expectedRevision, PageQuery, pageOf, pageSchema, pageWish, withEtag } from '../conventions.ts';
import type { Api } from './deps.ts';
import { ACCOUNT_OR_PLAN, answerBoxes, answerPlan, RebootBox } from './reboot-box.ts';
import {
  AccountPatchSchema,
  AccountSchema,
  accountView,
  ById,
  ByModel,
  closed,
  KeyLayoutSchema,
  NewAccountSchema,
  nullable,
  optional,
  RINGTONE_WORDS,
  RingtonesSchema,
  SettingsPatchSchema,
} from './shapes.ts';

const RingtonesBody = Type.Object(
  { ...RingtonesSchema.properties, reboot: RebootBox },
  { ...closed, description: RINGTONE_WORDS },
);
const account = { response: { 200: AccountSchema } };
const ByVendor = Type.Object({ id: Type.String({ maxLength: 64 }), vendor: Type.String({ maxLength: 64 }) });
const LayoutAnswer = Type.Object({ pages: Type.Array(Type.Unknown()), modulesEverUsed: optional(Type.Integer()) });
const proxy = Type.String({ minLength: 1, maxLength: 261, description: 'host or host:port' });

/** By default whatever is recommended. @throws INPUT_INVALID  both a version and a file */
function firmwareWish({ version, name }: { version?: string | null; name?: string | null }): FirmwareWish | null {
  if (version !== undefined && name !== undefined)
    throw invalid([{ pointer: '/version', detail: 'give a version or the name of a file, not both' }]);
  if (version === null || name === null) return null;
  return name === undefined ? { version: version ?? RECOMMENDED } : { name };
}

export function accountRoutes(api: Api): void {
  api.get(
    '/accounts',
    {
      config: { action: 'accounts.read' },
      schema: { summary: 'Accounts by number', querystring: PageQuery, response: { 200: pageSchema(AccountSchema) } },
    },
    async (request) => {
      const page = await pageOf(
        pageWish(request.query),
        (wish) => request.desk.cpe.records.accounts.list({}, 'number', wish),
        ({ number }) => number,
      );
      return { items: page.items.map(accountView), next: page.next };
    },
  );
  api.post(
    '/accounts',
    {
      config: { action: 'accounts.add' },
      schema: { summary: 'Add an account', body: NewAccountSchema, response: { 201: AccountSchema } },
    },
    async (request, reply) =>
      reply.code(201).send(accountView(withEtag(reply, await addAccount(request.desk.cpe, request.body)))),
  );
  api.get(
    '/accounts/:id',
    { config: { action: 'accounts.read' }, schema: { summary: 'One account', params: ById, ...account } },
    async (request, reply) => {
      const found = await request.desk.cpe.records.accounts.find(request.params.id);
      if (!found) throw new AppError('ACCOUNT_NOT_FOUND', { detail: request.params.id });
      return accountView(withEtag(reply, found));
    },
  );
  api.patch(
    '/accounts/:id',
    {
      config: { action: 'accounts.edit' },
      schema: { summary: 'Change an account', params: ById, body: AccountPatchSchema, ...account },
    },
    async (request, reply) =>
      accountView(
        withEtag(
          reply,
          await editAccount(request.desk.cpe, request.params.id, request.body, expectedRevision(request)),
        ),
      ),
  );

  const layoutPath = '/accounts/:id/key-layouts/:vendor/:model';
  api.get(
    layoutPath,
    {
      config: { action: 'accounts.read' },
      schema: { summary: 'Key layout of a model', params: ByModel, response: { 200: LayoutAnswer } },
    },
    async (request, reply) => {
      const { id, vendor, model } = request.params;
      const found = await request.desk.cpe.records.accounts.find(id);
      if (!found) throw new AppError('ACCOUNT_NOT_FOUND', { detail: id });
      const layout = found.models[modelKey(vendor, model)]?.keyLayout;
      if (!layout)
        throw new AppError('NOT_FOUND', {
          detail: `no key layout for ${vendor} ${model} yet: phones get one line key a channel`,
        });
      withEtag(reply, found);
      return { ...layout, pages: [...layout.pages] };
    },
  );
  api.put(
    layoutPath,
    {
      config: { action: 'accounts.edit' },
      schema: {
        summary: 'Set the key layout of a model (DEV-7, DEV-8)',
        params: ByModel,
        body: KeyLayoutSchema,
        response: { 200: LayoutAnswer },
      },
    },
    async (request, reply) => {
      const { id, vendor, model } = request.params;
      const changed = withEtag(
        reply,
        await putKeyLayout(request.desk.cpe, id, vendor, model, request.body, expectedRevision(request)),
      );
      const layout = changed.models[modelKey(vendor, model)]?.keyLayout;
      return { ...layout, pages: [...(layout?.pages ?? [])] };
    },
  );
  api.delete(
    layoutPath,
    {
      config: { action: 'accounts.edit' },
      schema: { summary: 'Back to one line key a channel', params: ByModel, response: { 204: Type.Null() } },
    },
    async (request, reply) => {
      const { id, vendor, model } = request.params;
      await removeKeyLayout(request.desk.cpe, id, vendor, model, expectedRevision(request));
      return reply.code(204).send(null);
    },
  );

  api.patch(
    '/accounts/:id/model-settings/:vendor/:model',
    {
      config: { action: 'accounts.edit' },
      schema: {
        summary: "Settings for the account's phones of a model",
        params: ByModel,
        body: SettingsPatchSchema,
        ...account,
      },
    },
    async (request, reply) => {
      const { id, vendor, model } = request.params;
      return accountView(
        withEtag(
          reply,
          await editModelSettings(request.desk.cpe, id, vendor, model, request.body, expectedRevision(request)),
        ),
      );
    },
  );
  api.put(
    '/accounts/:id/firmware/:vendor/:model',
    {
      config: { action: 'accounts.edit' },
      schema: {
        summary: "Which firmware the account's phones of a model run (DEV-9)",
        params: ByModel,
        body: Type.Object(
          {
            version: optional(
              nullable(
                Type.String({
                  maxLength: 64,
                  description:
                    'A version of the catalogue, or `recommended` (default); null: phones keep what they have',
                }),
              ),
            ),
            name: optional(
              nullable(Type.String({ maxLength: 128, description: 'Instead: a file of the release that is meant' })),
            ),
            track: optional(Type.String({ maxLength: 64, description: 'By default every track that has the release' })),
          },
          closed,
        ),
        ...account,
      },
    },
    async (request, reply) => {
      const { id, ...line } = request.params;
      const { track } = request.body;
      const named = { ...line, ...(track !== undefined && { track }) };
      const wish = firmwareWish(request.body);
      return accountView(
        withEtag(reply, await chooseFirmware(request.desk.cpe, id, named, wish, expectedRevision(request))),
      );
    },
  );
  api.put(
    '/accounts/:id/ringtones/:vendor',
    {
      config: { action: 'accounts.edit' },
      schema: {
        summary: 'Distinctive ringtones (DEV-28 to DEV-30)',
        params: ByVendor,
        body: RingtonesBody,
        ...ACCOUNT_OR_PLAN,
      },
    },
    async (request, reply) => {
      const { force = false, reboot = false, ...ringtones } = request.body;
      const { id, vendor } = request.params;
      const change = { kind: 'ringtones', accountId: id, vendor, ringtones } as const;
      return answerBoxes(request, reply, { force, reboot }, change, () =>
        putRingtones(request.desk.cpe, id, vendor, ringtones, force, expectedRevision(request)),
      );
    },
  );
  api.put(
    '/accounts/:id/sip-proxy',
    {
      config: { action: 'accounts.edit' },
      schema: {
        summary: 'Proxy without encryption (DEV-13)',
        params: ById,
        body: Type.Object({ proxy, force: optional(Type.Boolean()), reboot: RebootBox }, closed),
        ...ACCOUNT_OR_PLAN,
      },
    },
    async (request, reply) => {
      const { proxy: to, force = false, reboot = false } = request.body;
      const { id } = request.params;
      const change = { kind: 'sipProxy', accountId: id, proxy: to } as const;
      return answerBoxes(request, reply, { force, reboot }, change, () =>
        putSipProxy(request.desk.cpe, id, to, force, expectedRevision(request)),
      );
    },
  );
  api.put(
    '/accounts/:id/sip-encryption',
    {
      config: { action: 'accounts.edit' },
      schema: {
        summary: 'Encrypted SIP for channels that have it on (DEV-16, DEV-17, FAC-96, FAC-98)',
        params: ById,
        body: Type.Object(
          {
            enabled: Type.Boolean(),
            proxy,
            force: optional(
              Type.Boolean({
                description:
                  'Switch it on for the channels of all phones that can encrypt; without, channels follow one by one. When it goes off, all channels follow',
              }),
            ),
            recommendedFirmware: optional(
              Type.Boolean({
                description:
                  'Also choose the recommended firmware for every model that needs a minimum version to encrypt; a model without one that is new enough keeps its choice',
              }),
            ),
            reboot: optional(
              Type.Boolean({
                description:
                  'Restart the phones that can encrypt, by a plan, which is the answer (202). With `force` the plan brings the change as well, phone by phone, and can be undone. When it goes off, the phones that had it on are restarted unless this is false',
              }),
            ),
          },
          closed,
        ),
        ...ACCOUNT_OR_PLAN,
      },
    },
    async (request, reply) => {
      const { force = false, recommendedFirmware = false, ...rest } = request.body;
      const wish = { ...rest, force, recommendedFirmware };
      const done = await switchAccountEncryption(request.desk, request.params.id, wish, expectedRevision(request));
      return 'plan' in done
        ? answerPlan(request, reply, done.plan)
        : reply.send(accountView(withEtag(reply, done.account)));
    },
  );
}
