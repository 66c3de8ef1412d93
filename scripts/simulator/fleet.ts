// Boots a fleet: so many phones at a time, all of them once, then all of them again. A phone that failed stays off.
import type { Mac } from '../../server/domain/mac.ts';
import { familyOf } from './families/families.ts';
import { type Fault, type Journal, openLine } from './line.ts';
import { factoryFresh, type Memory, type PhoneSpec, type SimulatedFamily } from './phone.ts';
import { openWire, type WireOptions } from './wire.ts';

export interface FleetOptions extends WireOptions {
  readonly boots: number;
  /** Phones that boot at the same time. */
  readonly concurrency: number;
  readonly wholeFirmware: boolean;
  /** Each phone comes from an address of its own in 127.0.0.0/8; else all from one, as behind one router. */
  readonly ownAddresses?: boolean;
  readonly onBoot?: (boot: BootResult) => void;
}

export interface BootResult {
  readonly spec: PhoneSpec;
  /** From 1. */
  readonly boot: number;
  readonly journal: Journal;
  readonly ms: number;
}

export interface PhoneThatIsOn {
  readonly spec: PhoneSpec;
  readonly family: SimulatedFamily;
  readonly memory: Memory;
}

export function runFleet(phones: readonly PhoneSpec[], options: FleetOptions): Promise<readonly BootResult[]> {
  return bootFleet(phones.map(switchedOn), options);
}

export async function bootFleet(
  phones: readonly PhoneThatIsOn[],
  options: FleetOptions,
): Promise<readonly BootResult[]> {
  const results: BootResult[] = [];
  let on = phones;
  for (let boot = 1; boot <= options.boots; boot += 1) {
    const working: PhoneThatIsOn[] = [];
    await eachOf(on, options.concurrency, async (phone) => {
      const result = await bootOnce(phone, boot, options);
      results.push(result);
      if (result.journal.faults.length === 0) working.push(phone);
      options.onBoot?.(result);
    });
    on = working;
  }
  return results;
}

/** A phone as it comes out of its box, ready for its first boot. @throws Error when its family is not simulated */
export function switchedOn(spec: PhoneSpec): PhoneThatIsOn {
  const family = familyOf(spec.device);
  if (!family) throw new Error(`phones of ${spec.device.family.name} are not simulated`);
  return { spec, family, memory: factoryFresh(spec, family) };
}

/** With new firmware a phone starts once more; over stepping stones more often than once. */
const MOST_STARTS = 4;

/** One boot of one phone, and the starts with new firmware that come of it; never rejects: what goes wrong stands in the journal. */
export async function bootOnce(
  { spec, family, memory }: PhoneThatIsOn,
  boot: number,
  options: WireOptions & Pick<FleetOptions, 'wholeFirmware' | 'ownAddresses'>,
): Promise<BootResult> {
  const journal: Journal = { exchanges: [], faults: [] };
  const started = performance.now();
  const wire = openWire({ ...options, ...(options.ownAddresses && { localAddress: addressOf(spec.mac) }) });
  const trust = () => ({
    ca: [...spec.factoryCa, ...memory.loadedCa],
    checksNames: memory.checksNames,
    ...(spec.certificate && { own: spec.certificate }),
  });
  const logins = () => family.logins?.(spec, memory) ?? (memory.login ? [memory.login] : []);
  try {
    for (let starts = 0; starts < MOST_STARTS; starts += 1) {
      const running = { ...spec, firmware: memory.firmware };
      const line = openLine({ wire, userAgent: family.userAgent(running), trust, logins, journal });
      await family.boot({ spec: running, memory, line, wholeFirmware: options.wholeFirmware });
      if (memory.firmware === running.firmware) break;
    }
  } catch (error) {
    const fault: Fault = {
      request: '(none)',
      why: error instanceof Error ? (error.stack ?? error.message) : String(error),
    };
    journal.faults.push(fault);
  } finally {
    wire.close();
  }
  return { spec, boot, journal, ms: performance.now() - started };
}

/** From the phone's own part of its MAC: never the server's. */
function addressOf(mac: Mac): string {
  const number = Number.parseInt(mac.slice(6), 16);
  return `127.${64 + ((number >> 16) & 63)}.${(number >> 8) & 255}.${number & 255}`;
}

async function eachOf<T>(items: readonly T[], atOnce: number, work: (item: T) => Promise<void>): Promise<void> {
  const rest = items.values();
  const worker = async (): Promise<void> => {
    for (const item of rest) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
}
