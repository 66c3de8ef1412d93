// Texts of the pages about call blocking; part of the catalogue in texts.ts.

export const BLOCKING_PAGE_TEXTS = {
  'blocking.link': { nl: 'Oproepen blokkeren', en: 'Block calls' },
  'blocking.account': { nl: 'Oproepblokkades', en: 'Call blocking' },
  'blocking.user': { nl: 'Oproepen blokkeren: {name}', en: 'Block calls: {name}' },
  'blocking.account.explain': {
    nl: 'Wat u hier aanvinkt, kan niemand van deze klant bellen.',
    en: 'Nobody of this customer can call what is ticked here.',
  },
  'blocking.user.explain': {
    nl: 'Wat u hier aanvinkt, kan alleen deze gebruiker niet bellen. Wat voor de hele klant is geblokkeerd, blijft dat.',
    en: 'This user alone cannot call what is ticked here. What is blocked for the whole customer stays so.',
  },
  'blocking.byAccount': { nl: 'voor iedereen geblokkeerd', en: 'blocked for everybody' },
  'blocking.emergency': {
    nl: 'Alarmnummers kunnen altijd worden gebeld.',
    en: 'Emergency numbers can always be called.',
  },
  'blocking.save': { nl: 'Opslaan', en: 'Save' },
  'blocking.saved': { nl: 'Opgeslagen.', en: 'Saved.' },
} as const;
