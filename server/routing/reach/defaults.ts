// The reachability that a user begins with, and has again after it was wiped: everybody reaches all his devices, and while do
// not disturb is on, his voicemail. Source, DEV-33
import type { Language } from '../../domain/locale.ts';
import { type ExtensionNumber, toVoicemail } from '../../domain/telephony/destination.ts';
import { NO_ANSWER_SEC, type Profile, type Reach, type ReachColour } from '../../domain/telephony/reach.ts';
import { text } from '../../domain/texts.ts';

const INHERIT = { mode: 'inherit' } as const;

/** A profile that takes everything over from the default profile. Source */
export function emptyProfile(id: string, name: string, colour: ReachColour): Profile {
  return {
    id,
    name,
    colour,
    callerId: INHERIT,
    unconditional: INHERIT,
    busy: INHERIT,
    noAnswer: { ...INHERIT, afterSec: NO_ANSWER_SEC },
    forwardShows: 'inherit',
    callAnalysis: 'inherit',
    devices: { ...INHERIT, fixed: false, mobile: false, web: false },
    assistantGroup: 'inherit',
  };
}

/** @param language  of the names; English where the catalogue has no other. Source */
export function defaultReach(user: ExtensionNumber, language: Language): Reach {
  const named = (key: 'profile' | 'class' | 'status' | 'dnd') => text(language, `reach.default.${key}`);
  const silent: Profile = {
    ...emptyProfile('dnd', named('dnd'), 'red'),
    unconditional: { mode: 'on', to: toVoicemail(user) },
  };
  return {
    profiles: [emptyProfile('default', named('profile'), 'green'), silent],
    callClasses: [{ id: 'base', name: named('class'), contacts: [], extensions: [], prefixes: [] }],
    statuses: [
      { id: 'base', name: named('status'), availability: 'automatic', times: [] },
      { id: 'dnd', name: named('dnd'), availability: 'busy', times: [] },
    ],
    matrix: [
      { status: 'base', callClass: 'base', profile: 'default' },
      { status: 'dnd', callClass: 'base', profile: 'dnd' },
    ],
    defaults: { profile: 'default', callClass: 'base', status: 'base', doNotDisturb: 'dnd' },
    callerIdPrefixes: {},
  };
}
