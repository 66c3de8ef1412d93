// Texts about replacing a phone by another; part of the catalogue in texts.ts.

export const REPLACE_TEXTS = {
  'audit.action.replaced': { nl: 'omgeruild', en: 'replaced' },
  'replace.title': { nl: 'Toestel omruilen', en: 'Replace this phone' },
  'replace.link': { nl: 'Omruilen', en: 'Replace' },
  'replace.stays': {
    nl: 'Het nieuwe toestel krijgt alles van dit toestel: klant, kanalen, handsets, instellingen, toetsen, naam en plaats, en wat de gebruiker erop bewaarde.',
    en: 'The new phone gets everything of this one: account, channels, handsets, settings, keys, name and place, and what its user stored on it.',
  },
  'replace.goes': {
    nl: 'Dit toestel staat daarna niet meer in de lijst en krijgt niets meer. Sluit het af: het kent nog wel de SIP-wachtwoorden van zijn kanalen. Is het kwijt, vernieuw die dan.',
    en: 'After that this phone is not in the list any more and gets nothing. Disconnect it: it still knows the SIP passwords of its channels. If it is lost, rotate those.',
  },
  'replace.mac': { nl: 'MAC van het nieuwe toestel', en: 'MAC of the new phone' },
  'replace.mac.hint': {
    nl: 'Staat op het etiket: twaalf tekens, 0-9 en a-f.',
    en: 'On its label: twelve characters, 0-9 and a-f.',
  },
  'replace.serialNumber': { nl: 'Serienummer (mag leeg)', en: 'Serial number (may be empty)' },
  'replace.model': { nl: 'Model', en: 'Model' },
  'replace.model.same': { nl: '{model}, zoals nu', en: '{model}, as now' },
  'replace.action': { nl: 'Omruilen', en: 'Replace' },
  'replaced.title': { nl: 'Het toestel is omgeruild', en: 'The phone was replaced' },
  'replaced.explain': {
    nl: '{former} is vervangen door dit toestel. Het komt binnen zodra het om zijn bestanden vraagt; het venster voor de eerste start sluit {until}.',
    en: 'This phone came in the place of {former}. It is let in once it asks for its files; the first-boot window closes {until}.',
  },
  'phone.replaces': { nl: 'Kwam in de plaats van', en: 'Came in the place of' },
} as const satisfies Record<string, { readonly nl: string; readonly en: string }>;
