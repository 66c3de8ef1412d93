// Adding the common things of an account's telephony, each with a short form; after it another one of the same.
import type { FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import type { Account } from '../domain/records.ts';
import { AppError, statusOf } from '../errors.ts';
import { accountOf } from '../pbx/edit.ts';
import { nextAvailable } from '../pbx/extensions.ts';
import { settingsOf } from '../pbx/settings.ts';
import type { Portal } from './deps.ts';
import { formOf } from './forms.ts';
import type { Pages } from './pages.ts';
import { formFailure } from './people.ts';
import { ByAccount } from './telephony.ts';
import { ADDABLE, type Addable, FIELDS, type Field, productsOf, type Typed } from './telephony-forms.ts';

const text = Type.Optional(Type.String({ maxLength: 4096 }));
const Body = formOf({
  product: text,
  number: text,
  name: text,
  pin: text,
  areaCode: text,
  callLimit: text,
  members: text,
  to: text,
  e164: text,
  again: text,
});
const AddQuery = Type.Object({ added: Type.Optional(Type.String({ maxLength: 64 })) });

export function telephonyAddRoutes(portal: Portal, pages: Pages): void {
  for (const addable of ADDABLE) {
    const { what, action, fields, add } = addable;
    const url = `/telephony/:account/add/${what}`;
    portal.get(
      url,
      { config: { action }, schema: { params: ByAccount, querystring: AddQuery } },
      async (request, reply) => {
        const account = await accountOf(request.desk.telephony, request.params.account);
        const typed = { ...(await suggested(request, account, fields)) };
        return addPage(request, reply, { addable, account, typed, added: request.query.added });
      },
    );
    portal.post(
      url,
      { config: { action }, schema: { params: ByAccount, body: Body }, preHandler: portal.csrfProtection },
      async (request, reply) => {
        const account = await accountOf(request.desk.telephony, request.params.account);
        const { _csrf, again, ...typed } = request.body;
        try {
          const added = await add(request.desk, account, trimmed(typed, fields));
          const back = `/telephony/${account.id}${again === undefined ? '' : `/add/${what}`}`;
          return await reply.redirect(`${back}?added=${encodeURIComponent(added)}`, 303);
        } catch (error) {
          const { code, bad } = failureOf(error);
          return addPage(request, reply.code(statusOf(code)), { addable, account, typed, bad });
        }
      },
    );
  }

  async function addPage(
    request: FastifyRequest,
    reply: FastifyReply,
    page: {
      addable: Addable;
      account: Account;
      typed: Typed;
      bad?: readonly string[];
      added?: string | undefined;
    },
  ) {
    const { addable, account, typed, bad = [], added } = page;
    const { telephony } = request.desk;
    const { what, fields } = addable;
    const isExtension = fields.includes('number');
    const { extensionLength } = (await settingsOf(telephony, account)).value;
    const extensions = isExtension ? await telephony.records.list('extension', account.id, { limit: 1000 }) : [];
    return pages.send(request, reply, 'telephony-add', {
      what,
      isOrder: addable.action === 'telephony.order',
      account: { id: account.id, name: account.name },
      fields,
      typed: Object.fromEntries(FIELDS.map((field) => [field, field === 'pin' ? '' : (typed[field] ?? '')])),
      products: fields.includes('product')
        ? (await productsOf(request.desk, account, 'user')).map(({ id, name }) => ({
            id,
            name: name[request.pageLanguage],
          }))
        : [],
      bad,
      added: added ?? null,
      length: extensionLength ?? null,
      isExtension,
      active: extensions.map(({ key }) => key).join(', '),
    });
  }
}

/** The next free number, the account's own area code. Source: EXT-33 */
async function suggested(request: FastifyRequest, account: Account, fields: readonly Field[]): Promise<Typed> {
  const number = fields.includes('number') ? await nextNumber(request, account) : undefined;
  return { ...(number !== undefined && { number }), areaCode: account.areaCode ?? '', callLimit: '10' };
}

/** None while the first one is still to be chosen, or all are taken. */
async function nextNumber({ desk }: FastifyRequest, account: Account): Promise<string | undefined> {
  try {
    return await nextAvailable(desk.telephony, account);
  } catch (error) {
    if (error instanceof AppError && error.code === 'INPUT_INVALID') return undefined;
    throw error;
  }
}

function trimmed(typed: Typed, fields: readonly Field[]): Typed {
  return Object.fromEntries(fields.flatMap((field) => (typed[field] ? [[field, typed[field].trim()]] : [])));
}

/** What the form says went wrong: names of its fields, or that something is taken. */
function failureOf(error: unknown): { readonly code: AppError['code']; readonly bad: readonly string[] } {
  const { code } = formFailure(error);
  if (code === 'TELEPHONY_KEY_TAKEN') return { code, bad: ['telephony.taken'] };
  const pointers = error instanceof AppError ? error.errors.map(({ pointer }) => pointer.split('/')) : [];
  const named = pointers.map((parts) => FIELDS.find((field) => parts.includes(field)));
  const bad = named.map((field) => `telephony.bad.${field ?? 'form'}`);
  return { code, bad: bad.length > 0 ? [...new Set(bad)] : ['telephony.bad.form'] };
}
