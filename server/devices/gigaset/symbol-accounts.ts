// Accounts in symbol documents: numbered by suffix on N300A and N510, in arrays on N720.
// Source: facts/gigaset-auerswald.md 5.2, 5.3, 5.5
import { derived, from, type Sourced } from '../../domain/layers.ts';
import type { PhoneChannel, PhoneContext } from '../phone-context.ts';
import { channelOf, handsetsOf, type Provider, providerOf, providersOf } from './handsets.ts';
import type { SymbolModel } from './models.ts';
import { number, type SymbolSetting, text } from './symbol-setting.ts';
import { codecList } from './symbol-tables.ts';

/** Through the outbound proxy always, or never. Source: 5.2 and, for the numbers, 7.1 */
const OUTBOUND = { always: 0, never: 2 } as const;

const no = from('default', 0);

/**
 * Six accounts and six handsets. Account 1 has no suffix, the others `_2` to `_6`; a few names are numbered from `_1`.
 * By itself a base lets every handset ring for every account, so all twelve masks are written.
 */
export function suffixedAccounts(phone: PhoneContext, model: SymbolModel): readonly SymbolSetting[] {
  const slots = Array.from({ length: model.maxChannels }, (_, i) => i + 1);
  const handsets = handsetsOf(phone).filter(({ index }) => index <= model.maxChannels);
  return [
    ...number('BS_IP_Data1.ucI_CODEC_PREFERENCES', no),
    ...slots.flatMap((slot) => {
      const channel = phone.channels.find(({ index }) => index === slot);
      const listening = handsets.filter((handset) => handset.channel?.value === slot);
      return [...accountSettings(slot, channel), ...maskSettings(slot, listening)];
    }),
    ...handsets.flatMap(({ index, name }) => text(`BS_AE_Subscriber.stMtDat[${index - 1}].aucTlnName[0]`, name)),
  ];
}

function accountSettings(slot: number, channel: PhoneChannel | undefined): readonly SymbolSetting[] {
  const active = `BS_IP_Data1.ucB_SIP_ACCOUNT_IS_ACTIVE_${slot}`;
  if (!channel) return number(active, no);
  const suffix = slot === 1 ? '' : `_${slot}`;
  const { proxy, username, voicemailNumber } = channel;
  const host = derived(proxy, proxy.value.host);
  const port = derived(proxy, proxy.value.port);
  return [
    ...number(active, derived(username, 1)),
    ...text(`BS_Accounts.astAccounts[${slot - 1}].aucAccountName[0]`, channel.label),
    ...text(`BS_IP_Data1.aucS_SIP_ACCOUNT_NAME_${slot}`, channel.label),
    ...text(`BS_IP_Data1.aucS_SIP_DISPLAYNAME${suffix}`, channel.displayName),
    ...text(`BS_IP_Data3.aucS_SIP_LOGIN_ID${suffix}`, username),
    ...text(`BS_IP_Data1.aucS_SIP_PASSWORD${suffix}`, channel.password),
    ...text(`BS_IP_Data1.aucS_SIP_USER_ID${suffix}`, username),
    ...text(`BS_IP_Data1.aucS_SIP_PROVIDER_NAME${suffix}`, host),
    ...text(`BS_IP_Data1.aucS_SIP_DOMAIN${suffix}`, host),
    ...text(`BS_IP_Data1.aucS_SIP_SERVER${suffix}`, host),
    ...number(`BS_IP_Data1.uiI_SIP_SERVER_PORT${suffix}`, port),
    ...text(`BS_IP_Data1.aucS_SIP_REGISTRAR${suffix}`, host),
    ...number(`BS_IP_Data1.uiI_SIP_REGISTRAR_PORT${suffix}`, port),
    ...outboundSettings(channel, {
      mode: `BS_IP_Data1.ucI_OUTBOUND_PROXY_MODE${suffix}`,
      host: `BS_IP_Data1.aucS_OUTBOUND_PROXY${suffix}`,
      port: `BS_IP_Data1.uiI_OUTBOUND_PROXY_PORT${suffix}`,
    }),
    ...number(`BS_IP_Data1.uiI_RE_REGISTRATION_TIMER${suffix}`, channel.expiresSec),
    ...number(`BS_IP_Data1.ucB_SIP_USE_STUN${suffix}`, no),
    ...number(`BS_IP_Data1.ucI_SIP_PREFERRED_VOCODER${suffix}`, codecsOf(channel)),
    ...text(`BS_IP_Data1.aucS_VOIP_NET_AM_NUMBER_${slot}`, voicemailNumber),
    ...number(`BS_IP_Data1.ucB_VOIP_NET_AM_ENABLED_${slot}`, voicemailNumber ? derived(voicemailNumber, 1) : no),
  ];
}

/** Bit k: handset k+1 dials out through the account, and rings for it. */
function maskSettings(slot: number, handsets: ReturnType<typeof handsetsOf>): readonly SymbolSetting[] {
  const bits = handsets.reduce((mask, { index }) => mask | (1 << (index - 1)), 0);
  const mask = derived(handsets[0]?.channel ?? no, `0x${bits.toString(16)}`);
  return ['uiSendMask', 'uiReceiveMask'].flatMap((name) =>
    number(`BS_Accounts.astAccounts[${slot - 1}].${name}`, mask),
  );
}

