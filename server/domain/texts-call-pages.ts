// Texts of the page that shows what would become of a call; part of the catalogue in texts.ts.

export const CALL_PAGE_TEXTS = {
  'calls.title': { nl: 'Gesprek naspelen', en: 'Try a call' },
  'calls.explain': {
    nl: 'Laat zien waar een gesprek zou uitkomen en waarom. Er gaat geen toestel over en er wordt niets bewaard.',
    en: 'Shows where a call would end up, and why. No phone rings and nothing is kept.',
  },
  'calls.from': { nl: 'Wie belt', en: 'Who calls' },
  'calls.from.hint': {
    nl: 'Een toestelnummer, een telefoonnummer van buiten, of leeg voor een afgeschermd nummer.',
    en: 'An extension, a telephone number from outside, or empty for a withheld number.',
  },
  'calls.to': { nl: 'Gebeld nummer', en: 'Number called' },
  'calls.to.hint': {
    nl: 'Zoals het gekozen wordt: een toestelnummer, een code of een telefoonnummer.',
    en: 'As it is dialled: an extension, a code or a telephone number.',
  },
  'calls.at': { nl: 'Wanneer (leeg: nu)', en: 'When (empty: now)' },
  'calls.at.hint': { nl: 'Op de klok van de klant.', en: "On the account's clock." },
  'calls.events': { nl: 'Wat er dan gebeurt', en: 'What happens then' },
  'calls.events.hint': {
    nl: 'Eén gebeurtenis per regel, na zoveel seconden: “+5 answered 202”, “+2 keys 1”, “+30 wait”, “+60 hangup caller”. Leeg: niemand doet iets.',
    en: 'One thing per line, after so many seconds: “+5 answered 202”, “+2 keys 1”, “+30 wait”, “+60 hangup caller”. Empty: nobody does anything.',
  },
  'calls.do': { nl: 'Laat zien', en: 'Show' },
  'calls.choose': {
    nl: 'Kies een klant en vul een nummer in; daarna staat hier de weg van het gesprek.',
    en: 'Choose an account and fill in a number; the path of the call is shown here then.',
  },
  'calls.path': { nl: 'De weg van het gesprek', en: 'The path of the call' },
  'calls.picture': { nl: 'Van {from} naar {to}: {end}', en: 'From {from} to {to}: {end}' },
  'calls.withheld': { nl: 'afgeschermd nummer', en: 'withheld number' },
  'calls.rings': { nl: '{who} gaat over', en: '{who} rings' },
  'calls.ringsMore': { nl: 'en nog {count}', en: 'and {count} more' },
  'calls.bad.to': { nl: 'Vul in welk nummer gebeld wordt.', en: 'Fill in the number that is called.' },
  'calls.bad.at': { nl: 'Kies een dag en tijd.', en: 'Choose a day and time.' },
  'calls.bad.events': {
    nl: 'Een regel van wat er dan gebeurt is niet te lezen.',
    en: 'A line of what happens then cannot be read.',
  },
  'calls.bad.other': { nl: 'Iets hiervan past niet bij elkaar.', en: 'Something here does not fit together.' },
} as const;
