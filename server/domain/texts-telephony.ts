// Texts about extensions, numbers and everything else of an account's telephony; part of the catalogue in texts.ts.

export const TELEPHONY_TEXTS = {
  'audit.kind.telephonySettings': { nl: 'telefonie-instellingen', en: 'telephony settings' },
  'audit.kind.telephonyUser': { nl: 'beller', en: 'telephone user' },
  'audit.kind.extension': { nl: 'extensie', en: 'extension' },
  'audit.kind.queue': { nl: 'wachtrij', en: 'queue' },
  'audit.kind.number': { nl: 'telefoonnummer', en: 'telephone number' },
  'audit.kind.privacyGroup': { nl: 'privacygroep', en: 'privacy group' },
  'audit.kind.sound': { nl: 'geluidsopname', en: 'sound recording' },
  'audit.kind.channelLink': { nl: 'koppeling met kanaal', en: 'link with a channel' },
  'audit.kind.channelLogin': { nl: 'aanmelding op een kanaal', en: 'login on a channel' },
  'audit.kind.queueLogin': { nl: 'aanmelding bij wachtrijen', en: 'login to queues' },
  'audit.kind.order': { nl: 'bestelling', en: 'order' },
  'audit.kind.sim': { nl: 'simkaart', en: 'SIM card' },
  'audit.kind.catalogue': { nl: 'productcatalogus', en: 'catalogue of products' },
} as const;
