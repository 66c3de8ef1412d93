// Texts about what happened to a phone and what its user changed on it; part of the catalogue in texts.ts.

export const HISTORY_TEXTS = {
  'timeline.title': { nl: 'Wat er is gebeurd', en: 'What happened' },
  'timeline.explain': {
    nl: 'Wat dit toestel vroeg en kreeg, wat het werd gemeld en wie er iets aan veranderde; het nieuwste staat bovenaan.',
    en: 'What this phone asked for and got, what it was told, and who changed something about it; newest first.',
  },
  'timeline.link': { nl: 'Alles wat er met dit toestel gebeurde', en: 'Everything that happened to this phone' },
  'timeline.empty': {
    nl: 'Er is nog niets gebeurd. Zodra het toestel om een bestand vraagt, staat dat hier.',
    en: 'Nothing happened yet. Once the phone asks for a file, it stands here.',
  },
  'timeline.nothing': { nl: 'Hiervan is niets bekend.', en: 'Nothing of this kind is known.' },
  'timeline.kinds': { nl: 'Alleen dit tonen', en: 'Show this alone' },
  'timeline.when': { nl: 'Wanneer', en: 'When' },
  'timeline.what': { nl: 'Wat', en: 'What' },
  'timeline.kind.all': { nl: 'Alles', en: 'Everything' },
  'timeline.kind.request': { nl: 'Opgevraagd', en: 'Asked for' },
  'timeline.kind.upload': { nl: 'Opgestuurd', en: 'Sent' },
  'timeline.kind.file': { nl: 'Ander bestand', en: 'File changed' },
  'timeline.kind.told': { nl: 'Gemeld', en: 'Told' },
  'timeline.kind.refused': { nl: 'Geweigerd', en: 'Refused' },
  'timeline.kind.change': { nl: 'Veranderd door mensen', en: 'Changed by people' },
  'timeline.status.ok': { nl: 'Kreeg {file}', en: 'Got {file}' },
  'timeline.status.notModified': {
    nl: 'Vroeg om {file} en had het al',
    en: 'Asked for {file} and had it already',
  },
  'timeline.status.notFound': {
    nl: 'Vroeg om {file}; dat is er niet voor dit toestel',
    en: 'Asked for {file}, which there is not for this phone',
  },
  'timeline.status.stored': { nl: 'Stuurde {file}', en: 'Sent {file}' },
  'timeline.status.challenge': {
    nl: 'Vroeg om {file} en kreeg de vraag om zijn wachtwoord',
    en: 'Asked for {file} and was asked for its password',
  },
  'timeline.status.tooLarge': {
    nl: 'Stuurde {file}, maar dat was te groot',
    en: 'Sent {file}, which was too large',
  },
  'timeline.status.unusable': {
    nl: 'Stuurde {file}, maar dat was niet te lezen',
    en: 'Sent {file}, which could not be read',
  },
  'timeline.status.busy': {
    nl: 'Vroeg om {file} en moest later terugkomen',
    en: 'Asked for {file} and was to come again later',
  },
  'timeline.by.certificate': { nl: 'met zijn certificaat', en: 'with its certificate' },
  'timeline.by.digest': { nl: 'met zijn wachtwoord', en: 'with its password' },
  'timeline.by.lastingToken': { nl: 'met zijn eigen URL', en: 'by its own URL' },
  'timeline.by.enrolmentToken': { nl: 'met de URL van de eerste start', en: 'by the first-boot URL' },
  'timeline.by.openWindow': {
    nl: 'omdat het venster voor de eerste start open was',
    en: 'because the first-boot window was open',
  },
  'timeline.times': { nl: '{count} keer', en: '{count} times' },
  'timeline.file.first': {
    nl: '{file} is voor het eerst opgehaald',
    en: '{file} was fetched for the first time',
  },
  'timeline.file.changed.one': {
    nl: '{file} was anders dan de vorige keer: 1 regel',
    en: '{file} differed from the time before: 1 line',
  },
  'timeline.file.changed.many': {
    nl: '{file} was anders dan de vorige keer: {count} regels',
    en: '{file} differed from the time before: {count} lines',
  },
  'timeline.file.secrets': {
    nl: '{file} was anders dan de vorige keer, alleen in wachtwoorden',
    en: '{file} differed from the time before, in passwords alone',
  },
  'timeline.file.more': { nl: 'en nog {count} regels', en: 'and {count} more lines' },
  'timeline.file.gone': { nl: 'weg', en: 'gone' },
  'timeline.file.come': { nl: 'erbij', en: 'new' },
  'timeline.told.resync': {
    nl: 'Is gevraagd zijn bestanden op te halen',
    en: 'Was told to fetch its files',
  },
  'timeline.told.reboot': { nl: 'Is gevraagd opnieuw te starten', en: 'Was told to start again' },
  'timeline.result.accepted': { nl: 'het toestel nam dat aan', en: 'the phone took it' },
  'timeline.result.challenged': { nl: 'het vroeg om een wachtwoord', en: 'it asked for a password' },
  'timeline.result.refused': { nl: 'het weigerde', en: 'it refused' },
  'timeline.result.noAnswer': { nl: 'er kwam geen antwoord', en: 'there was no answer' },
  'timeline.result.unreachable': { nl: 'het was niet te bereiken', en: 'it could not be reached' },
  'timeline.result.cannot': { nl: 'dit toestel kan dat niet', en: 'this phone cannot do that' },
  'timeline.older': { nl: 'Ouder', en: 'Older' },
  'timeline.newest': { nl: 'Nieuwste', en: 'Newest' },

  'drift.title': { nl: 'Op het toestel zelf veranderd', en: 'Changed on the phone itself' },
  'drift.explain': {
    nl: 'Het toestel stuurde dit {at}. Wat hier staat, wijkt af van wat het van hier krijgt.',
    en: 'The phone sent this {at}. What stands here differs from what it gets from here.',
  },
  'drift.none': {
    nl: 'Niets: wat de gebruiker instelde, is gelijk aan wat het toestel van hier krijgt.',
    en: 'Nothing: what the user set is what the phone gets from here.',
  },
  'drift.key': { nl: 'Instelling', en: 'Setting' },
  'drift.set': { nl: 'Op het toestel', en: 'On the phone' },
  'drift.sent': { nl: 'Van hier', en: 'From here' },
  'drift.unsent': { nl: 'niet ingesteld', en: 'not set' },
  'drift.more': { nl: 'Nog {count} andere instellingen.', en: '{count} more settings.' },
} as const satisfies Record<string, { readonly nl: string; readonly en: string }>;
