// Certificates of phones: issued by our device CA, and the CAs of makers. Source: design.md "Phones' URLs and trust", way 1
import Type from 'typebox';
import {
  addClientAuthority,
  type ClientAuthority,
  describeBundle,
  removeClientAuthority,
} from '../../certificates/client-authorities.ts';
import {
  type DeviceCertificate,
  deviceRevocationList,
  issueDeviceCertificate,
} from '../../certificates/device-certificates.ts';
import { ownAuthority } from '../../certificates/own-authority.ts';
import { AppError } from '../../errors.ts';
import type { Api } from './deps.ts';
import { findCpe } from './find-cpe.ts';
import { ById, ByMac, closed, nullable, optional } from './shapes.ts';

const date = Type.String({ format: 'date-time' });
const AuthoritySchema = Type.Object({
  id: Type.String(),
  name: Type.String(),
  addedAt: date,
  certificates: Type.Array(
    Type.Object({
      subject: Type.String(),
      issuer: Type.String(),
      notBefore: date,
      notAfter: date,
      sha256: Type.String(),
    }),
  ),
});
const CertificateSchema = Type.Object({
  serial: Type.String({ description: 'Hexadecimal' }),
  sha256: Type.String({ description: 'Fingerprint' }),
  issuedAt: date,
  notAfter: date,
  usedAt: optional(date),
  revokedAt: optional(date),
});
const IssuedSchema = Type.Object({
  ...CertificateSchema.properties,
  certificate: Type.String({ description: 'PEM' }),
  privateKey: Type.String({ description: 'PKCS#8 PEM; shown only now' }),
  ca: Type.String({ description: 'Our device CA, PEM' }),
  pkcs12: Type.String({ description: 'All three in one file, base64' }),
  pkcs12Password: Type.String(),
});
const BySerial = Type.Object({ ...ByMac.properties, serial: Type.String({ pattern: '^[0-9a-fA-F]{1,64}$' }) });

export function deviceCertificateRoutes(api: Api): void {
  api.get(
    '/client-authorities',
    {
      config: { action: 'authorities.read' },
      schema: {
        summary: "Makers' CAs whose client certificates count, by name",
        response: { 200: Type.Object({ items: Type.Array(AuthoritySchema) }) },
      },
    },
    async (request) => ({ items: (await request.desk.certificates.authorities.list()).map(authorityView) }),
  );
  api.post(
    '/client-authorities',
    {
      config: { action: 'authorities.edit' },
      schema: {
        summary: "Add a maker's CA bundle; the listener takes it at once",
        body: Type.Object(
          {
            name: Type.String({ minLength: 1, maxLength: 128 }),
            pem: Type.String({ maxLength: 262_144, description: 'CA certificates, PEM' }),
          },
          closed,
        ),
        response: { 201: AuthoritySchema },
      },
    },
    async (request, reply) => {
      const { certificates, cpe } = request.desk;
      return reply.code(201).send(authorityView(await addClientAuthority(certificates, request.body, cpe.newId())));
    },
  );
  api.delete(
    '/client-authorities/:id',
    {
      config: { action: 'authorities.edit' },
      schema: { summary: 'Take a bundle away, at once', params: ById, response: { 204: Type.Null() } },
    },
    async (request, reply) => {
      await removeClientAuthority(request.desk.certificates, request.params.id);
      return reply.code(204).send(null);
    },
  );
  api.get(
    '/device-authority',
    { config: { action: 'authorities.read' }, schema: { summary: 'Our device CA, as a PEM file' } },
    async (request, reply) => {
      const { certificatePem } = await ownAuthority(request.desk.certificates, 'deviceAuthority');
      return reply.type('application/x-pem-file').send(certificatePem);
    },
  );
  api.get(
    '/device-authority/revocations',
    {
      config: { action: 'authorities.read' },
      schema: { summary: 'Revoked device certificates: a CRL (RFC 5280) in DER' },
    },
    async (request, reply) =>
      reply.type('application/pkix-crl').send(await deviceRevocationList(request.desk.certificates)),
  );

  api.get(
    '/cpes/:mac/certificates',
    {
      config: { action: 'cpes.read' },
      schema: {
        summary: 'Device certificates of a CPE, newest first',
        params: ByMac,
        response: { 200: Type.Object({ items: Type.Array(CertificateSchema) }) },
      },
    },
    async (request) => {
      const { mac } = await findCpe(request.desk, request.params.mac);
      return { items: (await request.desk.certificates.issued.listOf(mac)).map(certificateView) };
    },
  );
  api.post(
    '/cpes/:mac/certificate',
    {
      config: { action: 'cpes.certificate' },
      schema: {
        summary: 'Issue a device certificate, or one more: the former ends when the phone comes with this one',
        params: ByMac,
        body: nullable(Type.Object({ pkcs12Password: optional(Type.String({ minLength: 8, maxLength: 64 })) }, closed)),
        response: { 201: IssuedSchema },
      },
    },
    async (request, reply) => {
      const { certificates } = request.desk;
      const device = await findCpe(request.desk, request.params.mac);
      const made = await issueDeviceCertificate(certificates, device, request.body?.pkcs12Password);
      return reply
        .code(201)
        .header('Cache-Control', 'no-store')
        .send({
          ...certificateView(made.certificate),
          certificate: made.certificatePem,
          privateKey: made.keyPem,
          ca: made.caPem,
          pkcs12: made.pkcs12.toString('base64'),
          pkcs12Password: made.pkcs12Password,
        });
    },
  );
  api.delete(
    '/cpes/:mac/certificates/:serial',
    {
      config: { action: 'cpes.certificate' },
      schema: { summary: 'Revoke one, at once', params: BySerial, response: { 204: Type.Null() } },
    },
    async (request, reply) => {
      const { certificates, cpe } = request.desk;
      const { mac } = await findCpe(request.desk, request.params.mac);
      const serial = request.params.serial.toLowerCase();
      if ((await certificates.issued.revoke(mac, serial, cpe.now())) === 0)
        throw new AppError('DEVICE_CERTIFICATE_NOT_FOUND', { detail: serial });
      return reply.code(204).send(null);
    },
  );
}

function authorityView({ id, name, addedAt, pem }: ClientAuthority) {
  return {
    id,
    name,
    addedAt: addedAt.toISOString(),
    certificates: describeBundle(pem).map(({ notBefore, notAfter, ...rest }) => ({
      ...rest,
      notBefore: notBefore.toISOString(),
      notAfter: notAfter.toISOString(),
    })),
  };
}

function certificateView({ serial, sha256, issuedAt, notAfter, usedAt, revokedAt }: DeviceCertificate) {
  return {
    serial,
    sha256,
    issuedAt: issuedAt.toISOString(),
    notAfter: notAfter.toISOString(),
    ...(usedAt && { usedAt: usedAt.toISOString() }),
    ...(revokedAt && { revokedAt: revokedAt.toISOString() }),
  };
}
