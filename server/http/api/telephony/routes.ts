// The telephony of accounts: everything below /accounts/{id}/ that calls are decided by.
import { changeNumber } from '../../../pbx/numbers.ts';
import { changeQueue } from '../../../pbx/queues.ts';
import type { Api } from '../deps.ts';
import { blockingRoutes } from './blocking.ts';
import { extensionRoutes } from './extensions.ts';
import { facilityRoutes } from './facilities.ts';
import { holidayRoutes } from './holidays.ts';
import { kindRoutes } from './kind-routes.ts';
import { numberPlanSwitchRoutes } from './number-plan-switching.ts';
import { numberPlanRoutes } from './number-plans.ts';
import { orderRoutes } from './orders.ts';
import { queueLoginRoutes } from './queue-logins.ts';
import { reachRoutes } from './reach.ts';
import { reachNumberRoutes } from './reach-numbers.ts';
import { seatRoutes } from './seats.ts';
import { settingsRoutes } from './settings.ts';
import { simulationRoutes } from './simulations.ts';
import { soundRoutes } from './sounds.ts';
import { studioRoutes } from './studio.ts';

export function telephonyRoutes(api: Api): void {
  extensionRoutes(api);
  kindRoutes(api, { kind: 'telephonyUser', path: 'users', one: 'a user', many: 'users by name' });
  kindRoutes(api, {
    kind: 'number',
    path: 'numbers',
    one: 'a telephone number',
    many: 'telephone numbers',
    change: (desk, which, patch, references) => changeNumber(desk.telephony, which, patch, references),
  });
  kindRoutes(api, { kind: 'privacyGroup', path: 'privacy-groups', one: 'a privacy group', many: 'privacy groups' });
  kindRoutes(api, {
    kind: 'queue',
    path: 'queues',
    one: "a queue's settings",
    many: 'queues by number',
    add: null,
    remove: null,
    change: (desk, which, patch) => changeQueue(desk.telephony, which, patch),
  });
  queueLoginRoutes(api);
  orderRoutes(api);
  seatRoutes(api);
  soundRoutes(api);
  studioRoutes(api);
  facilityRoutes(api);
  settingsRoutes(api);
  reachRoutes(api);
  reachNumberRoutes(api);
  numberPlanRoutes(api);
  numberPlanSwitchRoutes(api);
  holidayRoutes(api);
  blockingRoutes(api);
  simulationRoutes(api);
}
