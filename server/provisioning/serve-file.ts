// The pipeline for phones: one request in, one answer out, the same for HTTP, HTTPS and TFTP. Its steps stand below in the
// order in which they run: read the name, answer what is public, look up, judge, note, make the file.
// Refusals and missing files of strangers get one and the same answer. Source: design.md "Phones' URLs and trust"

import type { NamedFile } from '../devices/recognise.ts';
import type { FileRule, UploadKind } from '../devices/types.ts';
import { parseFirmwareVersion } from '../domain/firmware-version.ts';
import type { Mac } from '../domain/mac.ts';
import type { Cpe, CpeReport, FirmwareOffered } from '../domain/records.ts';
import { channelNamed } from '../domain/registration.ts';
import { rankOf } from '../firmware/rank.ts';
import type { Logger } from '../log.ts';
import { authorise, type GateDeps, refuse, type Trusted } from './authorise.ts';
import { offerFor } from './context.ts';
import { type FeatureEvent, type PhoneEvent, readEvent } from './events.ts';
import { bodySizeBytes, type FileAnswer, type FileRequest, MAX_UPLOAD_BYTES, type ServeFile } from './file-request.ts';
import { finish, type MadeFile, type PhoneFiles, type PhoneState } from './phone-files.ts';
import { isXml, readPhoneXml } from './phone-xml.ts';
import { makePhonebook } from './phonebook.ts';
import { readPhonebookName } from './phonebook-name.ts';
import { type Asked, createNameReader, DIGEST_FOLDER } from './read-name.ts';
import { type Renderer, toMaskedBytes } from './render.ts';
import type { PhoneRequest, StoredFile } from './world.ts';

export interface PipelineDeps extends GateDeps {
  readonly files: PhoneFiles;
  readonly renderer: Renderer;
  readonly log: Logger;
}

const CA_FILE = 'bellhop-ca.pem';
/** The image's own name, and behind it the one under which a phone asks in a folder that it was told. */
const FIRMWARE = /^(?:.*\/)?firmware\/([^/]{1,200})(?:\/[\w-]{1,40}\.st)?$/;
const UPLOAD_LIMITS: Readonly<Record<UploadKind, number>> = {
  localConfig: 256 * 1024,
  contacts: MAX_UPLOAD_BYTES,
  callLog: 256 * 1024,
};
const BUSY: FileAnswer = { status: 'busy', retryAfterSec: 5 };
const MISSING: FileAnswer = { status: 'notFound', delayMs: 0 };

export function createServeFile(given: PipelineDeps): ServeFile {
  const readName = createNameReader();
  // These lines have the same few members each time and none is secret: looking through them for secrets would cost as
  // much as writing them.
  const deps = { ...given, log: given.log.child({}, { redact: [] }) };
  return async (request) => {
    try {
      const asked = readName(request);
      const firmwareName = FIRMWARE.exec(asked.name)?.[1];
      if (firmwareName !== undefined) return await answerFirmware(deps, firmwareName);
      return await (answerPublic(deps, request, asked) ?? answerCpe(deps, request, asked));
    } catch (err) {
      deps.log.error({ err, address: request.remoteAddress }, 'phone request failed');
      return BUSY;
    }
  };
}

async function answerFirmware({ world }: PipelineDeps, name: string): Promise<FileAnswer> {
  return answerStored(await world.store.findFirmware(name), 'application/octet-stream');
}

async function answerAsset({ world }: PipelineDeps, name: string, contentType: string): Promise<FileAnswer> {
  return answerStored(await world.store.findAsset(name), contentType);
}

function answerStored(file: StoredFile | undefined, contentType: string): FileAnswer {
  if (!file) return MISSING;
  return { status: 'ok', contentType, etag: `"${file.sha256.slice(0, 22)}"`, body: file.body };
}

