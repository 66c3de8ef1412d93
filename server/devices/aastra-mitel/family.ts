// Aastra and Mitel desk phones: how they name themselves, which files they ask for, and what holds for all of them.
// Source: facts/aastra-mitel.md
import { AASTRA_NOTIFY } from '../notify.ts';
import type { DeviceFamily } from '../types.ts';
import { files } from './files.ts';
import { aastraMitelFirmware, generationOf } from './firmware.ts';
import { MODELS } from './models.ts';
import { readUserAgent } from './user-agent.ts';
import { aastraMitelView, RINGTONES } from './view.ts';

export const aastraMitel: DeviceFamily = {
  name: 'aastra-mitel',
  models: MODELS,
  format: 'colon',
  hardwareIdInFirmware: false,
  firmware: aastraMitelFirmware,
  // Letters make the phone fall back to its factory password. Source: facts/aastra-mitel.md 4.6, 5.15
  webPasswords: 'digits',
  readUserAgent,
  files,
  defaults: {
    sipTransport: 'udp',
    registrationExpiresSec: 300,
    offerSecondCall: true,
    callWaitingTone: true,
    showMissedCalls: true,
    // Empty: the phone's own list, since no source says which codecs a model has (facts/aastra-mitel.md 4.5).
    codecs: [],
    featureSync: 'off',
    httpControl: false,
    phonebooks: [],
    // What is changed on the phone beats a plain line; only `false` forces lines (facts/aastra-mitel.md 0 no. 4).
    keepUserChanges: true,
    bootFile: false,
    resync: { everyMinutes: 0, nightlyFrom: '01:00', nightlyUntil: '05:00' },
    provisioningScheme: 'auto',
  },
  ringtones: RINGTONES,
  generationOf,
  // From generation 4 on a CA of ours can be loaded; that its TLS is one we accept is only to be trusted of models that do
  // SIP over TLS (facts/aastra-mitel.md 3.2, 10 no. 3).
  // facts/aastra-mitel.md 3.1
  digest: { algorithms: ['MD5'], isWritten: () => true },
  verifiesOwnCa: (caps) => caps.generation === 4 && caps.sipEncryption === 'yes',
  view: aastraMitelView,
  notify: () => AASTRA_NOTIFY,
  firstFileTemplate: 'aastra-mitel/first.cfg.njk',
};
