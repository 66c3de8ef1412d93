// How the API says what firmware a phone runs, should run and is offered.
import Type from 'typebox';
import type { Desk } from '../../access/desk.ts';
import type { FleetDeps, PhoneFirmware } from '../../cpe/firmware-fleet.ts';
import { text } from '../../domain/texts.ts';
import { FIRMWARE_REFUSALS, type FirmwareOffer, firmwareForEncryption } from '../../firmware/offer.ts';
import { optional } from './shapes.ts';

export const OfferSchema = Type.Object({
  do: Type.Enum(['install', 'stay', 'refuse'], {
    description:
      'install: `offered` comes next. stay: it runs what it should. refuse: `because` says why nothing is offered',
  }),
  running: optional(Type.String({ description: 'As the phone last said' })),
  chosen: optional(Type.String({ description: 'By its account: a version, or `recommended`' })),
  wanted: optional(Type.String({ description: 'The version that this means' })),
  offered: optional(Type.String({ description: 'Another than wanted when the way leads over a stepping stone' })),
  isOlder: optional(Type.Boolean({ description: 'What is offered is older than what it runs' })),
  because: optional(Type.Enum([...FIRMWARE_REFUSALS, 'notFound'])),
  detail: optional(Type.String()),
  needed: optional(Type.String({ description: 'The oldest version from which there would be a way' })),
  offeredSince: optional(Type.String({ format: 'date-time', description: 'When its file first said so' })),
  fetches: optional(Type.Integer({ description: 'How often it fetched that since' })),
  encryption: optional(
    Type.Object(
      {
        do: Type.Enum(['ready', 'upgradeFirst', 'refuse']),
        because: optional(Type.String()),
        version: optional(Type.String()),
        next: optional(Type.String()),
        needed: optional(Type.String()),
      },
      { description: 'Whether encrypted SIP can be switched on for it (DEV-20)' },
    ),
  ),
});

/** What the use cases of firmware need, from a desk: as far as its reach goes. */
export function fleetOf({ cpe, reports }: Desk): FleetDeps {
  return { records: cpe.records, firmware: cpe.firmware, findReports: reports.findReports };
}

export function offerView(phone: PhoneFirmware | undefined, offer: FirmwareOffer | undefined) {
  if (!phone || !offer)
    return { do: 'refuse' as const, because: 'notFound' as const, detail: text('en', 'firmware.refused.notFound') };
  const { facts, report } = phone;
  const wanted = offer.do === 'stay' ? offer.release.version : offer.target;
  return {
    do: offer.do,
    ...(facts.running && { running: facts.running.text }),
    ...(facts.chosen !== undefined && { chosen: facts.chosen }),
    ...(wanted !== undefined && { wanted }),
    ...(offer.do === 'install' && { offered: offer.release.version, isOlder: offer.isOlder }),
    ...(offer.do === 'refuse' && {
      because: offer.because,
      detail: text('en', `firmware.refused.${offer.because}`, { needed: offer.needed ?? '', wanted: wanted ?? '' }),
      ...(offer.needed !== undefined && { needed: offer.needed }),
    }),
    ...(report?.offered && {
      offeredSince: report.offered.since.toISOString(),
      fetches: report.offered.fetches,
    }),
    encryption: { ...firmwareForEncryption(facts) },
  };
}
