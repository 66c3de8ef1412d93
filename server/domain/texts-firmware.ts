// Texts about firmware; part of the catalogue in texts.ts.

export const FIRMWARE_TEXTS = {
  // Pages about firmware
  'firmware.title': { nl: 'Firmware', en: 'Firmware' },
  'firmware.add': { nl: 'Firmware toevoegen', en: 'Add firmware' },
  'firmware.choice': { nl: 'Versie per klant', en: 'Version per account' },
  'firmware.troubled': { nl: 'Toestellen met moeite', en: 'Phones in trouble' },
  'firmware.empty': {
    nl: 'Er staat nog geen firmware in de catalogus. Voeg de bestanden van de fabrikant toe; daarna is per klant een versie te kiezen.',
    en: 'There is no firmware in the catalogue yet. Add the files of the maker; then a version can be chosen per account.',
  },
  'firmware.version': { nl: 'Versie', en: 'Version' },
  'firmware.state': { nl: 'Status', en: 'State' },
  'firmware.state.released': { nl: 'vrijgegeven', en: 'released' },
  'firmware.state.recommended': { nl: 'aanbevolen', en: 'recommended' },
  'firmware.state.blocked': { nl: 'geblokkeerd', en: 'blocked' },
  'firmware.state.hint': {
    nl: 'Per model is er één aanbevolen versie: die krijgen de toestellen van klanten die de aanbevolen versie volgen. Een geblokkeerde versie krijgt geen enkel toestel.',
    en: 'Each model has one recommended version: phones of accounts that follow the recommended one get it. A blocked version goes to no phone.',
  },
  'firmware.comesFrom': { nl: 'Vanaf versie', en: 'From version' },
  'firmware.comesFrom.any': { nl: 'elke', en: 'any' },
  'firmware.comesFrom.hint': {
    nl: 'De oudste versie vanaf waar een toestel hierheen mag. Een ouder toestel krijgt eerst een tussenversie. Leeg: vanaf elke versie.',
    en: 'The oldest version from which a phone may go to this one. An older phone gets a version in between first. Empty: from any version.',
  },
  'firmware.files': { nl: 'Bestanden', en: 'Files' },
  'firmware.notes': { nl: 'Notities', en: 'Notes' },
  'firmware.vendor': { nl: 'Merk', en: 'Maker' },
  'firmware.add.explain': {
    nl: 'Geef de bestanden zoals de fabrikant ze noemt: uit de naam volgt voor welke modellen ze zijn en welke versie het is. Een bestand voor andere hardware wordt geweigerd.',
    en: 'Give the files as the maker calls them: the name says for which models they are and which version it is. A file for other hardware is refused.',
  },
  'firmware.add.more': {
    nl: 'Voor één model, of een bestand waarvan de naam niet alles zegt',
    en: 'For one model, or a file whose name does not say it all',
  },
  'firmware.add.more.hint': {
    nl: 'Wat leeg blijft, volgt uit de naam van het bestand.',
    en: 'What stays empty follows from the name of the file.',
  },
  'firmware.add.file': { nl: 'Bestanden (tot 20 tegelijk)', en: 'Files (up to 20 at once)' },
  'firmware.add.submit': { nl: 'Toevoegen', en: 'Add' },
  'firmware.add.added': { nl: 'toegevoegd', en: 'added' },
  'firmware.add.progress': { nl: 'Voortgang van het uploaden', en: 'Progress of the upload' },
  'firmware.field.model': { nl: 'Model, zoals T46S', en: 'Model, such as T46S' },
  'firmware.field.track': { nl: 'Uitvoering, zoals Lydis', en: 'Track, such as Lydis' },
  'firmware.field.version': { nl: 'Versie, zoals 66.86.0.15', en: 'Version, such as 66.86.0.15' },
  'firmware.field.role': { nl: 'Onderdeel, zoals w53h voor een handset', en: 'Part, such as w53h for a handset' },
  'firmware.field.sha256': { nl: 'SHA-256 van het bestand', en: 'SHA-256 of the file' },
  'firmware.remove': { nl: 'Weghalen', en: 'Take away' },
  'firmware.remove.title': { nl: 'Firmware weghalen?', en: 'Take firmware away?' },
  'firmware.remove.explain': {
    nl: 'Toestellen kunnen dit bestand dan niet meer laden: {lines}.',
    en: 'Phones can load this file no more then: {lines}.',
  },
  'firmware.remove.inUse': { nl: 'Dit bestand is in gebruik en blijft staan.', en: 'This file is in use and stays.' },
  'firmware.phones.one': { nl: '1 toestel', en: '1 phone' },
  'firmware.phones.many': { nl: '{count} toestellen', en: '{count} phones' },
  'firmware.choice.explain': {
    nl: 'Per model kiest u welke versie de toestellen van een klant draaien. Een toestel laadt die als het zijn instellingen weer ophaalt, en herstart dan.',
    en: 'For each model you choose which version the phones of an account run. A phone loads it when it fetches its settings again, and restarts then.',
  },
  'firmware.choice.account': { nl: 'Klantnummer', en: 'Account number' },
  'firmware.choice.show': { nl: 'Tonen', en: 'Show' },
  'firmware.choice.noAccount': {
    nl: 'Er is geen klant met nummer {number}.',
    en: 'There is no account with number {number}.',
  },
  'firmware.choice.none': { nl: 'nog niets gekozen', en: 'nothing chosen yet' },
  'firmware.choice.keep': { nl: 'laten wat er staat', en: 'leave what they have' },
  'firmware.choice.recommended': {
    nl: 'de aanbevolen versie (nu {version})',
    en: 'the recommended version (now {version})',
  },
  'firmware.choice.recommendedNone': { nl: 'de aanbevolen versie (nu geen)', en: 'the recommended version (none now)' },
  'firmware.choice.submit': { nl: 'Kiezen', en: 'Choose' },
  'firmware.confirm.title': { nl: 'Deze versie kiezen?', en: 'Choose this version?' },
  'firmware.confirm.recommended': { nl: 'de aanbevolen versie', en: 'the recommended version' },
  'firmware.confirm.explain': {
    nl: 'Elk van deze toestellen laadt de versie zodra het zijn instellingen weer ophaalt. Het herstart daarna en is enkele minuten niet bereikbaar.',
    en: 'Each of these phones loads the version as soon as it fetches its settings again. It restarts then, and cannot be reached for some minutes.',
  },
  'firmware.confirm.kept': {
    nl: 'Deze toestellen houden de versie die ze draaien.',
    en: 'These phones keep the version that they run.',
  },
  'firmware.troubled.explain': {
    nl: 'Toestellen die niet overgaan op wat ze aangeboden krijgen, of vanzelf een oudere versie zijn gaan draaien.',
    en: 'Phones that do not take what they are offered, or went back to an older version by themselves.',
  },
  'firmware.troubled.none': {
    nl: 'Alle toestellen draaien wat ze moeten draaien, of zijn nog onderweg.',
    en: 'All phones run what they should, or are still on the way.',
  },
  'firmware.troubled.what': { nl: 'Wat er is', en: 'What it is' },
  'firmware.troubled.runs': { nl: 'Draait', en: 'Runs' },
  'firmware.troubled.should': { nl: 'Zou moeten', en: 'Should' },
  'firmware.troubled.since': { nl: 'Aangeboden', en: 'Offered' },
  'firmware.troubled.fetches': { nl: '{count} keer opgehaald', en: 'fetched {count} times' },
  'firmware.troubled.more': { nl: 'Er zijn er meer dan hier staan.', en: 'There are more than are shown here.' },
  'firmware.trouble.stuck': { nl: 'blijft op zijn oude versie', en: 'stays on its old version' },
  'firmware.trouble.downgraded': { nl: 'draait iets ouders dan eerst', en: 'runs something older than before' },
  'firmware.offer.install': {
    nl: 'Wordt {offered} bij de volgende keer ophalen',
    en: 'Becomes {offered} at the next fetch',
  },
  'firmware.offer.onTheWay': {
    nl: 'Wordt eerst {offered}, dan {wanted}',
    en: 'Becomes {offered} first, then {wanted}',
  },
  'firmware.offer.stay': { nl: 'Draait wat de klant heeft gekozen', en: 'Runs what the account has chosen' },
  // Why a phone is offered no firmware
  'firmware.refused.genericProfile': {
    nl: 'Dit toestel heeft het algemene profiel: geef het eerst zijn eigen model.',
    en: 'This phone has the generic profile: give it its own model first.',
  },
  'firmware.refused.nothingChosen': {
    nl: 'Voor dit model is bij de klant nog geen versie gekozen.',
    en: 'No version has been chosen for this model at the account yet.',
  },
  'firmware.refused.nothingRecommended': {
    nl: 'De klant volgt de aanbevolen versie, maar voor dit model is er geen aanbevolen.',
    en: 'The account follows the recommended version, but none is recommended for this model.',
  },
  'firmware.refused.notInCatalogue': {
    nl: 'De gekozen versie {wanted} staat niet in de catalogus.',
    en: 'The chosen version {wanted} is not in the catalogue.',
  },
  'firmware.refused.blocked': {
    nl: 'De gekozen versie {wanted} is geblokkeerd.',
    en: 'The chosen version {wanted} is blocked.',
  },
  'firmware.refused.otherHardware': {
    nl: 'Versie {wanted} is voor andere hardware dan dit toestel zegt te zijn.',
    en: 'Version {wanted} is for other hardware than this phone says it is.',
  },
  'firmware.refused.filesMissing': {
    nl: 'Van versie {wanted} ontbreekt het bestand voor het toestel zelf.',
    en: 'Of version {wanted} the file for the phone itself is missing.',
  },
  'firmware.refused.noWayThere': {
    nl: 'Naar versie {wanted} kan een toestel pas vanaf {needed}: voeg een tussenversie toe.',
    en: 'A phone can go to version {wanted} from {needed} on only: add a version in between.',
  },
  'firmware.refused.firmwareUnknown': {
    nl: 'Versie {wanted} heeft een tussenversie nodig, en het toestel heeft nog niet gezegd wat het draait.',
    en: 'Version {wanted} may need one in between, and the phone has not said yet what it runs.',
  },
  'firmware.refused.olderThanRunning': {
    nl: 'Het toestel draait al iets nieuwers dan de aanbevolen versie {wanted}.',
    en: 'The phone already runs something newer than the recommended version {wanted}.',
  },
  'firmware.refused.cannotGoBack': {
    nl: 'Dit model negeert versies die ouder zijn dan wat het draait, zoals {wanted}.',
    en: 'This model ignores versions older than the one it runs, such as {wanted}.',
  },
  'firmware.refused.endsEncryption': {
    nl: 'Versie {wanted} kan niet versleuteld bellen, en dat staat bij deze klant aan: dan doet het toestel het niet meer.',
    en: 'Version {wanted} cannot encrypt calls, which is on at this account: the phone would stop working.',
  },
  'firmware.refused.notFound': { nl: 'Dit toestel is er niet.', en: 'There is no such phone.' },
} as const;
