// A thousand phones behind one public address are restarted by one plan: how long until all are back, none of them failing.
// Source: design.md "Speed that is asked for"
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { openAdminApi, textField } from '../simulator/admin-api.ts';
import { startFleet } from '../simulator/staying-fleet.ts';
import { ADMIN_PASSWORD, startServer } from './bellhop.ts';
import { phonesIn, untilPlanRests } from './plans.ts';
import { type Row, underLimit } from './rounds.ts';
import type { Run } from './run.ts';
import { SAMPLE } from './sample-phone.ts';

const PHONES = 1_000;
const LIMIT_SEC = 600;
const SETTLED_MS = 1_000;

export async function rebootRows({ folder, pins, profileTo, wants, say }: Run): Promise<readonly Row[]> {
  if (!wants('o')) return [];
  say(`o: ${PHONES} phones behind one address restart`);
  const server = await startServer({ dataDir: join(folder, 'reboot-data'), pins, profileTo, sip: true });
  try {
    const api = await openAdminApi(server.api, { username: 'admin', password: ADMIN_PASSWORD });
    const fleet = await startFleet({
      api: server.api,
      password: ADMIN_PASSWORD,
      phones: server.phones,
      account: 'RESTART',
      count: PHONES,
      first: 0x100000,
      models: [SAMPLE.model],
      neverPercent: 0,
      concurrency: 50,
    });
    const plan = textField(
      await api.call('POST', 'plans', {
        name: 'Restart',
        change: { kind: 'none' },
        targets: { accountId: fleet.accountId },
        word: 'reboot',
        waves: { canary: 10, percents: [100] },
        pacing: { perAddressPerMinute: 500 },
        stopRule: { latePercent: 2, afterMinutes: 2 },
      }),
      'id',
    );
    await untilPlanRests(api, plan);
    const from = performance.now();
    await api.call('POST', `plans/${plan}/start`);
    const done = await untilPlanRests(api, plan);
    const seconds = (performance.now() - from) / 1000;
    await wait(SETTLED_MS);
    const back = (await phonesIn(api, plan, '&state=back')).length;
    const { boots } = await fleet.end();
    const faults = boots.flatMap(({ journal }) => journal.faults);
    say(`o: plan ${textField(done, 'state')}, back ${back}, boots ${boots.length}, faults ${faults.length}`);
    return [
      underLimit({
        id: 'o',
        what: `${back} of ${PHONES} phones behind one address restarted, ${faults.length} faults`,
        unit: 's',
        value: seconds,
        limit: LIMIT_SEC,
        holds: textField(done, 'state') === 'done' && back === PHONES && faults.length === 0,
      }),
    ];
  } finally {
    await server.close();
  }
}
