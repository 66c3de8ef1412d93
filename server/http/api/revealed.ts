// Whoever asks for secrets in the clear (?reveal=secret) stands in the audit log before the answer goes out.
import type { FastifyRequest } from 'fastify';
import type { Desk } from '../../access/desk.ts';
import type { EventOf } from '../../audit/log.ts';
import { labelOfCpe, tenantOfChannel, tenantOfCpe } from '../../audit/records.ts';
import { parseMac } from '../../domain/mac.ts';
import type { Api } from './deps.ts';

export function noteRevealedSecrets(api: Api): void {
  api.addHook('onSend', async (request, reply, payload) => {
    if (!asksForSecrets(request) || reply.statusCode >= 300) return payload;
    const { pathname } = new URL(request.url, 'http://api.invalid');
    await request.desk.note('secretRevealed', await revealedOf(request.desk, request.params), { path: pathname });
    return payload;
  });
}

function asksForSecrets({ query, routeOptions }: FastifyRequest): boolean {
  const isAsked = typeof query === 'object' && query !== null && 'reveal' in query && query.reveal === 'secret';
  return isAsked && !routeOptions.config.open;
}

/** The phone, channel or account that the route's path names. */
async function revealedOf({ cpe: { records } }: Desk, params: unknown): Promise<EventOf> {
  const { mac: macText = '', id = '' } = Object(params);
  const mac = parseMac(String(macText));
  const cpe = mac && (await records.cpes.find(mac));
  if (cpe) return { subject: { kind: 'cpe', id: cpe.mac, label: labelOfCpe(cpe) }, tenant: tenantOfCpe(cpe) };
  const channel = await records.channels.find(String(id));
  if (channel)
    return {
      subject: { kind: 'channel', id: channel.id, label: channel.name },
      tenant: await tenantOfChannel(records, channel),
    };
  const account = await records.accounts.find(String(id));
  return {
    subject: { kind: 'account', id: String(id), label: account ? `${account.number} ${account.name}` : String(id) },
    tenant: account ? { partnerId: account.partnerId, accountId: account.id } : {},
  };
}
