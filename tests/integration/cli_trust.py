#!/usr/bin/env python3
"""What a file of somebody else may make weir-cli do, and where a password is seen."""

import hashlib
import json
import os
import subprocess
import tempfile
import unittest

import cli

CANARY = 'c4n4ry-0f-th3-p4ssw0rd'


class Trust(unittest.TestCase):
    """With a broker of its own, and folders of its own for what the user has said before."""

    @classmethod
    def setUpClass(cls):
        cls.broker = cli.start('broker', '--topics', 'one:1')
        cls.address = cls.broker.stdout.readline().strip()

    @classmethod
    def tearDownClass(cls):
        cls.broker.terminate()
        cls.broker.communicate()

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix='weir-trust-')
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        rows = self.write('one.ndjson', '{"v": 1, "t": 1700000000000}\n')
        code, _, err = cli.run('publish', rows, '-b', self.address, '-t', 'one', '--key', 'v', '--time', 't:ms')
        self.assertEqual(code, 0, err)

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, text):
        with open(self.path(name), 'w', encoding='utf-8') as file:
            file.write(text)
        return self.path(name)

    def workspace(self, properties, name='w.json', **more):
        text = json.dumps({'weir': 1,
                           'connections': [{'name': 'k', 'bootstrap': self.address, 'embedded': True,
                                            'properties': properties, **more}],
                           'streams': [{'name': 's', 'connection': 'k', 'topics': ['one'], 'key': 'v',
                                        'time': {'field': 't', 'unit': 'ms'}, 'fields': [{'name': 'v'}]}]})
        return self.write(name, text)

    def run_in(self, *arguments, **environment):
        done = subprocess.run([cli.CLI, *map(str, arguments)], capture_output=True, text=True, timeout=60, check=False,
                              env=dict(cli.ENVIRONMENT, XDG_STATE_HOME=self.path('state'), **environment))
        return done.returncode, done.stdout, done.stderr

    def tail(self, workspace, *arguments, **environment):
        return self.run_in('tail', '--workspace', workspace, '--stream', 's', '-o', '-1', '-e', *arguments, **environment)

    # -- what a file may set -----------------------------------------------------

    def test_opening_a_file_runs_nothing(self):
        marker = self.path('marker')
        kerberos = {'sasl.kerberos.kinit.cmd': f'touch {marker}', 'sasl.mechanism': 'GSSAPI', 'security.protocol': 'sasl_plaintext'}
        for properties in (kerberos, {'plugin.library.paths': self.path('evil.so')},
                           {'topic.plugin.library.paths': self.path('evil.so')},
                           {**kerberos, 'sasl.kerberos.principal': f'x; touch {marker}'}):
            file = self.workspace(properties)
            code, out, err = self.tail(file)
            self.assertEqual((code, out), (2, ''), err)
            self.assertIn('--trust-workspace', err)
            self.assertFalse(os.path.exists(marker))
            for name, value in properties.items():
                if name != 'security.protocol':
                    self.assertIn(f'{name} = {value} (can run a program or load a library)', err)
            code, out, _ = self.run_in('check', file)
            self.assertEqual(code, 0)
            self.assertIn(f'{file}: line 1: connections[0].properties.{list(properties)[0]}: needs your consent: ', out)
            self.assertFalse(os.path.exists(marker))

    def test_consent_is_the_users(self):
        file = self.workspace({'debug': 'generic'})
        self.assertEqual(self.tail(file)[0], 2)
        code, out, err = self.tail(file, '--trust-workspace')
        self.assertEqual((code, len(out.splitlines())), (0, 1), err)
        # Said for one run, it holds for one.
        self.assertEqual(self.tail(file)[0], 2)
        # What the user sets is not asked about.
        self.assertEqual(self.tail(file, '-X', 'debug=broker')[0], 0)

    def test_consent_given_in_the_program_holds_for_that_content(self):
        file = self.workspace({'debug': 'generic'})
        with open(file, 'rb') as content:
            digest = hashlib.sha256(content.read()).hexdigest()
        os.makedirs(self.path('state/weir'))
        self.write('state/weir/trusted-workspaces', digest + '\n')
        self.assertEqual(self.tail(file)[0], 0)
        with open(file, 'a', encoding='utf-8') as content:
            content.write(' ')
        self.assertEqual(self.tail(file)[0], 2)

    def test_the_environment_is_not_the_files(self):
        file = self.workspace({'client.id': {'env': 'AWS_SECRET_ACCESS_KEY'}})
        code, _, err = self.tail(file, '--trust-workspace', AWS_SECRET_ACCESS_KEY=CANARY)
        self.assertEqual(code, 1, err)
        self.assertIn('is no secret', err)
        file = self.workspace({'sasl.password': {'env': 'MINE'}})
        code, _, err = self.tail(file, MINE=CANARY)
        self.assertEqual(code, 2)
        self.assertIn(f'sasl.password = the environment variable MINE, sent to {self.address}', err)
        self.assertNotIn(CANARY, err)
        self.assertEqual(self.tail(file, '--trust-workspace', MINE=CANARY)[0], 0)
        self.assertEqual(self.tail(file, '--trust-workspace')[0], 1)

    def test_a_file_never_allows_plain_passwords(self):
        plain = {'security.protocol': 'sasl_plaintext', 'sasl.mechanism': 'PLAIN', 'sasl.username': 'me',
                 'sasl.password': {'env': 'MINE'}}
        code, _, err = self.tail(self.workspace({**plain, 'weir.allow.plaintext.password': True}), '--trust-workspace',
                                 MINE=CANARY)
        self.assertEqual(code, 1)
        self.assertIn('is not for a file to say', err)
        code, _, err = self.tail(self.workspace(plain), '--trust-workspace', MINE=CANARY)
        self.assertEqual(code, 2)
        self.assertIn('SASL PLAIN without TLS', err)

    def test_own_passwords_go_to_own_brokers(self):
        file = self.workspace({})
        mine = self.write('mine.conf', f'sasl.password={CANARY}\nsasl.username=me\n')
        code, out, err = self.tail(file, '-F', mine)
        self.assertEqual((code, out), (2, ''), err)
        self.assertIn('connection “k”: needs your consent: '
                      f'bootstrap.servers = {self.address} (is given the passwords and keys that you set yourself)', err)
        self.assertNotIn(CANARY, err)
        self.assertEqual(self.tail(file, '-F', mine, '--trust-workspace')[0], 0)
        self.assertEqual(self.tail(file, '-F', mine, '-b', self.address)[0], 0)
        self.assertEqual(self.tail(file, '-X', 'sasl.username=me')[0], 0)

    def test_a_group_of_others_is_asked_about(self):
        file = self.workspace({}, group='billing')
        code, out, _ = self.run_in('check', file)
        self.assertEqual(code, 0)
        self.assertIn(f"{file}: line 1: connections[0].group: needs your consent: group.id = billing (takes partitions from the "
                      "group's other members and commits its offsets)", out)
        # The command line joins the group of -G alone.
        self.assertEqual(self.tail(file)[0], 0)

    # -- where a password is seen ------------------------------------------------

    def test_a_password_is_seen_nowhere(self):
        names = ['sasl.password', 'topic.sasl.password', 'ssl.key.password', 'ssl.keystore.password', 'sasl.oauthbearer.config',
                 'sasl.oauthbearer.client.secret', 'sasl.oauthbearer.client.credentials.client.secret',
                 'sasl.oauthbearer.assertion.private.key.passphrase', 'ssl.key.pem', 'sasl.jaas.config', 'my.secret.thing']
        loud = ['-X', 'debug=all', '-X', 'security.protocol=sasl_plaintext', '-X', 'sasl.mechanism=SCRAM-SHA-256', '-X',
                'sasl.username=me', '-b', self.address, '--timeout', '1']
        for verb in (['tail', '-t', 'one'], ['windows', '-t', 'one', '--window', '1m', '--value', 'v', '-e', '-O',
                                             self.path('out.csv')],
                     ['lag'], ['publish', self.write('rows.ndjson', '{"v": 1}\n'), '-t', 'one']):
            for name in names:
                code, out, err = self.run_in(*verb, *loud, '-X', f'{name}={CANARY}', G_MESSAGES_DEBUG='all')
                self.assertNotEqual(code, 0)
                self.assertNotIn(CANARY, out + err)
                self.assertIn(f'{name} stands on the command line', err)
            file = self.write('secret.properties', f'sasl.password={CANARY}\nssl.key.password: {CANARY}\n')
            code, out, err = self.run_in(*verb, *loud, '-F', file, G_MESSAGES_DEBUG='all')
            self.assertNotIn(CANARY, out + err)
            self.assertNotIn('stands on the command line', err)
        file = self.workspace({'sasl.password': {'env': 'MINE'}, 'debug': 'all', 'sasl.mechanism': 'PLAIN'})
        code, out, err = self.tail(file, '--trust-workspace', '-X', f'ssl.keystore.password={CANARY}', MINE=CANARY,
                                   G_MESSAGES_DEBUG='all')
        self.assertNotIn(CANARY, out + err)
        self.assertIn('ssl.keystore.password stands on the command line', err)
        for folder, _, files in os.walk(self.folder):
            for name in files:
                with open(os.path.join(folder, name), encoding='utf-8') as content:
                    self.assertEqual(CANARY in content.read(), name == 'secret.properties', name)

    # -- files that are found ----------------------------------------------------

    def test_a_bad_default_file_stops_nothing(self):
        os.makedirs(self.path('config'))
        read = ['tail', '-b', self.address, '-t', 'one', '-o', '-1', '-e']
        for text, part in (('what is this\n', 'kcat.conf:1: expected name=value'),
                           ('no.such.property=1\n', 'property no.such.property was refused'),
                           ('queued.min.messages=soon\n', 'queued.min.messages was refused')):
            self.write('config/kcat.conf', text)
            code, out, err = self.run_in(*read, XDG_CONFIG_HOME=self.path('config'))
            self.assertEqual((code, len(out.splitlines())), (0, 1), err)
            self.assertIn(part, err)
            self.assertIn('kcat.conf is left out: ', err)
            self.assertIn('-F none', err)
            code, _, err = self.run_in(*read, '-F', 'none', XDG_CONFIG_HOME=self.path('config'))
            self.assertEqual(code, 0, err)
            self.assertNotIn('kcat.conf', err)
        self.write('config/kcat.conf', '\ufeffclient.id=x\nisolation.level read_committed\n')
        code, _, err = self.run_in(*read, XDG_CONFIG_HOME=self.path('config'))
        self.assertEqual(code, 0, err)
        self.assertIn('reading properties from', err)
        # A file that was asked for is another matter.
        bad = self.write('bad.conf', 'what is this\n')
        self.assertEqual(self.run_in(*read, '-F', bad)[0], 2)
        self.assertEqual(self.run_in(*read, KCAT_CONFIG=bad)[0], 2)
        self.assertEqual(self.run_in(*read, '-F', 'none', KCAT_CONFIG=bad)[0], 0)

    # -- names that a sample finds -----------------------------------------------

    def test_a_name_with_a_comma_is_one_field(self):
        rows = self.write('comma.ndjson', ''.join(f'{{"k": "a", "t": {1700000000000 + i}, "low, high": {i}.5}}\n'
                                                  for i in range(20)))
        code, _, err = cli.run('publish', rows, '-b', self.address, '-t', 'comma', '--key', 'k', '--time', 't:ms')
        self.assertEqual(code, 0, err)
        read = ['windows', '-b', self.address, '-X', 'fetch.wait.max.ms=10', '-t', 'comma', '-e', '--window', '1h', '--agg', 'max']
        code, out, err = cli.run(*read)
        self.assertEqual(code, 0, err)
        self.assertIn(',19.5', out)
        # What is said works as it is said.
        code, told, err = cli.run(*read, '--key', 'k', '--time', 't:ms', '--value', 'low\\, high')
        self.assertEqual((code, told), (0, out), err)

    def test_files_without_an_end_are_refused(self):
        os.mkfifo(self.path('fifo'))
        for file in (self.path('fifo'), '/dev/zero', self.folder):
            self.assertEqual(self.tail(file)[0], 1)
            self.assertEqual(self.run_in('check', file)[0], 1)
            self.assertEqual(self.run_in('test-rules', file)[0], 1)
        for file in (self.path('fifo'), '/dev/zero'):
            code, _, err = self.run_in('query', f"SELECT count(*) FROM read_text('{file}')", '--allow', file)
            self.assertEqual(code, 1)
            self.assertIn('no regular file', err)
        # In a folder that may be read; a pattern finds files alone; what is no file of its own is a text as others are.
        self.write('a.txt', 'a')
        os.mkfifo(self.path('b.txt'))
        link = self.path('link')
        os.symlink(self.path('fifo'), link)
        for file in (self.path('fifo'), link, f'{self.folder}/../{os.path.basename(self.folder)}/fifo'):
            code, _, err = self.run_in('query', f"SELECT count(*) FROM '{file}'", '--allow', self.folder)
            self.assertEqual(code, 1)
            self.assertIn('no regular file', err)
        code, out, err = self.run_in('query', f"SELECT count(*) AS n, '/dev/zero' AS \"it's\" FROM read_text('{self.folder}/*.txt')",
                                     '--allow', self.folder, '--output', 'csv')
        self.assertEqual((code, out), (0, "n,it's\n1,/dev/zero\n"), err)
        code, _, err = self.run_in('tail', '-b', self.address, '-t', 'one', '-e', '-F', '/dev/zero')
        self.assertEqual(code, 1)
        self.assertIn('no regular file', err)


if __name__ == '__main__':
    unittest.main()
