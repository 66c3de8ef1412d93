// Distinctive ringtones: the five call types, the text that the PBX puts into Alert-Info for each, and the ringtone an
// account chose for it. Source: DEV-28, DEV-30

export const CALL_TYPES = ['internal', 'group', 'queue', 'national', 'international'] as const;
export type CallType = (typeof CALL_TYPES)[number];

/** Ringtone names of a vendor, or null for "no distinctive ringtone" (the phone's own default). */
export type Ringtones = Readonly<Record<CallType, string | null>>;

/** What the PBX sends in Alert-Info. Source: DEV-30 */
export const ALERT_INFO_TEXTS: Readonly<Record<CallType, string>> = {
  internal: 'alert-community-1',
  group: 'alert-group',
  queue: 'alert-acd',
  national: 'alert-external',
  international: 'alert-community-2',
};

/** The header where an account sets no other: Yealink and Aastra phones look at what follows `info=`. Source: CALL-47 */
export const ALERT_INFO_TEMPLATE = '<http://127.0.0.1>;info={text}';

/** The headers of all kinds of calls. @param template  with `{text}` in it. Source: CALL-45 to CALL-47 */
export function alertInfos(template: string): Readonly<Record<CallType, string>> {
  const of = (type: CallType) => template.replaceAll('{text}', ALERT_INFO_TEXTS[type]);
  return {
    internal: of('internal'),
    group: of('group'),
    queue: of('queue'),
    national: of('national'),
    international: of('international'),
  };
}

export const NO_RINGTONES: Ringtones = {
  internal: null,
  group: null,
  queue: null,
  national: null,
  international: null,
};
