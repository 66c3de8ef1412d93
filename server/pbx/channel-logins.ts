// Who logs in on which phone by himself, and out again: one device, two with twinning; on a linked one nobody. Which PIN it took
// was asked before. Source: FAC-29 to FAC-35, FAC-77, FAC-119, FAC-120
import Type from 'typebox';
import { ExtensionNumberSchema } from '../domain/telephony/destination.ts';
import { AppError, invalid } from '../errors.ts';
import { channelOf, linkedChannels, mostDevices, seatsOf } from './channel-links.ts';
import type { TelephonyDeps, TelephonyWrite } from './deps.ts';
import { accountOf, newRecord, write } from './edit.ts';
import type { TelephonyRecord } from './kinds.ts';
import { readValue } from './read-value.ts';

export const NewLoginSchema = Type.Object(
  {
    channelId: Type.String({ minLength: 1, maxLength: 64 }),
    user: ExtensionNumberSchema,
    elsewhere: Type.Boolean({
      default: false,
      description: 'FAC-33: log out on the other devices, where that is needed',
    }),
    address: Type.Optional(Type.String({ maxLength: 64, description: 'FAC-77: where the device is' })),
  },
  { additionalProperties: false },
);

/**
 * @throws ACCOUNT_NOT_FOUND, CHANNEL_NOT_FOUND, REVISION_STALE; INPUT_INVALID  the channel is linked to somebody, no such user, or
 *   he is on as many devices as he may be and does not leave them
 */
export async function logIn(
  deps: TelephonyDeps,
  accountId: string,
  input: unknown,
): Promise<TelephonyRecord<'channelLogin'>> {
  const account = await accountOf(deps, accountId);
  const { channelId, user, elsewhere, address } = readValue(NewLoginSchema, input);
  await channelOf(deps, accountId, channelId);
  const seats = await seatsOf(deps, accountId);
  const linked = seats.links.find(({ key }) => key === channelId)?.value.linkedTo;
  if (linked !== undefined)
    throw invalid([{ pointer: '/channelId', detail: `is linked to ${linked}: nobody else logs in there (FAC-120)` }]);
  const found = await deps.records.findByKey('extension', accountId, user);
  if (found?.value.kind !== 'user') throw invalid([{ pointer: '/user', detail: `there is no user extension ${user}` }]);
  const most = await mostDevices(deps, accountId, user);
  const fixed = linkedChannels(seats, user).length;
  const own = seats.logins.filter(({ key, value }) => value.user === user && key !== channelId);
  if (fixed >= most)
    throw invalid([{ pointer: '/user', detail: 'is linked to as many channels as may be: an administrator unlinks' }]);
  if (fixed + own.length >= most && !elsewhere)
    throw invalid([
      { pointer: '/user', detail: `is logged in on ${most === 1 ? 'a device' : 'two devices'} already (FAC-33)` },
    ]);
  const leaves = fixed + own.length >= most ? own : [];
  const here = seats.logins.filter(({ key }) => key === channelId);
  const since = deps.now().toISOString();
  const login = newRecord(deps, account, 'channelLogin', {
    channelId,
    user,
    since,
    ...(address !== undefined && { address }),
  });
  const [replaced] = here;
  const kept: TelephonyWrite = replaced
    ? {
        do: 'replace',
        record: { ...login, id: replaced.id, createdAt: replaced.createdAt, revision: replaced.revision + 1 },
        formerRevision: replaced.revision,
      }
    : { do: 'add', record: login };
  try {
    await write(deps, [kept, ...leaves.map((record): TelephonyWrite => ({ do: 'remove', record }))]);
  } catch (error) {
    // Somebody logged in there at the same moment.
    if (error instanceof AppError && error.code === 'TELEPHONY_KEY_TAKEN') throw new AppError('REVISION_STALE');
    throw error;
  }
  return (await deps.records.findByKey('channelLogin', accountId, channelId)) ?? login;
}
