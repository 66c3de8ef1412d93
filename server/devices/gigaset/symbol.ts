// The symbol document of N300A, N510 and N720, computed: settings by the names of the device's own memory.
// Nothing is written whose name no source gives: no TLS, no SRTP, no TCP on N300A and N510.
// Source: facts/gigaset-auerswald.md 5
import { derived, from, type Sourced } from '../../domain/layers.ts';
import type { PhoneContext } from '../phone-context.ts';
import { type SymbolModel, symbolModels } from './models.ts';
import { layRawPairs } from './settings.ts';
import { arrayAccounts, suffixedAccounts } from './symbol-accounts.ts';
import { element, number, readSymbolRaw, type SymbolSetting, text } from './symbol-setting.ts';
import { timeCountryOf, toneOf, webLanguageOf, zoneIndexOf } from './symbol-tables.ts';
import { versionOf } from './version.ts';
import { notProvisioned, type WishName } from './warnings.ts';

export function symbolModelOf(phone: PhoneContext): SymbolModel {
  const record = symbolModels.find(({ model }) => model === phone.model.model);
  if (!record) throw new Error(`${phone.model.model} takes no symbol document`);
  return record;
}

/** Where two kinds of devices keep the same things. */
interface Places {
  readonly system: string;
  readonly voip: string;
  readonly index: string;
  readonly dataServerIndex: string;
}

const PLACES: Readonly<Record<SymbolModel['accounts'], Places>> = {
  suffixed: { system: 'BS_IP_Data1.', voip: 'BS_IP_Data1.', index: '', dataServerIndex: '[0]' },
  arrays: { system: 'BS_IP_Data.', voip: 'BS_VOIP_Data.', index: '[%]', dataServerIndex: '[%]' },
};

export function symbolView(phone: PhoneContext) {
  const model = symbolModelOf(phone);
  const places = PLACES[model.accounts];
  const settings = [
    ...managementSettings(phone, model, places),
    ...networkSettings(phone, places),
    ...localeSettings(phone, places),
    ...dtmfSettings(phone, places),
    ...(model.accounts === 'arrays' ? arrayAccounts(phone, model) : suffixedAccounts(phone, model)),
    ...directorySettings(phone, places),
    ...firmwareSettings(phone, model),
  ];
  const content = {
    certificateUrl: certificateUrlOf(phone, model),
    settings: layRawPairs(settings, phone.extra, readSymbolRaw),
  };
  return { mac: from('server', phone.mac.toUpperCase()), version: from('server', versionOf(content)), ...content };
}

/** Loaded over plain HTTP alone, by N300A and N510 alone. Source: 4.2 */
function certificateUrlOf({ server }: PhoneContext, model: SymbolModel): Sourced<string> | null {
  return model.accounts === 'suffixed' && server.caUrl?.value.startsWith('http://') ? server.caUrl : null;
}

/** Keeps the device coming back to us. Source: 3.2, 3.3, 5.4 */
function managementSettings(phone: PhoneContext, model: SymbolModel, places: Places): readonly SymbolSetting[] {
  const server = derived(phone.server.url, withoutHttp(phone.server.url.value).replace(/\/$/, ''));
  const always = [
    ...element('S_PROV_USERNAME', phone.digest?.username ?? null),
    ...element('S_PROV_PASSWORD', phone.digest?.password ?? null),
    ...text(`${places.system}aucS_DATA_SERVER${places.dataServerIndex}`, server),
    ...number('BS_IP_Data.ucB_AUTO_UPDATE_PROFILE', from('default', 1)),
  ];
  if (model.accounts === 'arrays') {
    return [
      ...always,
      ...number('BS_VOIP_Data.astVoipProviders[0].ucONESHOT_PROVISIONING_MODE_1', from('default', 1)),
      ...text('BS_CUSTOM.WebUIPassword', phone.passwords.admin),
    ];
  }
  return [
    ...element('S_CONFIGFILE_URL', derived(server, `${server.value}/${phone.mac.toUpperCase()}.xml`)),
    ...always,
    ...number('BS_IP_Data3.ucI_ONESHOT_PROVISIONING_MODE_1', from('default', 1)),
    ...number('BS_CUSTOM.aucKdsPin[0]', pinOf(phone.passwords.pin ?? phone.passwords.admin)),
    ...number('BS_IP_Data1.ucB_CT_AFTER_ON_HOOK', from('default', 1)),
    ...number('BS_CUSTOM_ORG.bit.bEct', from('default', 1)),
    ...number('BS_IP_Data1.ucB_USE_R_KEY_FOR_CALL_TRANSFER', from('default', 1)),
    ...number('BS_LM_AppCfg.bit.bHasIdleTextInternalName', from('default', 1)),
  ];
}

