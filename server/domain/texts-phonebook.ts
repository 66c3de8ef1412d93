// Texts about phonebooks, for the portal and for phones' displays; part of the catalogue in texts.ts.

export const PHONEBOOK_TEXTS = {
  'audit.kind.phonebook': { nl: 'telefoonboek', en: 'phonebook' },
  'phonebook.ask': { nl: 'Naam of nummer:', en: 'Name or number:' },
  'phonebook.short.work': { nl: '(werk)', en: '(work)' },
  'phonebook.short.mobile': { nl: '(mob)', en: '(mob)' },
  'phonebook.short.home': { nl: '(thuis)', en: '(home)' },
  'phonebook.short.fax': { nl: '(fax)', en: '(fax)' },
} as const;