interface OutboundNames {
  readonly mode: string;
  readonly host: string;
  readonly port: string;
}

function outboundSettings({ outboundProxy }: PhoneChannel, names: OutboundNames): readonly SymbolSetting[] {
  if (!outboundProxy) return number(names.mode, from('default', OUTBOUND.never));
  return [
    ...number(names.mode, derived(outboundProxy, OUTBOUND.always)),
    ...text(names.host, derived(outboundProxy, outboundProxy.value.host)),
    ...number(names.port, derived(outboundProxy, outboundProxy.value.port)),
  ];
}

function codecsOf({ codecs }: PhoneChannel): Sourced<string> | null {
  const list = codecList(codecs.value);
  return list === undefined ? null : derived(codecs, list);
}

/** Account i belongs to handset i, a hundred of them; what they have in common stands with their provider. */
export function arrayAccounts(phone: PhoneContext, model: SymbolModel): readonly SymbolSetting[] {
  const providers = providersOf(phone.channels);
  const handsets = handsetsOf(phone);
  const first = phone.channels[0];
  return [
    ...number('BS_VOIP_Data.ucB_VOIP_CALLWAITING_STATUS', flag(phone.offerSecondCall)),
    ...(first ? wholeBaseCodecs(first) : []),
    ...providers.flatMap(providerSettings),
    ...Array.from({ length: model.maxChannels }, (_, i) => {
      const handset = handsets.find(({ index }) => index === i + 1);
      const channel = handset && channelOf(phone, handset);
      return arrayAccount(i, channel, channel && providerOf(providers, channel));
    }).flat(),
  ];
}

function wholeBaseCodecs(channel: PhoneChannel): readonly SymbolSetting[] {
  const { codecs } = channel;
  return [
    ...number('BS_VOIP_Data.astVoipAccounts[%].aucI_SIP_PREFERRED_VOCODER[%]', codecsOf(channel)),
    ...number('BS_VOIP_Data.EnableWideband', derived(codecs, codecs.value.includes('g722') ? 1 : 0)),
  ];
}

/** IP protocol numbers. TCP follows from the number that UDP has; no source shows it (5.2). */
const TRANSPORT_LAYERS = { udp: 17, dnsSrv: 17, tls: 17, tcp: 6 } as const;

function providerSettings({ index, channel }: Provider): readonly SymbolSetting[] {
  const provider = `BS_VOIP_Data.astVoipProviders[${index}].`;
  const { proxy, transport, expiresSec } = channel;
  const host = derived(proxy, proxy.value.host);
  const port = derived(proxy, proxy.value.port);
  return [
    ...text(`${provider}aucSIP_PROVIDER_NAME[%]`, host),
    ...text(`${provider}aucSIP_DOMAIN[%]`, host),
    ...text(`${provider}aucSIP_SERVER[%]`, host),
    ...number(`${provider}uiSIP_SERVER_PORT`, port),
    ...text(`${provider}aucSIP_REGISTRAR[%]`, host),
    ...number(`${provider}uiSIP_REGISTRAR_PORT`, port),
    ...number(`${provider}uiRE_REGISTRATION_TIMER`, expiresSec),
    ...number(`${provider}ucSIP_USE_STUN`, no),
    ...outboundSettings(channel, {
      mode: `${provider}ucOUTBOUND_PROXY_MODE`,
      host: `${provider}aucOUTBOUND_PROXY[%]`,
      port: `${provider}uiOUTBOUND_PROXY_PORT`,
    }),
    ...number(`${provider}ucSIP_PREFERRED_TRANSPORT_LAYER`, derived(transport, TRANSPORT_LAYERS[transport.value])),
  ];
}

function arrayAccount(i: number, channel?: PhoneChannel, provider?: Provider): readonly SymbolSetting[] {
  const account = `BS_VOIP_Data.astVoipAccounts[${i}].`;
  const active = `${account}ucB_SIP_ACCOUNT_IS_ACTIVE_1`;
  if (!channel || !provider) return number(active, no);
  const { username, voicemailNumber } = channel;
  return [
    ...number(active, derived(username, 1)),
    ...text(`${account}aucS_SIP_ACCOUNT_NAME_1[0]`, channel.label),
    ...text(`${account}aucS_SIP_DISPLAYNAME[0]`, channel.displayName),
    ...text(`${account}aucS_SIP_LOGIN_ID[0]`, username),
    ...text(`${account}aucS_SIP_PASSWORD[0]`, channel.password),
    ...text(`${account}aucS_SIP_USER_ID[0]`, username),
    ...number(`${account}ucVoipProviderIndex`, derived(channel.proxy, provider.index)),
    ...text(`${account}aucS_VOIP_NET_AM_NUMBER_1[%]`, voicemailNumber),
    ...number(`${account}ucB_VOIP_NET_AM_ENABLED_1`, voicemailNumber ? derived(voicemailNumber, 1) : no),
  ];
}

function flag(value: Sourced<boolean>): Sourced<number> {
  return derived(value, value.value ? 1 : 0);
}