/** Small files that hold no secret: our CA, and what families declare public. undefined: it is no such file. */
function answerPublic(
  deps: PipelineDeps,
  request: FileRequest,
  asked: Asked,
): FileAnswer | Promise<FileAnswer> | undefined {
  if (asked.name === CA_FILE) {
    const pem = deps.world.caPem();
    return pem ? answerWith(request, finish(pem), 'application/x-pem-file') : MISSING;
  }
  const reading = publicReading(asked);
  if (!reading || request.method === 'PUT' || request.method === 'POST') return undefined;
  if (reading.rule.source.from === 'asset') return answerAsset(deps, asked.name, reading.rule.contentType);
  const made = makePublic(deps, request, asked, reading);
  return made ? answerWith(request, made, reading.rule.contentType) : MISSING;
}

/** The reading to follow when nobody's MAC is in the name: the User-Agent's family first. */
function publicReading({ readings, recognition }: Asked): NamedFile | undefined {
  const open = readings.filter(({ rule }) => rule.access === 'public');
  return open.find(({ family }) => family === recognition.family) ?? open[0];
}

function makePublic(
  { world, renderer }: PipelineDeps,
  request: FileRequest,
  asked: Asked,
  { rule, family, parts }: NamedFile,
): MadeFile | undefined {
  const { source } = rule;
  const place = {
    url: folderOf({ world }, request, asked),
    parts,
    firmware: asked.recognition.firmware,
  };
  if (source.from === 'publicBytes') {
    const bytes = source.make(place);
    return bytes && finish(bytes);
  }
  if (source.from !== 'publicTemplate') return undefined;
  return finish(renderer.renderBytes(source.template, source.view(place), family.format));
}

/** The URL under which this very request came in, with its token, if any, and a slash at the end. */
function folderOf(
  { world }: Pick<PipelineDeps, 'world'>,
  { transport, legacyTls }: FileRequest,
  { token, isChallenged }: Asked,
): string {
  const { httpUrl, httpsUrl, legacyUrl } = world.address();
  const base = (legacyTls ? legacyUrl : transport === 'https' ? httpsUrl : httpUrl) ?? httpsUrl ?? '';
  return `${base}${isChallenged ? DIGEST_FOLDER : token === undefined ? '' : `${token}/`}`;
}

/** Everything that belongs to one CPE. */
async function answerCpe(deps: PipelineDeps, request: FileRequest, asked: Asked): Promise<FileAnswer> {
  const event = readEvent(asked.name, request.query);
  const book = readPhonebookName(asked.name);
  const own = event && (event.mac ?? asked.recognition.mac);
  const mac = own ?? book ?? asked.readings.find(({ parts }) => parts.mac)?.parts.mac ?? macIfNameless(asked);
  const trust = await authorise(deps, request, asked, mac);
  if ('reason' in trust) return refuse(deps, request, asked, mac, trust);
  const firmware = await firmwareOf(deps, asked, trust);
  const state: PhoneState = { records: trust.records, device: trust.device, firmware, now: request.at };
  // A phonebook ends like a document of Gigaset's, and is none.
  const reading = book
    ? undefined
    : asked.readings.find(({ family, rule }) => family === trust.device.family && rule.access === 'cpe');
  const answer = event
    ? answerWith(request, finish(Buffer.alloc(0)), 'text/plain')
    : book
      ? await answerPhonebook(deps, request, asked, trust)
      : await answerFile(deps, request, state, trust, reading, asked.recognition.speaksSip !== false);
  const fetched = reading?.rule.kind === 'own' && (answer.status === 'ok' || answer.status === 'notModified');
  const offered = fetched ? await offeredTo(deps, state) : undefined;
  const told = toldBy(event, trust);
  note(deps, request, asked, state, fetched ? answer.etag : undefined, offered, answer, told);
  noteForTimeline(deps, request, asked, trust, reading?.rule, answer, state, told.registration);
  return answer;
}

/** What an event says: of DND or a forward, or of one of the phone's channels. Nothing of a line that it does not have. */
interface Told {
  readonly feature?: FeatureEvent;
  readonly registration?: NonNullable<PhoneRequest['registration']>;
}

function toldBy(event: PhoneEvent | undefined, { records: { channels } }: Trusted): Told {
  if (!event) return {};
  if ('feature' in event) return { feature: event };
  const channel = channelNamed(channels, event.username);
  if (!channel || !event.registration) return {};
  return { registration: { channelId: channel.id, username: channel.username, word: event.registration } };
}

