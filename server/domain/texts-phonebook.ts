// Texts about phonebooks, for the portal and for phones' displays; part of the catalogue in texts.ts.

export const PHONEBOOK_TEXTS = {
  'audit.kind.phonebook': { nl: 'telefoonboek', en: 'phonebook' },
  'phonebook.ask': { nl: 'Naam of nummer:', en: 'Name or number:' },
  'phonebook.short.work': { nl: '(werk)', en: '(work)' },
  'phonebook.short.mobile': { nl: '(mob)', en: '(mob)' },
  'phonebook.short.home': { nl: '(thuis)', en: '(home)' },
  'phonebook.short.fax': { nl: '(fax)', en: '(fax)' },
  'phonebook.title': { nl: 'Telefoonboek', en: 'Phonebook' },
  'phonebook.phones': { nl: 'Op de toestellen', en: 'On the phones' },
  'phonebook.isOn': {
    nl: 'De toestellen van deze klant krijgen dit telefoonboek.',
    en: 'The phones of this account get this phonebook.',
  },
  'phonebook.isOff': {
    nl: 'De toestellen krijgen dit telefoonboek nog niet.',
    en: 'The phones do not get this phonebook yet.',
  },
  'phonebook.on': { nl: 'Aan de toestellen geven', en: 'Give it to the phones' },
  'phonebook.bookName': { nl: 'Naam op het toestel', en: 'Name on the phone' },
  'phonebook.search': { nl: 'Zoeken', en: 'Searching' },
  'phonebook.search.phone': {
    nl: 'Het toestel haalt alles op en zoekt zelf',
    en: 'The phone takes the whole book and searches itself',
  },
  'phonebook.search.server': {
    nl: 'Yealink-toestellen vragen wat wordt getypt en tonen dan geen namen van bellers',
    en: 'Yealink phones ask for what is typed, and show no names of callers then',
  },
  'phonebook.save': { nl: 'Opslaan', en: 'Save' },
  'phonebook.url': {
    nl: 'Elk toestel krijgt een eigen adres voor het telefoonboek in zijn configuratie; u ziet het bij de bestanden van het toestel.',
    en: 'Each phone gets an address of its own for the phonebook in its configuration; you see it among the files of the phone.',
  },
  'phonebook.empty': {
    nl: 'Er staat nog niemand in. Voeg de eerste naam toe.',
    en: 'Nobody is in it yet. Add the first name.',
  },
  'phonebook.add': { nl: 'Naam toevoegen', en: 'Add a name' },
  'phonebook.find': { nl: 'Naam of nummer', en: 'Name or number' },
  'phonebook.nothing': { nl: 'Niets gevonden.', en: 'Nothing found.' },
  'phonebook.first': { nl: 'Naar het begin', en: 'To the beginning' },
  'phonebook.name': { nl: 'Naam', en: 'Name' },
  'phonebook.kind.work': { nl: 'Werk', en: 'Work' },
  'phonebook.kind.mobile': { nl: 'Mobiel', en: 'Mobile' },
  'phonebook.kind.home': { nl: 'Thuis', en: 'Home' },
  'phonebook.kind.fax': { nl: 'Fax', en: 'Fax' },
  'phonebook.oneNumber': { nl: 'Minstens één nummer.', en: 'One number at least.' },
  'phonebook.bad.name': { nl: 'Een naam heeft 1 tot 64 tekens.', en: 'A name has 1 to 64 characters.' },
  'phonebook.bad.bookName': {
    nl: 'De naam op het toestel heeft 1 tot 32 tekens.',
    en: 'The name on the phone has 1 to 32 characters.',
  },
  'phonebook.bad.number': {
    nl: '{kind}: vul een nummer in van 2 tot 32 cijfers, * of #.',
    en: '{kind}: give a number of 2 to 32 digits, * or #.',
  },
  'phonebook.bad.full': { nl: 'Het telefoonboek is vol.', en: 'The phonebook is full.' },
  'phonebook.remove': { nl: 'Verwijderen', en: 'Remove' },
  'phonebook.remove.title': { nl: '{name} verwijderen', en: 'Remove {name}' },
  'phonebook.remove.explain': {
    nl: 'De naam verdwijnt ook van de toestellen zodra zij het telefoonboek weer ophalen.',
    en: 'The name also goes from the phones as soon as they fetch the phonebook again.',
  },
} as const;
