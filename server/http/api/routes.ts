// The API under /api/v1, described by its own routes in OpenAPI 3.1 at /api/v1/openapi.json.
import swagger from '@fastify/swagger';
import Type from 'typebox';
import { requireDeclared } from '../../access/permissions.ts';
import { honourIdempotencyKeys, requireDatabase, requireToken } from '../conventions.ts';
import { answerProblems } from '../problems.ts';
import { protectAnswers } from '../protected-answers.ts';
import { accountRoutes } from './accounts.ts';
import { alarmRoutes } from './alarms.ts';
import { assetRoutes } from './assets.ts';
import { auditRoutes } from './audit.ts';
import { careRoutes } from './care.ts';
import { channelRoutes } from './channels.ts';
import { cpeCsvRoutes } from './cpe-csv.ts';
import { cpeRoutes } from './cpes.ts';
import type { Api, ApiDeps } from './deps.ts';
import { deviceCertificateRoutes } from './device-certificates.ts';
import { deviceRoutes } from './devices.ts';
import { firmwareRoutes } from './firmware.ts';
import { ipListingRoutes } from './ip-listing.ts';
import { jobRoutes } from './jobs.ts';
import { meRoutes } from './me.ts';
import { partnerRoutes } from './partners.ts';
import { peopleRoutes } from './people.ts';
import { personalDataRoutes } from './personal-data.ts';
import { phonebookRoutes } from './phonebook.ts';
import { planRoutes } from './plans.ts';
import { redirectRoutes } from './redirects.ts';
import { replacementRoutes } from './replacements.ts';
import { noteRevealedSecrets } from './revealed.ts';
import { rotationRoutes } from './rotations.ts';
import { savedViewRoutes } from './saved-views.ts';
import { telephonyRoutes } from './telephony/routes.ts';
import { tellRoutes } from './tell.ts';
import { tokenRoutes } from './tokens.ts';
import { webhookRoutes } from './webhooks.ts';

/** A call that needs no body may still say that it sends JSON: nothing is then read as null, which most bodies may not be. */
function readEmptyBodies(api: Api): void {
  const readJson = api.getDefaultJsonParser('error', 'error');
  api.removeContentTypeParser('application/json');
  api.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body: string, done) =>
    body === '' ? done(null, null) : readJson(request, body, done),
  );
}

export async function apiRoutes(api: Api, deps: ApiDeps): Promise<void> {
  api.addHook('onRoute', requireDeclared);
  answerProblems(api);
  protectAnswers(api);
  requireDatabase(api, deps.isAvailable);
  requireToken(api, deps.access, deps.desk);
  readEmptyBodies(api);
  honourIdempotencyKeys(api, deps.idempotency, deps.sealer);
  noteRevealedSecrets(api);
  await api.register(swagger, {
    // Each operation says which action of the table of permissions it is.
    transform: ({ schema, url, route }) => ({
      schema: {
        ...schema,
        ...(route.config?.action && { 'x-action': route.config.action }),
        ...(route.config?.body && { body: route.config.body }),
      },
      url,
    }),
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Bellhop',
        version: '1',
        description:
          'Errors are problem+json (RFC 9457). Lists take limit and cursor. What can be edited has an ETag; If-Match answers 412 on a lost race. ' +
          'A POST with an Idempotency-Key is done once.',
      },
      components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } },
      security: [{ bearer: [] }],
    },
  });
  tokenRoutes(api, deps);
  deviceRoutes(api);
  partnerRoutes(api);
  accountRoutes(api);
  channelRoutes(api);
  cpeRoutes(api);
  cpeCsvRoutes(api);
  jobRoutes(api, deps);
  tellRoutes(api);
  careRoutes(api);
  replacementRoutes(api);
  savedViewRoutes(api);
  firmwareRoutes(api);
  assetRoutes(api);
  auditRoutes(api);
  personalDataRoutes(api);
  deviceCertificateRoutes(api);
  rotationRoutes(api);
  planRoutes(api);
  ipListingRoutes(api);
  telephonyRoutes(api);
  peopleRoutes(api);
  meRoutes(api);
  phonebookRoutes(api);
  webhookRoutes(api);
  alarmRoutes(api);
  redirectRoutes(api);
  api.get(
    '/openapi.json',
    {
      config: { open: true },
      schema: { summary: 'This description', security: [], response: { 200: Type.Unknown() } },
    },
    async () => api.swagger(),
  );
}
