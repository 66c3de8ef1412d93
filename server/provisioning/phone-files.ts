// Makes one file of one phone, for the pipeline and for people who look at it. Rendering is kept per state of the
// records: as long as nothing changed, the same bytes are answered without being made again.
import { createHash } from 'node:crypto';
import type { PhoneContext } from '../devices/phone-context.ts';
import type { KnownDevice } from '../devices/registry.ts';
import type { FileRule } from '../devices/types.ts';
import type { FirmwareVersion } from '../domain/firmware-version.ts';
import { buildContext } from './context.ts';
import type { FileLine, Renderer } from './render.ts';
import type { CpeRecords, World } from './world.ts';

export interface MadeFile {
  readonly bytes: Buffer;
  readonly etag: string;
}

export interface PhoneState {
  readonly records: CpeRecords;
  readonly device: KnownDevice;
  readonly firmware: FirmwareVersion | undefined;
  readonly now: Date;
}

export interface PhoneFiles {
  /** The context from which this phone's files are written now. */
  readonly contextOf: (state: PhoneState) => PhoneContext;
  /** A rendered file, line by line; undefined when the family does not make it. */
  readonly linesOf: (state: PhoneState, rule: FileRule) => readonly FileLine[] | undefined;
  /** Its bytes, kept until the records change. */
  readonly bytesOf: (state: PhoneState, rule: FileRule) => MadeFile | undefined;
  /** The file over TFTP that only sends the phone on to its URL with this token; undefined where the family has none. */
  readonly firstFileOf: (state: PhoneState, token: string) => MadeFile | undefined;
}

/** A file, and all besides the records that it was made for. */
interface Made {
  readonly madeFor: string;
  readonly file: MadeFile | undefined;
}

export function createPhoneFiles(world: World, renderer: Renderer): PhoneFiles {
  /** Keyed by the records themselves: when a change replaces them, what was made of the old ones is collected. */
  const made = new WeakMap<CpeRecords, Map<FileRule, Made>>();

  const contextOf = (state: PhoneState, token?: string): PhoneContext =>
    buildContext({ ...state, address: world.address(), sealer: world.sealer, ...(token !== undefined && { token }) });

  /** What a file is rendered from; undefined when this phone has no such file. */
  const sourceOf = (state: PhoneState, rule: FileRule) => {
    if (rule.source.from !== 'template') return undefined;
    const { family, model } = state.device;
    const template = rule.source.template ?? model.template;
    if (template === undefined) return undefined;
    const context = contextOf(state);
    if (rule.nameFor(context) === undefined) return undefined;
    const raw = rule.kind === 'own' ? context.extra : [];
    return [template, family.view(context), family.format, raw] as const;
  };

  return {
    contextOf,
    linesOf: (state, rule) => {
      const source = sourceOf(state, rule);
      return source && renderer.render(...source);
    },
    bytesOf: (state, rule) => {
      const { httpUrl, httpsUrl, legacyUrl, ownCa } = world.address();
      const madeFor = `${state.firmware?.text}|${httpUrl}|${httpsUrl}|${legacyUrl}|${ownCa}|${state.now.getUTCFullYear()}`;
      const files = made.get(state.records) ?? new Map<FileRule, Made>();
      const former = files.get(rule);
      if (former?.madeFor === madeFor) return former.file;
      const source = sourceOf(state, rule);
      const file = source && finish(renderer.renderBytes(...source));
      made.set(state.records, files.set(rule, { madeFor, file }));
      return file;
    },
    firstFileOf: (state, token) => {
      const { family } = state.device;
      if (family.firstFileTemplate === undefined) return undefined;
      return finish(
        renderer.renderBytes(family.firstFileTemplate, family.view(contextOf(state, token)), family.format),
      );
    },
  };
}

/** Bytes with the tag by which a phone or a cache knows them again (RFC 9110 8.8.3). */
export function finish(bytes: Buffer): MadeFile {
  return { bytes, etag: `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"` };
}
