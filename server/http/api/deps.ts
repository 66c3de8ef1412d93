// What the API's routes are given.

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from 'fastify';
import type { Access } from '../../access/login.ts';
import type { CpeDeps } from '../../cpe/deps.ts';
import type { UploadKind } from '../../devices/types.ts';
import type { Mac } from '../../domain/mac.ts';
import type { CpeReport } from '../../domain/records.ts';
import type { Logger } from '../../log.ts';
import type { PreviewDeps } from '../../provisioning/preview.ts';
import type { QuarantineEntry } from '../../provisioning/world.ts';
import type { Idempotency } from '../conventions.ts';

export interface ApiDeps {
  readonly access: Access;
  readonly cpe: CpeDeps;
  readonly preview: PreviewDeps;
  readonly idempotency: Idempotency;
  readonly reports: {
    readonly findReport: (mac: Mac) => Promise<CpeReport | undefined>;
    readonly findReports: (macs: readonly Mac[]) => Promise<ReadonlyMap<string, CpeReport>>;
    readonly quarantine: (limit: number) => Promise<readonly QuarantineEntry[]>;
  };
  readonly uploads: {
    readonly list: (
      mac: Mac,
    ) => Promise<readonly { readonly kind: string; readonly sizeBytes: number; readonly storedAt: Date }[]>;
    readonly find: (mac: Mac, kind: UploadKind) => Promise<{ readonly bytes: Buffer } | undefined>;
    readonly removeAll: (mac: Mac) => Promise<void>;
  };
  /** Whether the database can be asked at all, as far as is known without asking. */
  readonly isAvailable: () => boolean;
  /** Whether it answers now. */
  readonly isReady: () => Promise<boolean>;
  readonly log: Logger;
}

export type Api = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;
