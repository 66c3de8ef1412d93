// Lays the audit log over the records of telephony, as records.ts does it: each change is noted, and acknowledged, before it is
// done; when it then is not done a second entry says so.
import type { Origin } from '../domain/actor.ts';
import type { TelephonyStore, TelephonyWrite } from '../pbx/deps.ts';
import type { AnyTelephony } from '../pbx/kinds.ts';
import { diffRecords } from './diff.ts';
import { auditOrigin, type Happening } from './entry.ts';
import type { AuditLog } from './log.ts';

/** @param hideValues  tell which places changed, not from what to what: while a person is erased */
export function auditedTelephony(
  store: TelephonyStore,
  audit: AuditLog,
  origin: Origin,
  hideValues = false,
): TelephonyStore {
  const from = auditOrigin(origin);
  const happeningOf = (write: TelephonyWrite, before: AnyTelephony | undefined): Happening => {
    const { kind, id, key, partnerId, accountId, revision } = write.record;
    return {
      origin: from,
      tenant: { partnerId, accountId },
      subject: { kind, id, label: hideValues ? id : key },
      action: write.do === 'add' ? 'added' : write.do === 'remove' ? 'removed' : 'changed',
      revision,
      ...diffRecords(whatIsTold(before), whatIsTold(write.do === 'remove' ? undefined : write.record), hideValues),
    };
  };
  return {
    ...store,
    write: async (writes, at) => {
      const noted: Happening[] = [];
      for (const write of writes) {
        const { kind, id } = write.record;
        noted.push(happeningOf(write, write.do === 'add' ? undefined : await store.find(kind, id)));
      }
      const ids = await audit.append(noted);
      const refused = await store.write(writes, at);
      if (!refused) return undefined;
      const { changes } = diffRecords(undefined, refused);
      await audit.append(
        noted.map(({ more: _, ...rest }, i) => ({ ...rest, action: 'notDone', changes, outcomeOf: ids[i] ?? '' })),
      );
      return refused;
    },
  };
}

/** Places are named as the API names them. */
function whatIsTold(record: AnyTelephony | undefined): unknown {
  return record && Object.assign({}, record.value, record.pins && { pins: record.pins });
}
