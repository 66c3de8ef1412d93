// Errors in the words of a page: the title from the catalogue and what to do. A 5xx says nothing inside.
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { isTextKey, text } from '../domain/texts.ts';
import { AppError, type ErrorCode, statusOf } from '../errors.ts';
import type { Portal } from './deps.ts';
import type { Pages } from './pages.ts';

interface Failure {
  readonly status: number;
  readonly title: string;
  readonly advice: string;
  /** What exactly, where that helps: never of a 5xx. */
  readonly detail: string | null;
}

export function answerErrorPages(portal: Portal, pages: Pages): void {
  const send = (request: FastifyRequest, reply: FastifyReply, failure: Failure) => {
    if (failure.status === 503) reply.header('Retry-After', '5');
    const requestId = failure.status >= 500 ? request.id : null;
    return pages.send(request, reply.code(failure.status), 'error', { ...failure, requestId });
  };
  const failureOf = (language: string, code: ErrorCode, detail: string | null = null): Failure => {
    const advice = `error.${code}.do`;
    const status = statusOf(code);
    return {
      status,
      title: pages.errorTitle(language, code),
      advice: isTextKey(advice) ? text(language, advice) : '',
      detail: status < 500 ? detail : null,
    };
  };

  portal.setErrorHandler<FastifyError>((error, request, reply) => {
    const language = request.pageLanguage;
    if (error.code?.startsWith('FST_CSRF')) {
      const title = text(language, 'error.formOld.title');
      return send(request, reply, { status: 403, title, advice: text(language, 'error.formOld.do'), detail: null });
    }
    const failure = failureOf(language, codeOf(error), error instanceof AppError ? (error.detail ?? null) : null);
    if (failure.status >= 500) request.log.error({ err: error }, 'page failed');
    return send(request, reply, failure);
  });
  portal.setNotFoundHandler((request, reply) => send(request, reply, failureOf(request.pageLanguage, 'NOT_FOUND')));
}

function codeOf(error: FastifyError): ErrorCode {
  if (error instanceof AppError) return error.code;
  if (isDatabaseAway(error)) return 'UNAVAILABLE';
  const status = error.statusCode ?? 500;
  return error.validation || (status >= 400 && status < 500) ? 'INPUT_INVALID' : 'INTERNAL';
}

function isDatabaseAway(error: Error): boolean {
  return /^Mongo(?:ose)?(?:ServerSelection|Network|NotConnected|PoolCleared|Topology)/.test(error.name);
}
