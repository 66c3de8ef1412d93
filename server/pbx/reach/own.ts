// Which extension is somebody's own: that of the telephone user whose login it is. Source: R-7 "Who", R-66
import type { Person } from '../../domain/actor.ts';
import { AppError } from '../../errors.ts';
import type { TelephonyDeps } from '../deps.ts';
import { ofKind } from '../kinds.ts';
import type { WhoseReach } from './user-reach.ts';

/**
 * The first by account and number, for whoever has several.
 * @throws REACH_NOT_YOURS
 */
export async function ownExtension(
  { records }: TelephonyDeps,
  { username, reach }: Pick<Person, 'username' | 'reach'>,
): Promise<WhoseReach> {
  for (const accountId of reach.over === 'accounts' ? reach.accountIds : []) {
    const all = await records.all(accountId, ['telephonyUser', 'extension']);
    const mine = ofKind(all, 'telephonyUser').filter(({ value }) => value.username === username);
    const extensions = ofKind(all, 'extension').flatMap(({ key, value }) =>
      value.kind === 'user' && mine.some(({ id }) => id === value.userId) ? [key] : [],
    );
    const [extension] = extensions.toSorted();
    if (extension !== undefined) return { accountId, extension };
  }
  throw new AppError('REACH_NOT_YOURS');
}
