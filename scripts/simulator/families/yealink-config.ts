// Reads a Yealink's files as strictly as the worst phone: anything that some firmware stumbles over is a problem.
// Source: facts/yealink.md 0, 1.5, 4.0, 7.4, 7.7, 7.8
import { textLines } from '../text.ts';

export type Settings = ReadonlyMap<string, string>;

export interface ConfigFile {
  /** A later line of the same key wins. */
  readonly settings: Settings;
  readonly problems: readonly string[];
}

export interface BootFile {
  /** As written: relative to the boot file, or whole URLs. */
  readonly includes: readonly string[];
  readonly problems: readonly string[];
}

const FIRST_LINE = '#!version:1.0.0.1';
const SETTING = /^([A-Za-z0-9_]+(?:\.[A-Za-z0-9_]+)+) = (.*)$/;
const INCLUDE = /^(?:\[(?<models>[^\]]+)\])?include:config (?:"(?<quoted>[^"]+)"|(?<bare>\S+))$/;

export function readConfig(bytes: Buffer): ConfigFile {
  const { lines, problems } = textLines(bytes);
  const settings = new Map<string, string>();
  const wrong = [...problems, ...firstLineProblems(lines)];
  for (const [i, line] of lines.entries()) {
    if (line === '' || line.startsWith('#')) continue;
    const [, key = '', value = ''] = SETTING.exec(line) ?? [];
    if (key === '') wrong.push(`line ${i + 1} is no \`key = value\``);
    else if (value.trim() === '') wrong.push(`line ${i + 1}: ${key} is blank`);
    else if (/^".*"$|^'.*'$/.test(value)) wrong.push(`line ${i + 1}: ${key} is quoted`);
    else if (value.trim() !== value) wrong.push(`line ${i + 1}: ${key} has blanks at an end`);
    else settings.set(key, value);
  }
  return { settings, problems: wrong };
}

/** @param products  the names of the phone's model: lines for other models are left out */
export function readBootFile(bytes: Buffer, products: readonly string[]): BootFile {
  const { lines, problems } = textLines(bytes);
  const wrong = [...problems, ...firstLineProblems(lines)];
  const includes: string[] = [];
  for (const [i, line] of lines.entries()) {
    if (line === '' || line.startsWith('#')) continue;
    const groups = INCLUDE.exec(line)?.groups;
    const target = groups?.quoted ?? groups?.bare;
    if (target !== undefined) {
      if (!target.endsWith('.cfg')) wrong.push(`line ${i + 1}: ${target} does not end in .cfg`);
      const models = groups?.models?.split(',').map((name) => name.trim().toUpperCase());
      if (!models || products.some((name) => models.includes(name))) includes.push(target);
    } else if (!/^(?:overwrite_mode|static\.specific_model\.excluded_mode) = [01]$/.test(line)) {
      wrong.push(`line ${i + 1} belongs in no boot file`);
    }
  }
  if (!lines.some((line) => line.startsWith('overwrite_mode'))) wrong.push('overwrite_mode is not said');
  return { includes, problems: wrong };
}

function firstLineProblems(lines: readonly string[]): readonly string[] {
  return lines[0] === FIRST_LINE ? [] : [`the first line is not ${FIRST_LINE}`];
}
