// The user of the manual's example, with numbers and classes of the other tables beside it.
import type { Profile, Reach, ReachFacts } from '../../../server/domain/telephony/reach.ts';
import type { ReachSurroundings } from '../../../server/routing/reach/check.ts';
import { type CompiledReach, compileReach } from '../../../server/routing/reach/compile.ts';
import { emptyProfile } from '../../../server/routing/reach/defaults.ts';

export const AMSTERDAM = { timeZone: 'Europe/Amsterdam', country: 'NL' } as const;
export const OWNER = '200';
export const AROUND: ReachSurroundings = {
  owner: OWNER,
  country: 'NL',
  extensions: new Set(['200', '201', '202', '300']),
  numbers: new Set(['+31201111111', '+31202222222', '+31203333333', '+31612345670']),
};

export const profile = (id: string, set: Partial<Profile> = {}): Profile => ({
  ...emptyProfile(id, id, 'blue'),
  ...set,
});

const ringing = (fixed: boolean, mobile: boolean, web: boolean): Partial<Profile> => ({
  devices: { mode: 'on', fixed, mobile, web },
});

/** Call classes colleagues, family, customers, germany; statuses work, lunch, out; profiles work, private, voicemail. */
export const EXAMPLE: Reach = {
  profiles: [
    profile('default'),
    profile('work', ringing(true, true, false)),
    profile('private', ringing(false, true, false)),
    profile('voicemail', { unconditional: { mode: 'on', to: { kind: 'voicemail', of: OWNER } } }),
  ],
  callClasses: [
    { id: 'base', name: 'Everybody', contacts: [], extensions: [], prefixes: [] },
    { id: 'colleagues', name: 'Colleagues', contacts: [], extensions: ['201'], prefixes: [] },
    {
      id: 'family',
      name: 'Family',
      contacts: [{ name: 'Home', numbers: ['0612345678'] }],
      extensions: [],
      prefixes: [],
    },
    { id: 'germany', name: 'Germany', contacts: [], extensions: [], prefixes: ['0049'] },
    { id: 'customers', name: 'Customers', contacts: [], extensions: [], prefixes: ['030'] },
  ],
  statuses: [
    {
      id: 'work',
      name: 'Work',
      availability: 'automatic',
      times: [{ kind: 'weekly', days: [1, 2, 3, 4, 5], start: '07:00', end: '16:30' }],
    },
    {
      id: 'lunch',
      name: 'Lunch',
      availability: 'away',
      message: 'Back at one',
      times: [{ kind: 'weekly', days: [1, 2, 3, 4, 5], start: '12:00', end: '13:00' }],
    },
    { id: 'out', name: 'Out', availability: 'offline', times: [] },
    { id: 'dnd', name: 'Do not disturb', availability: 'busy', times: [] },
    { id: 'abroad', name: 'Abroad', availability: 'away', times: [] },
  ],
  matrix: [
    { status: 'work', callClass: 'colleagues', profile: 'work' },
    { status: 'out', callClass: 'colleagues', profile: 'voicemail' },
    { status: 'work', callClass: 'family', profile: 'private' },
    { status: 'lunch', callClass: 'family', profile: 'private' },
    { status: 'out', callClass: 'family', profile: 'private' },
    { status: 'dnd', callClass: 'base', profile: 'voicemail' },
    { status: 'dnd', callClass: 'family', profile: 'private' },
  ],
  defaults: { profile: 'default', callClass: 'base', status: 'out', doNotDisturb: 'dnd' },
  roamingStatus: 'abroad',
  callerIdPrefixes: { '32': '+31201111111' },
};

export const compiled = (changes: Partial<Reach> = {}): CompiledReach =>
  compileReach({ ...EXAMPLE, ...changes }, AMSTERDAM);

/** The example with one profile that everybody gets at all times. */
export const always = (set: Partial<Profile>, more: readonly Profile[] = []): CompiledReach =>
  compiled({ profiles: [profile('default', set), ...more], matrix: [] });

/** A moment on Amsterdam's clocks, in winter unless its offset says otherwise. */
export const at = (text: string, offset = '+01:00'): number => Date.parse(`${text}:00${offset}`);
/** A Tuesday. */
export const TUESDAY = '2026-11-24';
export const NOON = at(`${TUESDAY}T12:00`);
export const NOBODY: ReachFacts = {};
export const freeCall = (caller: { readonly number?: string; readonly extension?: string }) => ({
  caller,
  isBusy: false,
  passesAssistants: false,
});
export const FAMILY = { number: '0612345678' } as const;
export const STRANGER = { number: '0201234567' } as const;
export const COLLEAGUE = { extension: '201' } as const;