async function answerPhonebook(
  deps: PipelineDeps,
  request: FileRequest,
  asked: Asked,
  { records: { account }, device }: Trusted,
): Promise<FileAnswer> {
  if (request.method === 'PUT' || request.method === 'POST') return MISSING;
  const url = `${folderOf(deps, request, asked)}${asked.name}`;
  const made = await makePhonebook(deps, request, { account, device, url });
  return made ? answerWith(request, made, made.contentType) : MISSING;
}

/** A name without a MAC (`provisioning.xml`) is taken as the one of the phone that says who it is. */
function macIfNameless({ readings, recognition }: Asked): Mac | undefined {
  return readings.some(({ rule }) => rule.access === 'cpe') ? recognition.mac : undefined;
}

/** What the phone says now, else what it said last; a claim of another product's firmware counts for nothing. */
async function firmwareOf({ world }: PipelineDeps, { recognition }: Asked, { device, records }: Trusted) {
  const { model } = device;
  const isThis =
    recognition.devices.some((d) => d.model.model === model.model) ||
    (model.kind === 'generic' && recognition.family === device.family);
  if (recognition.firmware && isThis) return recognition.firmware;
  const report = await world.store.findReport(records.cpe.mac);
  return report?.firmware === undefined ? undefined : parseFirmwareVersion(report.firmware);
}

async function answerFile(
  deps: PipelineDeps,
  request: FileRequest,
  state: PhoneState,
  trust: Trusted,
  reading: NamedFile | undefined,
  speaksSip: boolean,
): Promise<FileAnswer> {
  const { world, files } = deps;
  const rule = reading?.rule;
  if (!rule) return MISSING;
  const { cpe, account } = state.records;
  const overTftp = request.transport === 'tftp' && account?.tftpSecrets !== true;
  if (rule.source.from === 'upload') {
    if (overTftp) return MISSING;
    return request.upload
      ? storeUpload(deps, request, cpe, rule, rule.source.upload)
      : answerUpload(deps, request, cpe, rule, rule.source.upload);
  }
  if (request.method === 'PUT' || request.method === 'POST' || !speaksSip) return MISSING;
  if (overTftp && rule.kind === 'own') {
    const token = trust.by === 'lastingToken' || !cpe.enrolment ? cpe.lastingToken : cpe.enrolment.token;
    const first = files.firstFileOf(state, world.sealer.unseal(token.sealed));
    return first ? answerWith(request, first, rule.contentType) : MISSING;
  }
  const made = files.bytesOf(state, rule);
  return made ? answerWith(request, made, rule.contentType) : MISSING;
}

async function storeUpload(
  { world, log }: PipelineDeps,
  { upload, at }: FileRequest,
  { mac }: Cpe,
  { contentType }: FileRule,
  kind: UploadKind,
): Promise<FileAnswer> {
  if (!upload || upload.length > UPLOAD_LIMITS[kind]) return { status: 'tooLarge' };
  const read = isXml(contentType) ? readPhoneXml(upload) : undefined;
  if (read && 'problem' in read) {
    log.warn({ mac, kind, problem: read.problem }, 'phone sent XML that cannot be read');
    return { status: 'unusable' };
  }
  const { created } = await world.store.saveUpload(mac, kind, upload, at);
  return { status: 'stored', created };
}

async function answerUpload(
  { world }: PipelineDeps,
  request: FileRequest,
  { mac }: Cpe,
  rule: FileRule,
  kind: UploadKind,
): Promise<FileAnswer> {
  const stored = await world.store.findUpload(mac, kind);
  return stored ? answerWith(request, stored, rule.contentType) : MISSING;
}

function answerWith({ ifNoneMatch }: FileRequest, { bytes, etag }: MadeFile, contentType: string): FileAnswer {
  if (
    ifNoneMatch !== undefined &&
    (ifNoneMatch === '*' || ifNoneMatch.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag))
  ) {
    return { status: 'notModified', etag };
  }
  return { status: 'ok', contentType, etag, body: { kind: 'bytes', bytes } };
}