/** The device adds `http://` by itself; how another scheme is to be written was never seen, so it stays in front. */
function withoutHttp(url: string): string {
  return url.replace(/^http:\/\//i, '');
}

/** The PIN as digits two to a byte. A password that is no PIN of four digits leaves the one that the device has. Source: 5.4 */
function pinOf(password: Sourced<string>): Sourced<string> | null {
  const digits = /^(\d\d)(\d\d)$/.exec(password.value);
  return digits && derived(password, `0x${digits[1]},0x${digits[2]}`);
}

function networkSettings({ vlan, locale }: PhoneContext, { system, index }: Places): readonly SymbolSetting[] {
  const ntp = locale.ntpServers;
  const first = ntp?.value[0];
  return [
    ...(vlan ? vlanSettings(vlan, system) : []),
    ...(ntp && first !== undefined
      ? [
          ...text(`${system}aucS_TIME_NTP_SERVER${index}`, derived(ntp, first)),
          ...number(`${system}ucB_TIME_USE_AUTOMATIC_NTP_SYN`, derived(ntp, 1)),
        ]
      : []),
  ];
}

/** A base has no port for a PC, so a VLAN for that alone leaves it untagged. */
function vlanSettings(vlan: NonNullable<PhoneContext['vlan']>, system: string): readonly SymbolSetting[] {
  const { enabled, deviceId, devicePriority } = vlan.value;
  if (!enabled || deviceId === undefined) return number(`${system}ucB_VLAN_ENABLED`, derived(vlan, 0));
  return [
    ...number(`${system}ucB_VLAN_ENABLED`, derived(vlan, 1)),
    ...number(`${system}uiI_VLAN_ID`, derived(vlan, deviceId)),
    ...(devicePriority === undefined ? [] : number(`${system}ucI_VLAN_PRIORITY`, derived(vlan, devicePriority))),
  ];
}

/** 255: no dialling plan of its own, for it stands behind a PBX. */
const NO_DIALLING_PLAN = 255;

function localeSettings({ locale }: PhoneContext, { system }: Places): readonly SymbolSetting[] {
  const { country, language, timeZone, zone } = locale;
  const zoneIndex = zoneIndexOf(timeZone.value, zone.value);
  return [
    ...number(`${system}uiI_TIME_TIMEZONE`, zoneIndex === undefined ? null : derived(timeZone, zoneIndex)),
    ...number(`${system}ucB_TIME_USE_AUTOMATIC_DST`, derived(zone, zone.value.daylightSaving ? 1 : 0)),
    ...number(`${system}uiI_TIME_COUNTRY`, derived(country, timeCountryOf(country.value))),
    ...number('BS_AE_SwConfig.ucCountryCodeTone', derived(country, toneOf(country.value))),
    ...number(`${system}ucI_HTTPLANGUAGE`, derived(language, webLanguageOf(language.value))),
    ...number(`${system}ucI_DIALING_PLAN_COUNTRY_ID`, from('default', NO_DIALLING_PLAN)),
  ];
}

const DTMF_BITS = { inband: 1, rfc4733: 2, info: 4 } as const;

/** One choice for the whole base: that of its first channel. Source: 5.3 */
function dtmfSettings({ channels }: PhoneContext, { voip }: Places): readonly SymbolSetting[] {
  const dtmf = channels[0]?.dtmf;
  if (!dtmf) return [];
  return [
    ...number(`${voip}ucB_DTMF_TX_MODE_AUTO`, derived(dtmf, 0)),
    ...number(`${voip}ucI_DTMF_TX_MODE_BITS`, derived(dtmf, DTMF_BITS[dtmf.value])),
  ];
}

/** The personal directory of the additional provider: the one slot that a working system fills. Source: 5.7 */
const ONLINE_DIRECTORY = '0x2a';

function directorySettings({ phonebooks }: PhoneContext, { index }: Places): readonly SymbolSetting[] {
  const book = phonebooks.value[0];
  if (!book) return [];
  const provider = 'BS_XML_Netdirs.astNetdirProvider[0]';
  const uses = ['aucAvailableNetdirs', 'aucActivatedNetdirs', 'aucNetdirSelForDirectAccess', 'aucNetdirSelForIntKey'];
  const caps = ['bSearchPeopleCap', 'bReverseSearchCap', 'bAutolookupCap'];
  return [
    ...uses.flatMap((use) => number(`BS_XML_Netdirs.${use}${index}`, derived(phonebooks, ONLINE_DIRECTORY))),
    ...text(`${provider}.aucProviderName${index}`, derived(phonebooks, book.name)),
    ...text(`${provider}.aucPrivatePagesDirName${index}`, derived(phonebooks, book.name)),
    ...text(`${provider}.aucServerURL${index}`, derived(phonebooks, directoryUrl(book.url))),
    ...caps.flatMap((cap) => number(`${provider}.bitfldCap.${cap}`, derived(phonebooks, 1))),
  ];
}

/** The device appends its query as it is, so the address ends where a query begins. Source: 5.7 */
export function directoryUrl(url: string): string {
  return url.includes('?') ? url : `${url}?`;
}

/** Source: 5.8 */
const MAX_FIRMWARE_URL = 74;

function firmwareSettings({ firmwareUrl, moreFirmware }: PhoneContext, model: SymbolModel): readonly SymbolSetting[] {
  const urls = [...(firmwareUrl ? [firmwareUrl] : []), ...moreFirmware.map(({ url }) => url)];
  return Object.entries(model.firmwareFiles).flatMap(([name, file]) =>
    urls
      .filter(({ value }) => file.test(value) && value.length <= MAX_FIRMWARE_URL)
      .flatMap((url) => element(name, url)),
  );
}

export function symbolWarnings(phone: PhoneContext): readonly string[] {
  const model = symbolModelOf(phone);
  const unnamed: readonly WishName[] = model.accounts === 'suffixed' ? ['tcp', 'srv'] : ['srv'];
  return [
    ...notProvisioned(phone, unnamed),
    ...(model.accounts === 'suffixed' && !pinOf(phone.passwords.pin ?? phone.passwords.admin)
      ? ['the PIN stays as it is on the base: set devicePin, four digits']
      : []),
    ...(phone.firmwareUrl && firmwareSettings(phone, model).length === 0
      ? [
          `the firmware is left out: its name is not one of this model's, or its address has over ${MAX_FIRMWARE_URL} characters`,
        ]
      : []),
  ];
}
