// Texts about firmware; part of the catalogue in texts.ts.

export const FIRMWARE_TEXTS = {
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
