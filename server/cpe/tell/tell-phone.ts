// Tells a phone to fetch its files again or to start anew, by the ways there are, until one of them took; and keeps what came
// of it. Source: DEV-11 (resync), design.md "Fixed points", facts/call-control.md 12
import type { NotifyWords, Tellable } from '../../devices/notify.ts';
import { findDevice } from '../../devices/registry.ts';
import { parseFirmwareVersion } from '../../domain/firmware-version.ts';
import type { Mac } from '../../domain/mac.ts';
import { isInside } from '../../domain/networks.ts';
import { accountSeenBefore } from '../../domain/staged.ts';
import { AppError } from '../../errors.ts';
import { buildContext } from '../../provisioning/context.ts';
import type { CpeRecords, World } from '../../provisioning/world.ts';
import type { NotificationStore, Outcome, Result, Try } from './outcome.ts';
import { type Attempt, type Contact, type HttpAttempt, httpWayTo, waysTo } from './ways.ts';

/** Who knows where phones registered. */
export interface ContactSource {
  /** @param username  of a channel; @returns best first, empty when it is registered nowhere */
  readonly contactsOf: (username: string) => Promise<readonly Contact[]>;
}

/** Until there is a registrar. */
export const NO_CONTACTS: ContactSource = { contactsOf: async () => [] };

/** How a request of SIP is sent; sip/ does it. */
export interface SipSender {
  readonly request: (
    uri: string,
    options: {
      readonly method: string;
      readonly headers: readonly (readonly [string, string])[];
      readonly route?: string;
      readonly credentials?: { readonly username: string; readonly password: string };
    },
  ) => Promise<
    | { readonly kind: 'answered'; readonly status: number }
    | { readonly kind: 'timeout' }
    | { readonly kind: 'unreachable' }
  >;
}

/** How a phone is asked over HTTP; http/ does it. */
export interface PhoneHttp {
  readonly request: (
    attempt: Omit<HttpAttempt, 'way'>,
  ) => Promise<
    | { readonly kind: 'answered'; readonly status: number }
    | { readonly kind: 'timeout' }
    | { readonly kind: 'unreachable' }
  >;
}

export interface TellDeps {
  readonly world: Pick<World, 'store' | 'sealer' | 'address'>;
  readonly contacts: ContactSource;
  readonly sip: SipSender;
  readonly http: PhoneHttp;
  readonly notifications: NotificationStore;
  readonly now: () => Date;
  /** The port that phones listen on: 5060 unless files say otherwise. */
  readonly phonePort: number;
}

/**
 * @returns what came of it, once the last way was tried: at most 32 s for each over UDP
 * @throws CPE_NOT_FOUND, MODEL_NOT_FOUND
 */
export async function tellPhone(deps: TellDeps, mac: Mac, what: Tellable): Promise<Outcome> {
  const { words, attempts } = await prepare(deps, mac, what);
  const outcome = await carryOut(deps, words, attempts, { mac, what, at: deps.now() });
  await deps.notifications.record(outcome);
  return outcome;
}

async function prepare({ world, contacts, now, phonePort }: TellDeps, mac: Mac, what: Tellable) {
  const records = await world.store.recordsOf(mac);
  if (!records) throw new AppError('CPE_NOT_FOUND', { detail: mac });
  const { vendor, model, track } = records.cpe;
  const device = findDevice(vendor, model, track);
  if (!device) throw new AppError('MODEL_NOT_FOUND', { detail: `${vendor} ${model}` });
  const report = await world.store.findReport(mac);
  const firmware = parseFirmwareVersion(report?.firmware ?? '');
  const contextOf = (account: CpeRecords['account'], { channels }: Pick<CpeRecords, 'channels'> = records) =>
    buildContext({
      records: { ...records, account, channels },
      device,
      firmware,
      address: world.address(),
      sealer: world.sealer,
      now: now(),
    });
  const context = contextOf(records.account);
  const before = records.account && accountSeenBefore(records.account);
  const username = context.channels[0]?.username.value;
  const known = username === undefined ? [] : await contacts.contactsOf(username);
  const words = device.family.notify(device.model);
  const former = before && contextOf(before).channels[0];
  const switched = contextOf(...withEncryptionSwitched(records, context.channels[0]?.srtp.value !== true)).channels[0];
  const input = {
    context,
    contacts: known,
    lastAddress: report?.address,
    phonePort,
    ...(former && { former }),
    ...(switched && { switched }),
  };
  const address = report?.address;
  const byHttp = {
    lastAddress: address,
    adminPassword: context.passwords.admin.value,
    mayHttp: context.httpControl.value && address !== undefined && isInside(address, records.account?.networks ?? []),
  };
  return { words, attempts: [...waysTo(input, words, what), ...httpWayTo(byHttp, words, what)] };
}

/** Account and channels of a phone that encrypts, or does not, where its model can. Source: FAC-91, FAC-99 */
function withEncryptionSwitched(
  { account, channels }: CpeRecords,
  on: boolean,
): [CpeRecords['account'], Pick<CpeRecords, 'channels'>] {
  const enabled = account?.sipEncryption.map((choice) => ({ ...choice, value: { ...choice.value, enabled: true } }));
  return [
    account && { ...account, sipEncryption: enabled ?? [] },
    { channels: channels.map((channel) => ({ ...channel, encryptedSip: on })) },
  ];
}

async function carryOut(
  deps: Pick<TellDeps, 'sip' | 'http'>,
  words: NotifyWords,
  attempts: readonly (Attempt | HttpAttempt)[],
  about: Pick<Outcome, 'mac' | 'what' | 'at'>,
): Promise<Outcome> {
  const word = words[about.what];
  if ('cannot' in word) return { ...about, result: 'cannot', tries: [], why: word.cannot };
  const tries: Try[] = [];
  for (const attempt of attempts) {
    const done =
      attempt.way === 'http' ? meaning(await deps.http.request(attempt)) : await notify(deps.sip, attempt, word.event);
    tries.push({ way: attempt.way, uri: attempt.uri, ...done });
    if (done.result === 'accepted') break;
  }
  const last = tries.at(-1);
  if (last) return { ...about, result: last.result, tries };
  return { ...about, result: 'unreachable', tries, why: 'the phone has neither registered nor asked for a file yet' };
}

interface Meaning {
  readonly result: Result;
  readonly status?: number;
}

async function notify(sip: SipSender, { way: _, uri, ...options }: Attempt, event: string): Promise<Meaning> {
  const headers = [
    ['Event', event],
    ['Subscription-State', 'terminated;reason=noresource'],
  ] as const;
  return meaning(await sip.request(uri, { ...options, method: 'NOTIFY', headers }));
}

function meaning(answer: Awaited<ReturnType<PhoneHttp['request']>>): Meaning {
  if (answer.kind === 'timeout') return { result: 'noAnswer' };
  if (answer.kind === 'unreachable') return { result: 'unreachable' };
  return { result: resultOf(answer.status), status: answer.status };
}

function resultOf(status: number): Result {
  if (status < 300) return 'accepted';
  return status === 401 || status === 407 ? 'challenged' : 'refused';
}
