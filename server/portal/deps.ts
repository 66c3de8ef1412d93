// What the pages are given, and how a route of theirs is typed.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from 'fastify';
import type { Access } from '../access/login.ts';
import type { CpeDeps } from '../cpe/deps.ts';
import type { Mac } from '../domain/mac.ts';
import type { CpeReport } from '../domain/records.ts';
import type { PreviewDeps } from '../provisioning/preview.ts';
import type { Refusal } from '../provisioning/world.ts';

/** Refused requests of one MAC for one reason. */
export interface RefusedRequests extends Omit<Refusal, 'at'> {
  readonly firstAt: Date;
  readonly lastAt: Date;
  readonly count: number;
}

export interface PortalDeps {
  readonly access: Access;
  readonly cpe: CpeDeps;
  readonly preview: PreviewDeps;
  readonly reports: {
    readonly findReports: (macs: readonly Mac[]) => Promise<ReadonlyMap<string, CpeReport>>;
    /** Newest first. */
    readonly quarantine: (limit: number) => Promise<readonly RefusedRequests[]>;
  };
  readonly uploads: {
    readonly list: (
      mac: Mac,
    ) => Promise<readonly { readonly kind: string; readonly sizeBytes: number; readonly storedAt: Date }[]>;
  };
  /** Whether the database can be asked at all, as far as is known without asking. */
  readonly isAvailable: () => boolean;
  /** Where templates/ lies. */
  readonly templatesFolder: string;
}

export type Portal = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;
