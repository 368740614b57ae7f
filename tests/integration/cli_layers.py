#!/usr/bin/env python3
"""A connection that fails says which layer it was, and what to do: wrong host, expired, not signed by a trusted authority, no TLS."""

import os
import shutil
import socket
import ssl
import subprocess
import tempfile
import threading
import unittest

import cli


@unittest.skipUnless(shutil.which('openssl'), 'openssl is not here')
class Layers(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix='weir-layers-')
        cls.openssl('req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', 'ca.key', '-out', 'ca.pem', '-days', '2',
                    '-subj', '/CN=authority')
        for name, alternative, days in (('good', 'IP:127.0.0.1', '2'), ('other', 'DNS:other.example', '2'),
                                        ('expired', 'IP:127.0.0.1', '-1')):
            with open(cls.path(f'{name}.ext'), 'w', encoding='ascii') as file:
                file.write(f'subjectAltName={alternative}')
            cls.openssl('req', '-newkey', 'rsa:2048', '-nodes', '-keyout', f'{name}.key', '-out', f'{name}.csr', '-subj',
                        f'/CN={name}')
            cls.openssl('x509', '-req', '-in', f'{name}.csr', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-out',
                        f'{name}.pem', '-days', days, '-extfile', f'{name}.ext')

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    @classmethod
    def path(cls, name):
        return os.path.join(cls.folder, name)

    @classmethod
    def openssl(cls, *arguments):
        subprocess.run(['openssl', *arguments], cwd=cls.folder, check=True, capture_output=True)

    def serve(self, name):
        """A port of loopback that speaks TLS with the certificate NAME, or closes at once; its number."""
        listener = socket.create_server(('127.0.0.1', 0))
        self.addCleanup(listener.close)
        context = None
        if name is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(self.path(f'{name}.pem'), self.path(f'{name}.key'))

        def answer():
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                try:
                    with (context.wrap_socket(connection, server_side=True) if context else connection) as stream:
                        stream.recv(4096)
                except OSError:
                    pass

        threading.Thread(target=answer, daemon=True).start()
        return listener.getsockname()[1]

    def reason(self, port, *properties):
        arguments = [word for each in properties for word in ('-X', each)]
        for verb in (['tail', '-t', 't', '-e'], ['publish', self.path('good.ext'), '-t', 't', '--raw']):
            code, _, err = cli.run(*verb, '-b', f'127.0.0.1:{port}', '--timeout', '2', *arguments)
            self.assertEqual(code, 3, err)
            for noise in ('error:0A', 'bootstrap', '(after', 'brokers are down'):
                self.assertNotIn(noise, err)
        return err.splitlines()[-1]

    def test_each_certificate_has_its_own_words(self):
        trusted = ('security.protocol=ssl', f'ssl.ca.location={self.path("ca.pem")}')
        for name, properties, part in (('other', trusted, 'is for another host than “127.0.0.1”'),
                                       ('expired', trusted, 'has expired; it must be renewed'),
                                       ('good', trusted[:1], 'is not signed by a trusted authority; set ssl.ca.location')):
            port = self.serve(name)
            text = self.reason(port, *properties)
            self.assertIn(f'no connection to 127.0.0.1:{port}. TLS: the certificate at 127.0.0.1:{port} ', text)
            self.assertIn(part, text)
        # What is trusted gets through TLS.
        self.assertNotIn('certificate', self.reason(self.serve('good'), *trusted))

    def test_tls_where_there_is_none(self):
        port = self.serve(None)
        self.assertIn(f'TLS: what answers at 127.0.0.1:{port} seems to speak no TLS', self.reason(port, 'security.protocol=ssl'))


if __name__ == '__main__':
    unittest.main()
