// Telling a phone's maker where the phone finds its files.
import Type from 'typebox';
import { labelOfCpe, tenantOfCpe } from '../../audit/records.ts';
import { endRedirect, redirectPhone } from '../../redirects/redirects.ts';
import type { Api } from './deps.ts';
import { findCpe } from './find-cpe.ts';
import { ByMac, closed, optional } from './shapes.ts';

const Told = Type.Object({ service: Type.Enum(['yealinkRps', 'gigaset']) });
const MacId = Type.String({ maxLength: 8, description: 'Gigaset: the four characters behind the MAC on the box' });

export function redirectRoutes(api: Api): void {
  const config = { action: 'cpes.redirect' } as const;
  api.put(
    '/cpes/:mac/redirect',
    {
      config,
      schema: {
        summary:
          "Register the phone with its maker's redirect service: with the first boot's token while the window is open",
        params: ByMac,
        body: Type.Object({ macId: optional(MacId) }, closed),
        response: { 200: Told },
      },
    },
    async (request) => {
      const { desk, params, body } = request;
      const cpe = await findCpe(desk, params.mac);
      const { name } = await redirectPhone(desk, cpe, body.macId);
      const subject = { kind: 'cpe', id: cpe.mac, label: labelOfCpe(cpe) } as const;
      await desk.note('redirected', { subject, tenant: tenantOfCpe(cpe) }, { service: name, on: true });
      return { service: name };
    },
  );
  api.delete(
    '/cpes/:mac/redirect',
    { config, schema: { summary: 'Take it away there', params: ByMac, response: { 200: Told } } },
    async (request) => {
      const { desk, params } = request;
      const cpe = await findCpe(desk, params.mac);
      const { name } = await endRedirect(desk, cpe);
      const subject = { kind: 'cpe', id: cpe.mac, label: labelOfCpe(cpe) } as const;
      await desk.note('redirected', { subject, tenant: tenantOfCpe(cpe) }, { service: name, on: false });
      return { service: name };
    },
  );
}
