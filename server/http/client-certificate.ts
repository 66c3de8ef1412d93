// The client certificate of a connection, read once: only one that the TLS layer verified against a trusted CA. Any other is
// as good as none, so that a phone with an old or foreign certificate comes in by whatever else it has.
import type { X509Certificate } from 'node:crypto';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { ClientCertificate } from '../provisioning/client-certificate.ts';

/** @param deviceCa  our own, whose certificates can be revoked */
export function verifiedCertificateOf(deviceCa: X509Certificate): (socket: Socket) => ClientCertificate | undefined {
  const read = new WeakMap<Socket, { readonly certificate: ClientCertificate | undefined }>();
  return (socket) => {
    const known = read.get(socket);
    if (known) return known.certificate;
    const certificate = socket instanceof TLSSocket && socket.authorized ? certificateOf(socket, deviceCa) : undefined;
    read.set(socket, { certificate });
    return certificate;
  };
}

function certificateOf(socket: TLSSocket, deviceCa: X509Certificate): ClientCertificate | undefined {
  const shown = socket.getPeerX509Certificate();
  return (
    shown && {
      subject: shown.subject,
      altNames: shown.subjectAltName ?? '',
      serial: shown.serialNumber.toLowerCase(),
      issuedByUs: shown.checkIssued(deviceCa) && shown.verify(deviceCa.publicKey),
    }
  );
}
