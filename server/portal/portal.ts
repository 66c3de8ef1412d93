// The pages for people: plain HTML forms that work without a script, htmx only for what refreshes itself. Everything is
// registered in one scope, so that its cookies, headers and error pages touch neither the API nor the health checks; the
// pages that need a login are in a scope of their own inside it. Source: design.md

import cookie from '@fastify/cookie';
import csrf from '@fastify/csrf-protection';
import helmet from '@fastify/helmet';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyInstance } from 'fastify';
import { requireDeclared } from '../access/permissions.ts';
import { AppError } from '../errors.ts';
import { assetRoutes, loadAssets } from './assets.ts';
import { auditRoutes } from './audit.ts';
import { blockingRoutes } from './blocking.ts';
import { callRoutes } from './calls.ts';
import type { Portal, PortalDeps } from './deps.ts';
import { encryptionRoutes } from './encryption.ts';
import { answerErrorPages } from './error-pages.ts';
import { fileRoutes } from './file.ts';
import { firmwareRoutes } from './firmware.ts';
import { firmwareChoiceRoutes } from './firmware-choice.ts';
import { firmwareUploadRoutes } from './firmware-upload.ts';
import { readForms } from './forms.ts';
import { importRoutes } from './import.ts';
import { ipListingRoutes } from './ip-listing.ts';
import { jobsRoutes } from './jobs.ts';
import { chooseLanguage, languageRoutes } from './language.ts';
import { loginRoutes } from './login.ts';
import { meRoutes } from './me.ts';
import { numberPlanPages } from './number-plans.ts';
import { createPages } from './pages.ts';
import { peopleRoutes } from './people.ts';
import { personalDataRoutes } from './personal-data.ts';
import { phoneRoutes } from './phone.ts';
import { phonebookRoutes } from './phonebook.ts';
import { phonesRoutes } from './phones.ts';
import { planAddRoutes } from './plan-add.ts';
import { plansRoutes } from './plans.ts';
import { quarantineRoutes } from './quarantine.ts';
import { reachRoutes } from './reach.ts';
import { replaceRoutes } from './replace.ts';
import { resetRoutes } from './reset.ts';
import { requireLogin } from './session.ts';
import { ownSignOnRoutes, signOnRoutes } from './sign-on.ts';
import { telephonyRoutes } from './telephony.ts';
import { telephonyAddRoutes } from './telephony-add.ts';
import { telephonyRemoveRoutes } from './telephony-remove.ts';
import { timelineRoutes } from './timeline.ts';
import { viewRoutes } from './views.ts';
import { webhooksRoutes } from './webhooks.ts';
import { windowRoutes } from './window.ts';

/** No inline script or style, nothing from elsewhere, no page of ours in somebody's frame. */
const CONTENT_POLICY = {
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'"],
  imgSrc: ["'self'"],
  connectSrc: ["'self'"],
  formAction: ["'self'"],
  frameAncestors: ["'none'"],
  baseUri: ["'none'"],
};

/** @returns what AdminAppDeps.portal takes */
export function createPortal(deps: PortalDeps): (app: FastifyInstance) => Promise<void> {
  return async (app) => {
    await app.register(async (scope) => portalRoutes(scope.withTypeProvider<TypeBoxTypeProvider>(), deps));
  };
}

async function portalRoutes(portal: Portal, deps: PortalDeps): Promise<void> {
  portal.addHook('onRoute', requireDeclared);
  const assets = loadAssets(deps.templatesFolder);
  const pages = createPages(deps.templatesFolder, assets);
  // Whoever puts TLS before this listener decides on HSTS for that name.
  await portal.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives: CONTENT_POLICY },
    strictTransportSecurity: false,
    referrerPolicy: { policy: 'same-origin' },
  });
  await portal.register(cookie);
  await portal.register(csrf);
  readForms(portal);
  portal.decorateRequest('username', '');
  portal.decorateRequest('visitor', undefined);
  chooseLanguage(portal);
  answerErrorPages(portal, pages);
  assetRoutes(portal, assets);
  portal.get('/', { config: { open: true } }, async (_request, reply) => reply.redirect('/phones', 302));

  await portal.register(async (scope) => {
    const open = scope.withTypeProvider<TypeBoxTypeProvider>();
    requireDatabase(open, deps);
    languageRoutes(open);
    loginRoutes(open, deps, pages);
    signOnRoutes(open, deps, pages);
    resetRoutes(open, deps, pages);
  });
  await portal.register(async (scope) => {
    const closed = scope.withTypeProvider<TypeBoxTypeProvider>();
    requireDatabase(closed, deps);
    requireLogin(closed, deps.access, deps.desk);
    phonesRoutes(closed, pages);
    viewRoutes(closed, pages);
    phoneRoutes(closed, pages);
    timelineRoutes(closed, pages);
    replaceRoutes(closed, pages);
    fileRoutes(closed, pages);
    windowRoutes(closed, pages);
    quarantineRoutes(closed, pages);
    numberPlanPages(closed, pages);
    auditRoutes(closed, pages);
    personalDataRoutes(closed, pages);
    peopleRoutes(closed, pages);
    webhooksRoutes(closed, pages);
    meRoutes(closed, deps, pages);
    ownSignOnRoutes(closed, deps, pages);
    jobsRoutes(closed, deps, pages);
    plansRoutes(closed, pages);
    planAddRoutes(closed, pages);
    callRoutes(closed, pages);
    phonebookRoutes(closed, pages);
    telephonyRoutes(closed, pages);
    ipListingRoutes(closed, pages);
    encryptionRoutes(closed, pages);
    telephonyAddRoutes(closed, pages);
    telephonyRemoveRoutes(closed, pages);
    reachRoutes(closed, pages);
    blockingRoutes(closed, pages);
    firmwareRoutes(closed, pages);
    firmwareChoiceRoutes(closed, pages);
    // Forms with files are read in two ways: each in a scope of its own.
    await closed.register(async (scope) => importRoutes(scope.withTypeProvider<TypeBoxTypeProvider>(), pages));
    await closed.register(async (scope) => firmwareUploadRoutes(scope.withTypeProvider<TypeBoxTypeProvider>(), pages));
  });
}

/** While the database is away every page says so at once, instead of waiting for it. */
function requireDatabase(portal: Portal, { isAvailable }: PortalDeps): void {
  portal.addHook('onRequest', async () => {
    if (!isAvailable()) throw new AppError('UNAVAILABLE');
  });
}
