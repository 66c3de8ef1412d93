// The style sheet, the scripts and the icon: a fixed list, read once at the start. Their URLs carry a hash of what is in
// them, so that a browser keeps each as long as it likes and never shows an old one.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Portal } from './deps.ts';

const ASSETS = {
  style: { file: 'portal.css', type: 'text/css; charset=utf-8' },
  script: { file: 'portal.js', type: 'text/javascript; charset=utf-8' },
  icon: { file: 'icon.svg', type: 'image/svg+xml' },
  htmx: { package: 'htmx.org/dist/htmx.min.js', file: 'htmx.js', type: 'text/javascript; charset=utf-8' },
} as const;

export type AssetName = keyof typeof ASSETS;

export interface Asset {
  readonly url: string;
  readonly type: string;
  readonly bytes: Buffer;
}

export type Assets = Readonly<Record<AssetName, Asset>>;

export function loadAssets(templatesFolder: string): Assets {
  const load = (name: AssetName): Asset => {
    const asset = ASSETS[name];
    const path =
      'package' in asset
        ? createRequire(import.meta.url).resolve(asset.package)
        : join(templatesFolder, 'portal', asset.file);
    const bytes = readFileSync(path);
    const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 12);
    return { url: `/assets/${hash}/${asset.file}`, type: asset.type, bytes };
  };
  return { style: load('style'), script: load('script'), icon: load('icon'), htmx: load('htmx') };
}

export function assetRoutes(portal: Portal, assets: Assets): void {
  for (const { url, type, bytes } of Object.values(assets)) {
    portal.get(url, async (_request, reply) =>
      reply.type(type).header('Cache-Control', 'public, max-age=31536000, immutable').send(bytes),
    );
  }
}
