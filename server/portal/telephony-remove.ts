// Taking an extension or a number of an account away: what it is, where it is used, and asked before it is done. Source: EXT-15, EXT-16
import type { FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { AppError } from '../errors.ts';
import { accountOf, titleOf, usesOfRecord } from '../pbx/edit.ts';
import { isOrdered, removeExtension } from '../pbx/extensions.ts';
import type { AnyTelephony } from '../pbx/kinds.ts';
import { removeOfKind, standing, type Which } from '../pbx/records.ts';
import { hindering, nameOf } from '../pbx/references.ts';
import type { Portal } from './deps.ts';
import { formOf } from './forms.ts';
import type { Pages } from './pages.ts';

const KINDS = ['extension', 'number'] as const;
type Removable = (typeof KINDS)[number];
const ByKey = Type.Object({ account: Type.String({ maxLength: 64 }), key: Type.String({ maxLength: 64 }) });

export function telephonyRemoveRoutes(portal: Portal, pages: Pages): void {
  for (const kind of KINDS) {
    const url = `/telephony/:account/remove/${kind}/:key`;
    const action = 'telephony.edit';
    portal.get(url, { config: { action }, schema: { params: ByKey } }, (request, reply) =>
      removePage(request, reply, which(kind, request.params), false),
    );
    portal.post(
      url,
      {
        config: { action },
        schema: { params: ByKey, body: formOf({ clear: Type.Optional(Type.String()) }) },
        preHandler: portal.csrfProtection,
      },
      async (request, reply) => {
        const { telephony } = request.desk;
        const references = request.body.clear === undefined ? 'refuse' : 'clear';
        const { account } = request.params;
        try {
          await (kind === 'extension'
            ? removeExtension(telephony, which('extension', request.params), references)
            : removeOfKind(telephony, which('number', request.params), references));
        } catch (error) {
          if (!(error instanceof AppError && error.code === 'TELEPHONY_IN_USE')) throw error;
          return removePage(request, reply.code(409), which(kind, request.params), references === 'clear');
        }
        return reply.redirect(`/telephony/${account}`, 303);
      },
    );
  }

  async function removePage(request: FastifyRequest, reply: FastifyReply, one: Which<Removable>, isStuck: boolean) {
    const { telephony } = request.desk;
    const account = await accountOf(telephony, one.accountId);
    const record: AnyTelephony = await standing(telephony, one);
    const uses = hindering(await usesOfRecord(telephony, record));
    return pages.send(request, reply, 'telephony-remove', {
      account: { id: account.id, name: account.name },
      kind: one.kind,
      key: nameOf(record),
      title: shortTitle(record),
      uses: uses.map((use) => ({ kind: `audit.kind.${use.record.kind}`, name: shortTitle(use.record) })),
      isOrdered: isOrderedRecord(record),
      isStuck,
    });
  }
}

function which<K extends Removable>(kind: K, { account, key }: { account: string; key: string }): Which<K> {
  return { kind, accountId: account, keyOrId: key };
}

/** Without its kind, which the page says in its own language. */
function shortTitle(record: AnyTelephony): string {
  return titleOf(record).slice(record.kind.length + 1);
}

function isOrderedRecord({ kind, value }: AnyTelephony): boolean {
  const of: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, 'kind') : undefined;
  return (
    kind === 'extension' && (of === 'user' || of === 'queue' || of === 'ivr' || of === 'smartApp') && isOrdered(of)
  );
}
