// Errors in the API's own language: RFC 9457 problem+json, made from the catalogue in errors.ts. A 5xx says nothing inside.
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppError, type ErrorCode, type FieldError, statusOf, titleOf } from '../errors.ts';

export const CONTENT_TYPE = 'application/problem+json';

interface Problem {
  readonly code: ErrorCode;
  readonly detail?: string | undefined;
  readonly errors?: readonly FieldError[];
}

export function answerProblems(app: FastifyInstance): void {
  app.setErrorHandler<FastifyError>((error, request, reply) => {
    const problem = problemOf(error);
    if (request.raw.readableAborted) request.log.warn({ err: error }, 'request was cut off');
    else if (statusOf(problem.code) >= 500) request.log.error({ err: error }, 'request failed');
    return sendProblem(request, reply, problem);
  });
  app.setNotFoundHandler((request, reply) => sendProblem(request, reply, { code: 'NOT_FOUND' }));
}

export function sendProblem(request: FastifyRequest, reply: FastifyReply, problem: Problem) {
  const status = statusOf(problem.code);
  if (status === 503) reply.header('Retry-After', '5');
  if (status === 401) reply.header('WWW-Authenticate', 'Bearer');
  return reply.code(status).header('Content-Type', CONTENT_TYPE).send(problemText(problem, request.id));
}

/** @param instance  the request's id; absent when there was no request to speak of */
export function problemText({ code, detail, errors = [] }: Problem, instance?: string): string {
  const hidden = code === 'INTERNAL';
  return JSON.stringify({
    type: `urn:bellhop:error:${code}`,
    title: titleOf(code),
    status: statusOf(code),
    ...(detail !== undefined && !hidden && { detail }),
    ...(instance !== undefined && { instance }),
    ...(errors.length > 0 && { errors }),
  });
}

function problemOf(error: FastifyError): Problem {
  if (error instanceof AppError) return { code: error.code, detail: error.detail, errors: error.errors };
  if (error.validation) return validationProblem(error);
  if (error.statusCode === 413) return { code: 'UPLOAD_TOO_LARGE' };
  if (error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500)
    return { code: 'BODY_NOT_JSON', detail: error.message };
  if (isDatabaseAway(error)) return { code: 'UNAVAILABLE' };
  return { code: 'INTERNAL' };
}

/** The validator names every bad place; alternatives of one place (null or a number, ...) are told once. */
function validationProblem({ validation = [], validationContext }: FastifyError): Problem {
  const where = validationContext === 'body' ? '' : `/${validationContext ?? ''}`;
  const byPointer = new Map<string, string>();
  for (const { instancePath, message = 'is not allowed', params, keyword } of validation) {
    if (keyword === 'anyOf') continue;
    const member = params.missingProperty ?? params.additionalProperty;
    const pointer = `${where}${instancePath}${typeof member === 'string' ? `/${member}` : ''}`;
    const detail = describe(keyword, message, params);
    if (!byPointer.has(pointer)) byPointer.set(pointer, detail);
  }
  const errors = [...byPointer].map(([pointer, detail]) => ({ pointer, detail }));
  return { code: 'INPUT_INVALID', errors, detail: errors[0] && `${errors[0].pointer || 'body'}: ${errors[0].detail}` };
}

function describe(keyword: string, message: string, params: Record<string, unknown>): string {
  switch (keyword) {
    case 'required':
      return 'is missing';
    case 'additionalProperties':
      return 'is not known here';
    case 'enum':
      return `must be one of ${Array.isArray(params.allowedValues) ? params.allowedValues.join(', ') : 'the allowed values'}`;
    default:
      return message;
  }
}

function isDatabaseAway(error: Error): boolean {
  return (
    /^Mongo(?:ose)?(?:ServerSelection|Network|NotConnected|PoolCleared|Topology)/.test(error.name) ||
    error.name === 'MongoNetworkError'
  );
}
