// Switching IP listing of an account on and off: how it works is read first. Source: FAC-75, FAC-76
import Type from 'typebox';
import { putIpListing } from '../cpe/accounts.ts';
import { AppError } from '../errors.ts';
import { accountOf } from '../pbx/edit.ts';
import type { Portal } from './deps.ts';
import { formOf } from './forms.ts';
import type { Pages } from './pages.ts';
import { ByAccount } from './telephony.ts';

export function ipListingRoutes(portal: Portal, pages: Pages): void {
  const url = '/telephony/:account/ip-listing';
  const action = 'accounts.edit';
  portal.get(url, { config: { action }, schema: { params: ByAccount } }, async (request, reply) => {
    const { id, name, country, ipListing } = await accountOf(request.desk.telephony, request.params.account);
    if (country !== 'NL') throw new AppError('NOT_FOUND');
    const { active = false, allow = [] } = ipListing ?? {};
    return pages.send(request, reply, 'ip-listing', { account: { id, name }, active, allowed: allow.length });
  });
  portal.post(
    url,
    {
      config: { action },
      schema: { params: ByAccount, body: formOf({ active: Type.Enum(['yes', 'no']) }) },
      preHandler: portal.csrfProtection,
    },
    async (request, reply) => {
      const { telephony, cpe } = request.desk;
      const { id, revision, ipListing } = await accountOf(telephony, request.params.account);
      const listing = { active: request.body.active === 'yes', allow: ipListing?.allow ?? [] };
      await putIpListing(cpe, id, listing, revision);
      return reply.redirect(`/telephony/${encodeURIComponent(id)}#facilities`, 303);
    },
  );
}
