// One phone: what it is, how it stands with its provisioning, its files, what it sent. The state is a part of its own
// that refreshes itself, for the technician who waits for the phone to come.
import Type from 'typebox';
import type { Desk } from '../access/desk.ts';
import { driftOfPhone, type PhoneDrift } from '../cpe/care/drift.ts';
import { whyOfPhone } from '../cpe/care/gather.ts';
import { fetchedOf, modelText, otherModelOf, schemeOf, windowOf } from '../cpe/care/phone-facts.ts';
import { type PhoneRead, readPhone } from '../cpe/care/read-phone.ts';
import { tellWhy } from '../cpe/care/why-told.ts';
import { UPLOAD_KINDS } from '../devices/types.ts';
import { formatMac } from '../domain/mac.ts';
import { isTextKey, text } from '../domain/texts.ts';
import { offerFor } from '../provisioning/context.ts';
import { listFiles, type PreviewDeps, warningsOf } from '../provisioning/preview.ts';
import type { Portal } from './deps.ts';
import type { PageLanguage } from './language.ts';
import { momentOf, sizeText } from './moments.ts';
import type { Pages } from './pages.ts';

const DRIFT_LINES = 200;

export const ByMac = Type.Object({ mac: Type.String({ maxLength: 32 }) });

export function phoneRoutes(portal: Portal, pages: Pages): void {
  portal.get('/phones/:mac', { config: { action: 'cpes.read' }, schema: { params: ByMac } }, async (request, reply) => {
    const language = request.pageLanguage;
    const { preview, uploads } = request.desk;
    const phone = await readPhone(preview, request.params.mac);
    const [files, sent, warnings, drift] = await Promise.all([
      listFiles(preview, phone.mac),
      uploads.list(phone.mac),
      warningsOf(preview, phone.mac),
      driftOfPhone(preview, phone.mac),
    ]);
    return pages.send(request, reply, 'phone', {
      ...headOf(phone),
      facts: factsOf(phone, language),
      state: stateOf(preview, phone, language),
      why: await whyText(request.desk, phone.mac, language),
      warnings,
      drift: driftText(drift, language, phone.state.now),
      files: files.map(({ name, contentType, sizeBytes }) => ({
        name,
        contentType,
        size: sizeText(language, sizeBytes),
      })),
      uploads: sent.map(({ kind, sizeBytes, storedAt }) => ({
        kind,
        isKnown: UPLOAD_KINDS.some((known) => known === kind),
        size: sizeText(language, sizeBytes),
        at: momentOf(language, storedAt, phone.state.now),
      })),
    });
  });

  portal.get(
    '/phones/:mac/state',
    { config: { action: 'cpes.read' }, schema: { params: ByMac } },
    async (request, reply) => {
      const { preview } = request.desk;
      const phone = await readPhone(preview, request.params.mac);
      return pages.send(request, reply, 'phone-state', {
        ...headOf(phone),
        state: stateOf(preview, phone, request.pageLanguage),
      });
    },
  );

  portal.get(
    '/phones/:mac/why',
    { config: { action: 'cpes.read' }, schema: { params: ByMac } },
    async (request, reply) => {
      const { mac } = await readPhone(request.desk.preview, request.params.mac);
      return pages.send(request, reply, 'phone-why', {
        mac,
        why: await whyText(request.desk, mac, request.pageLanguage),
      });
    },
  );
}

async function whyText({ preview, notes }: Desk, mac: string, language: PageLanguage) {
  return tellWhy(await whyOfPhone({ preview, notes }, mac), language);
}

/** null: the phone sent nothing of the kind. */
function driftText({ uploadedAt, lines }: PhoneDrift, language: PageLanguage, now: Date) {
  if (!uploadedAt) return null;
  return {
    at: momentOf(language, uploadedAt, now),
    lines: lines.slice(0, DRIFT_LINES),
    more: Math.max(0, lines.length - DRIFT_LINES),
  };
}

function stateOf(preview: PreviewDeps, { state, report }: PhoneRead, language: PageLanguage) {
  const { records, now } = state;
  const { cpe, account } = records;
  const open = windowOf(cpe, account, now);
  const { scheme, because } = schemeOf(preview.files, state, preview.world.address());
  const features = Object.entries(report?.features ?? {}).flatMap(([name, { on }]) => (on ? [`feature.${name}`] : []));
  return {
    window: open && {
      until: momentOf(language, open.until, now),
      networks: open.networks.join(', '),
      ofAccount: open.ofAccount,
    },
    seen: report && {
      at: momentOf(language, report.lastAt, now),
      address: report.address,
      transport: report.transport.toUpperCase(),
      file: report.lastFile,
      userAgent: report.userAgent ?? null,
    },
    firmware: report?.firmware ?? null,
    firmwareOffer: firmwareOfferOf(state, language),
    otherModel: otherModelOf(cpe, report?.userAgent) ?? null,
    setModel: modelText(cpe),
    fetched: `phone.fetched.${fetchedOf(preview.files, state, report)}`,
    fetchedAt: report?.fetchedAt ? momentOf(language, report.fetchedAt, now) : null,
    isEncrypted: scheme === 'https',
    schemeBecause: because,
    features: features.filter(isTextKey),
  };
}

/** What comes of its firmware, in words; null while nobody chose any for it. */
function firmwareOfferOf(state: PhoneRead['state'], language: PageLanguage): string | null {
  const offer = offerFor(state);
  if (offer.do === 'stay') return text(language, 'firmware.offer.stay');
  if (offer.do === 'install') {
    const words = { offered: offer.release.version, wanted: offer.target };
    const isWanted = words.offered === words.wanted;
    return text(language, isWanted ? 'firmware.offer.install' : 'firmware.offer.onTheWay', words);
  }
  if (offer.because === 'nothingChosen') return null;
  const words = { wanted: offer.target ?? '', needed: offer.needed ?? '' };
  return text(language, `firmware.refused.${offer.because}`, words);
}

/** What the heading of each page of a phone says. */
export function headOf({ mac, macText, state }: PhoneRead) {
  const { cpe, account } = state.records;
  return { mac, macText, modelText: modelText(cpe), accountName: account?.name ?? null };
}

function factsOf({ state }: PhoneRead, language: PageLanguage) {
  const { cpe, account, channels } = state.records;
  return {
    serialNumber: cpe.serialNumber ?? null,
    replaces: cpe.replaces === undefined ? null : { mac: cpe.replaces, text: formatMac(cpe.replaces) },
    account: account ? { name: account.name, number: account.number } : null,
    channels: channels.map(({ name, username, displayName }) => ({ name, username, displayName: displayName ?? name })),
    handsets: cpe.handsets.map(({ index, name, ipui }) => ({ index, name, ipui: ipui ?? null })),
    added: momentOf(language, cpe.createdAt, state.now),
    changed: momentOf(language, cpe.changedAt, state.now),
    mac: formatMac(cpe.mac),
  };
}
