// Opens the SIP edge on the ports that were asked for; where none was, on the registered ones, and on others or none when
// those are taken: a server that gives phones their files must start without them. Source: design.md "Processes and settings"
import type { TlsOptions } from 'node:tls';
import { type SipEdge, type SipEdgeOptions, startSipEdge } from './edge.ts';
import { SIP_PORT, SIPS_PORT } from './transport/hop.ts';
import type { Place } from './transport/transport.ts';
import type { SipUser } from './user/user.ts';

export interface SipStart extends Omit<SipEdgeOptions, 'plain' | 'tls'> {
  readonly sip: Place | 'auto';
  readonly sips: Place | 'auto' | null;
  /** Absent without a certificate: then there is no SIP over TLS. */
  readonly tls: TlsOptions | null | undefined;
}

/** While SIP is switched off. */
export const NO_SIP: SipUser = { request: async () => ({ kind: 'unreachable' }) };

const ANYWHERE = '0.0.0.0';

/** @throws the system's error when a port that was asked for cannot be had */
export async function openSip({ sip, sips, tls, ...rest }: SipStart): Promise<SipEdge> {
  const plains: readonly Place[] = sip === 'auto' ? [SIP_PORT, 0].map((port) => ({ host: ANYWHERE, port })) : [sip];
  const secures: readonly (Place | undefined)[] =
    !tls || !sips ? [undefined] : sips === 'auto' ? [{ host: ANYWHERE, port: SIPS_PORT }, undefined] : [sips];
  if (sips && sips !== 'auto' && !tls)
    rest.log.warn('SIP over TLS is off: it takes the certificate of BELLHOP_PHONE_HTTPS');
  const choices = plains.flatMap((plain) => secures.map((secure) => ({ plain, secure })));
  let failure: unknown;
  for (const { plain, secure } of choices) {
    try {
      return await startSipEdge({ ...rest, plain, ...(secure && tls && { tls: { ...secure, options: tls } }) });
    } catch (err) {
      failure = err;
      if (choices.length > 1) rest.log.warn({ err, port: plain.port, tlsPort: secure?.port }, 'SIP port not to be had');
    }
  }
  throw failure;
}
