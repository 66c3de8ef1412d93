// What the pages are given, and how a route of theirs is typed.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from 'fastify';
import type { DeskFor } from '../access/desk.ts';
import type { Access } from '../access/login.ts';
import type { PasswordReset } from '../access/password-reset.ts';
import type { SignOnProvider } from '../access/sign-on/provider.ts';
import type { SignInDeps } from '../access/sign-on/sign-in.ts';
import type { HelpLinks } from '../domain/help.ts';
import type { Watch } from '../work/watch.ts';

export interface PortalDeps {
  readonly access: Access;
  readonly reset: PasswordReset;
  readonly desk: DeskFor;
  /** Absent: nobody signs in with another service. */
  readonly signOn?: { readonly provider: SignOnProvider; readonly people: SignInDeps };
  /** Source: EXT-2 */
  readonly helpLinks: HelpLinks;
  readonly watchJob: Watch;
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
