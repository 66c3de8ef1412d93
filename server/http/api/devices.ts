// What phones there are, and what a phone is taken for. Source: DEV-37, DEV-38; design.md "Fixed points of the API"
import Type from 'typebox';
import { ringtonesOf } from '../../cpe/accounts.ts';
import { capabilitiesAt } from '../../devices/capabilities.ts';
import { recognise } from '../../devices/recognise.ts';
import { DEVICES, type KnownDevice } from '../../devices/registry.ts';
import type { Gate } from '../../devices/types.ts';
import type { FirmwareVersion } from '../../domain/firmware-version.ts';
import type { Api } from './deps.ts';
import { closed, optional } from './shapes.ts';

const numberOrUnknown = Type.Union([Type.Integer(), Type.Literal('unknown')]);
const CapabilitiesSchema = Type.Object(
  {
    kind: Type.String(),
    autoProvisioning: Type.String(),
    sipEncryption: Type.String(),
    distinctiveRingtones: Type.String(),
    opus: Type.String(),
    tls: Type.String(),
    maxChannels: numberOrUnknown,
    lineKeys: numberOrUnknown,
    keysPerPage: numberOrUnknown,
    expansion: Type.Unknown(),
    expansionModule: Type.String(),
    generation: numberOrUnknown,
  },
  { description: 'At the firmware named, or for a phone that has not told its firmware' },
);

const DeviceModelSchema = Type.Object({
  vendor: Type.String(),
  model: Type.String(),
  track: optional(Type.String()),
  defaultTrack: Type.Boolean(),
  documentFormat: Type.String(),
  autoProvisioning: Type.String({ description: 'yes, retired, depends' }),
  firmwareGates: Type.Object(
    { autoProvisioning: optional(Type.String()), sipEncryption: optional(Type.String()) },
    { description: 'Oldest firmware that has it' },
  ),
  capabilities: CapabilitiesSchema,
});

export function deviceRoutes(api: Api): void {
  api.get(
    '/device-models',
    {
      config: { action: 'devices.read' },
      schema: {
        summary: 'Every device model',
        response: { 200: Type.Object({ items: Type.Array(DeviceModelSchema) }) },
      },
    },
    async () => ({ items: DEVICES.map(modelView) }),
  );
  api.get(
    '/ringtones/:vendor',
    {
      config: { action: 'devices.read' },
      schema: {
        summary: "Ringtones of a vendor's phones, by name",
        params: Type.Object({ vendor: Type.String({ maxLength: 64 }) }),
        response: { 200: Type.Object({ items: Type.Array(Type.String()) }) },
      },
    },
    async (request) => ({ items: [...ringtonesOf(request.params.vendor)] }),
  );
  api.post(
    '/recognitions',
    {
      config: { action: 'devices.read' },
      schema: {
        summary: 'What a phone is taken for: paste what it says',
        body: Type.Object(
          {
            userAgent: optional(Type.String({ maxLength: 65_536 })),
            fileName: optional(Type.String({ maxLength: 4096 })),
            certificateSubject: optional(Type.String({ maxLength: 65_536 })),
          },
          closed,
        ),
        response: {
          200: Type.Object({
            vendor: optional(Type.String()),
            model: optional(Type.String()),
            track: optional(Type.String()),
            mac: optional(Type.String()),
            firmware: optional(Type.String()),
            macMismatch: Type.Boolean(),
            capabilities: optional(CapabilitiesSchema),
          }),
        },
      },
    },
    async (request) => {
      const { devices, family, mac, firmware, macMismatch } = recognise(request.body);
      const device = devices.find(({ model }) => model.defaultTrack) ?? devices[0];
      const vendors = new Set(family?.models.map(({ vendor }) => vendor));
      const vendor = device?.model.vendor ?? (vendors.size === 1 ? [...vendors][0] : undefined);
      return {
        ...(vendor !== undefined && { vendor }),
        ...(device && { model: device.model.model, capabilities: capabilitiesView(device, firmware) }),
        ...(devices.length === 1 && device?.model.track !== undefined && { track: device.model.track }),
        ...(mac && { mac }),
        ...(firmware && { firmware: firmware.text }),
        macMismatch,
      };
    },
  );
}

function modelView(device: KnownDevice) {
  const { vendor, model, track, defaultTrack, autoProvisioning, sipEncryption } = device.model;
  return {
    vendor,
    model,
    ...(track !== undefined && { track }),
    defaultTrack: defaultTrack ?? false,
    documentFormat: device.family.format,
    autoProvisioning: typeof autoProvisioning === 'string' ? autoProvisioning : 'yes',
    firmwareGates: { ...gate('autoProvisioning', autoProvisioning), ...gate('sipEncryption', sipEncryption) },
    capabilities: capabilitiesView(device, undefined),
  };
}

function gate(name: string, value: Gate | string) {
  return typeof value === 'string' ? {} : { [name]: value.since };
}

function capabilitiesView({ family, model }: KnownDevice, firmware: FirmwareVersion | undefined) {
  return { ...capabilitiesAt(family, model, firmware) };
}
