// Auerswald's D-series desk phones: which files they ask for. The WS-500 base takes Gigaset's documents and stands in
// gigaset/. Source: facts/gigaset-auerswald.md 8.2, 8.4
import { MAC_IN_NAME, ownDocument, XML } from '../gigaset/files.ts';
import { readGigasetUserAgent } from '../gigaset/user-agent.ts';
import { AUERSWALD_NOTIFY } from '../notify.ts';
import type { DeviceFamily } from '../types.ts';
import { checkDSeriesRaw, dSeriesView, dSeriesWarnings } from './d-series.ts';
import { dSeriesModels } from './models.ts';

const DOCUMENT = `${XML}; charset=utf-8`;

export const auerswald: DeviceFamily = {
  name: 'auerswald',
  models: dSeriesModels,
  format: 'xml',
  hardwareIdInFirmware: false,
  // How a D-series names itself was never seen; the WS-500 of the same maker gives the shape that is read here.
  readUserAgent: readGigasetUserAgent,
  files: [
    {
      // There is no default name: the URL that the phone was given says all, with <MACADR> where the MAC goes.
      ...ownDocument,
      pattern: new RegExp(String.raw`^(?:auerswald\/)?${MAC_IN_NAME}\.xml$`, 'i'),
      contentType: DOCUMENT,
    },
    {
      kind: 'none',
      pattern: /^(?:\w[\w.-]{0,39}\/){0,3}update_info\.xml$/i,
      access: 'public',
      source: { from: 'nothing' },
      contentType: DOCUMENT,
      nameFor: () => undefined,
    },
  ],
  defaults: {
    sipTransport: 'udp',
    registrationExpiresSec: 1800,
    offerSecondCall: true,
    callWaitingTone: true,
    showMissedCalls: true,
    codecs: ['opus', 'g722', 'pcma', 'pcmu'],
    featureSync: 'off',
    httpControl: false,
    phonebooks: [],
    keepUserChanges: false,
    bootFile: false,
    resync: { nightlyFrom: '01:00', nightlyUntil: '05:00' },
    provisioningScheme: 'auto',
  },
  ringtones: [],
  generationOf: () => 'unknown',
  // How the phone checks a server's certificate, and against what, no source says.
  verifiesOwnCa: () => false,
  view: dSeriesView,
  notify: () => AUERSWALD_NOTIFY,
  checkRaw: checkDSeriesRaw,
  warnings: dSeriesWarnings,
};
