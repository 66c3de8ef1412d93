// The one catalogue of texts that people see: portal pages and phone displays, in Dutch and English.
// Keys are grouped by where they appear; a language without its own texts falls back to English.

const TEXTS = {
  'key.login': { nl: 'Inloggen', en: 'Log in' },
  'key.logout': { nl: 'Uitloggen', en: 'Log out' },
  'key.voicemail': { nl: 'Voicemail', en: 'Voicemail' },
  'key.dnd': { nl: 'Niet storen', en: 'DND' },
} as const;

export type TextKey = keyof typeof TEXTS;

/** @param language  ISO 639-1; anything but `nl` is answered in English */
export function text(language: string, key: TextKey): string {
  return TEXTS[key][language === 'nl' ? 'nl' : 'en'];
}
