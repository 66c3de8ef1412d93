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

export const NO_RINGTONES: Ringtones = {
  internal: null,
  group: null,
  queue: null,
  national: null,
  international: null,
};
