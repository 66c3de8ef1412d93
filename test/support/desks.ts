// Desks on a real store, without listeners: what routes work with, for whoever asks.
import { randomBytes, randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import type { DeskFor } from '../../server/access/desk.ts';
import { createAuditLog } from '../../server/audit/log.ts';
import { ensureFirstPartner, FIRST_PARTNER } from '../../server/cpe/partners.ts';
import { type DeskParts, desksOf } from '../../server/desks.ts';
import type { Reach, Role } from '../../server/domain/actor.ts';
import type { Sealed } from '../../server/domain/sealed.ts';
import { createPhoneFiles } from '../../server/provisioning/phone-files.ts';
import type { World } from '../../server/provisioning/world.ts';
import { createSealer } from '../../server/store/sealer.ts';
import { testWebhooks } from './notices.ts';
import { ADDRESS, renderer } from './records.ts';
import { openTestStore, type TestStore } from './store.ts';

export interface TestDesks extends TestStore {
  readonly deskFor: DeskFor;
  /** A desk with this reach, of a person with this role. */
  readonly within: (reach: Reach, role?: Role) => ReturnType<DeskFor>;
}

export async function openTestDesks(): Promise<TestDesks> {
  const opened = await openTestStore();
  const { store } = opened;
  const sealer = createSealer(randomBytes(32));
  const now = () => new Date();
  const address = () => ADDRESS;
  const world: World = { store: store.provisioning, notebook: store.notebook, sealer, address, caPem: () => undefined };
  const randomHex = (bytes: number) => randomBytes(bytes).toString('hex');
  const people = { ...store.people, sealer, now, randomHex };
  const key = randomBytes(32);
  const parts: DeskParts = {
    jobs: { jobs: store.jobs, now, randomHex, announce: async () => {} },
    cpe: {
      records: store,
      firmware: store.firmware,
      assets: store.assets,
      findReport: store.notebook.findReport,
      sealer,
      address,
      now,
      newId: randomUUID,
      randomHex,
      enrolmentHours: 24,
      firmwareStuckAfter: { fetches: 3, hours: 24 },
    },
    plans: store.plans,
    preview: { world, files: createPhoneFiles(world, renderer), renderer, now },
    reports: store.notebook,
    uploads: store.uploads,
    notes: store.notes,
    fleet: store.fleet,
    views: store.views,
    redirects: [],
    alarms: store.alarms,
    phonebooks: store.phonebooks,
    webhooks: testWebhooks(store, sealer),
    telephony: store.telephony,
    sounds: store.sounds,
    people,
    describeUser: store.people.describeUser,
    auditLog: createAuditLog({ sink: store.audit, key, now, randomHex }),
    auditStore: store.audit,
    auditKey: key,
    certificates: {
      store: store.certificates,
      seal: { seal: sealer.seal, unseal: (text: string) => sealer.unseal(text as Sealed) },
      now,
      authorities: store.clientAuthorities,
      issued: store.deviceCertificates,
      folder: tmpdir(),
      changed: async () => {},
    },
  };
  await ensureFirstPartner({ ...parts.cpe });
  const deskFor = desksOf(parts);
  return {
    ...opened,
    deskFor,
    within: (reach, role = reach.over === 'platform' ? 'platformAdmin' : 'accountAdmin') =>
      deskFor({ actor: { kind: 'person', username: 'someone', role, rights: [], reach }, door: 'api' }),
  };
}

export { FIRST_PARTNER };
