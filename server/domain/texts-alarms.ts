// Texts about alarms, for mails; part of the catalogue in texts.ts. Moments are in UTC and say so.

export const ALARM_TEXTS = {
  'audit.kind.alarmSettings': { nl: 'alarminstellingen', en: 'alarm settings' },
  'alarm.mail.subject': {
    nl: 'Alarmen: {raised} nieuw, {cleared} voorbij',
    en: 'Alarms: {raised} new, {cleared} over',
  },
  'alarm.mail.raised': { nl: 'Nieuw:', en: 'New:' },
  'alarm.mail.cleared': { nl: 'Voorbij:', en: 'Over:' },
  'alarm.mail.more': { nl: 'en nog {count}', en: 'and {count} more' },
  'alarm.line.notSeen': {
    nl: '{label}: niets meer van gehoord sinds {moment} UTC',
    en: '{label}: not heard of since {moment} UTC',
  },
  'alarm.line.notRegistered': {
    nl: '{label}: niet aangemeld om te bellen sinds {moment} UTC',
    en: '{label}: not registered for calls since {moment} UTC',
  },
  'alarm.line.windowExpiring': {
    nl: '{label}: nog niet opgestart; de eerste start sluit om {moment} UTC',
    en: '{label}: has not started yet; its first boot closes at {moment} UTC',
  },
  'alarm.line.certificateExpiring': {
    nl: 'Het certificaat van deze server ({label}) verloopt op {moment} UTC',
    en: 'The certificate of this server ({label}) expires at {moment} UTC',
  },
  'alarm.line.deviceCertificateExpiring': {
    nl: '{label}: het certificaat van dit toestel verloopt op {moment} UTC; geef een nieuw uit',
    en: '{label}: the certificate of this phone expires at {moment} UTC; issue a new one',
  },
  'alarm.line.jobFailed': {
    nl: 'Een taak is mislukt ({label}) om {moment} UTC',
    en: 'A job failed ({label}) at {moment} UTC',
  },
} as const;