/** What the phone's timeline shows. An own file over TFTP is only the one that sends the phone on. */
function noteForTimeline(
  { world: { notebook, store }, files }: PipelineDeps,
  { remoteAddress, transport, at, upload }: FileRequest,
  { name }: Asked,
  { by }: Trusted,
  rule: FileRule | undefined,
  answer: FileAnswer,
  state: PhoneState,
  registration: Told['registration'],
): void {
  const { mac } = state.records.cpe;
  const file = name.slice(-80);
  const { status } = answer;
  const sizeBytes = status === 'ok' ? bodySizeBytes(answer.body) : upload?.length;
  const kind = upload && rule?.source.from === 'upload' ? rule.source.upload : undefined;
  notebook.asked({
    mac,
    at,
    file,
    status,
    transport,
    address: remoteAddress,
    by,
    ...(sizeBytes !== undefined && { sizeBytes }),
    ...(kind && { upload: kind }),
    ...(registration && { registration }),
  });
  if (rule?.kind !== 'own' || (status !== 'ok' && status !== 'notModified')) return;
  const { etag } = answer;
  // Thousands may wait to be noted: none of them holds on to its records, and with them to all files made of them.
  const { device, firmware, now } = state;
  const masked = async () => {
    const records = await store.recordsOf(mac);
    if (!records) return undefined;
    const again = { records, device, firmware, now };
    const lines = files.bytesOf(again, rule)?.etag === etag ? files.linesOf(again, rule) : undefined;
    return lines && toMaskedBytes(lines).toString('utf8');
  };
  notebook.fetched({ mac, file, etag, at, masked });
}

/** What its file tells it to install, and since when; null: nothing. Source: DEV-10 */
async function offeredTo({ world }: PipelineDeps, state: PhoneState): Promise<FirmwareOffered | null> {
  if (!state.records.firmware) return null;
  const offer = offerFor(state);
  if (offer.do !== 'install') return null;
  const { version } = offer.release;
  const former = (await world.store.findReport(state.records.cpe.mac))?.offered;
  return former?.version === version
    ? { ...former, fetches: former.fetches + 1 }
    : { version, since: state.now, fetches: 1 };
}

function note(
  { world, log }: PipelineDeps,
  { remoteAddress, transport, userAgent, at }: FileRequest,
  { name, recognition }: Asked,
  { records, device, firmware }: PhoneState,
  fetchedEtag: string | undefined,
  offered: FirmwareOffered | null | undefined,
  answer: FileAnswer,
  { feature, registration }: Told,
): void {
  const { mac } = records.cpe;
  // What counts is what it was believed: a claim of another product says nothing about this phone.
  const rank = firmware && recognition.firmware === firmware ? rankOf(device.family, firmware) : undefined;
  const report: CpeReport = {
    mac,
    address: remoteAddress,
    transport,
    lastFile: name.slice(-80),
    lastAt: at,
    ...(userAgent && { userAgent: userAgent.slice(0, 200) }),
    ...(recognition.devices[0] && { product: recognition.devices[0].model.model }),
    ...(recognition.handsetCapacity !== undefined && { handsetCapacity: recognition.handsetCapacity }),
    ...(recognition.firmware && { firmware: recognition.firmware.text }),
    ...(rank !== undefined && { firmwareRank: rank, newestFirmwareRank: rank }),
    ...(fetchedEtag !== undefined && { fetchedAt: at, fetchedEtag, fetchedStamp: records.stamp }),
    ...(offered !== undefined && { offered }),
    ...(feature && { features: { [feature.feature]: { on: feature.on, at } } }),
    ...(registration && { registrations: { [registration.channelId]: { word: registration.word, at } } }),
  };
  world.notebook.reported(report);
  if (recognition.macMismatch)
    log.warn({ mac, address: remoteAddress, file: name }, 'phone names another MAC than the file it asks for');
  // A phone that asks again and finds nothing new is no news.
  const level = answer.status === 'notModified' || answer.status === 'notFound' ? 'debug' : 'info';
  log[level]({ mac, file: name, transport, status: answer.status }, 'file answered');
}
