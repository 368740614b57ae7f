#!/usr/bin/env python3
"""installed.py BUILD: what ./dev install puts into a prefix works there by
itself, and ./dev uninstall takes exactly that away again."""

import gzip
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

BUILD = os.path.abspath(sys.argv[1])
TOP = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..')
INSTALL = os.path.join(TOP, 'tests', 'dev', 'install.py')


def run(*command, environment=None, folder=None):
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          env=environment, cwd=folder, check=False, encoding='utf-8')
    return done.returncode, done.stdout, done.stderr


def everything(folder):
    return sorted(os.path.relpath(os.path.join(where, name), folder)
                  for where, folders, files in os.walk(folder) for name in folders + files)


def read(path):
    with open(path, encoding='utf-8') as file:
        return file.read()


class Installed(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.stage = tempfile.mkdtemp(prefix='weir-stage-')
        cls.addClassCleanup(shutil.rmtree, cls.stage)
        code, _, err = run(INSTALL, 'stage', BUILD, cls.stage)
        assert code == 0, err

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix='weir-installed-')
        self.addCleanup(shutil.rmtree, self.folder)
        self.home = os.path.join(self.folder, 'home')
        self.prefix = os.path.join(self.folder, 'a prefix', 'that is new')
        os.mkdir(self.home)
        # Nothing of the build's is found by these.
        self.environment = {'HOME': self.home, 'LC_ALL': 'C.UTF-8', 'PATH': f'{self.prefix}/bin:/usr/bin:/bin'}

    def path(self, *names):
        return os.path.join(self.prefix, *names)

    def install(self, verb='install'):
        arguments = [self.stage, self.prefix] if verb == 'install' else [self.prefix]
        code, out, err = run(INSTALL, verb, *arguments, environment=self.environment)
        self.assertEqual((code, out), (0, ''), err)
        return err

    def programs(self):
        return [name for name in ('weir', 'weir-cli') if os.path.exists(self.path('bin', name))]

    def cli(self, *arguments, **more):
        code, out, err = run('weir-cli', *arguments, environment={**self.environment, **more}, folder=self.folder)
        self.assertEqual(code, 0, err)
        return out

    def start_broker(self):
        broker = subprocess.Popen(['weir-cli', 'broker', '--topics', 'trades:3'], env=self.environment, stdout=subprocess.PIPE, encoding='utf-8')
        self.addCleanup(broker.communicate)
        self.addCleanup(broker.send_signal, signal.SIGINT)
        return broker.stdout.readline().strip()

    def test_uninstall_leaves_nothing(self):
        before = everything(self.folder)
        self.install()
        self.assertIn('weir-cli', os.listdir(self.path('bin')))
        self.install('uninstall')
        self.assertEqual(everything(self.folder), before)

    def test_what_others_put_there_stays(self):
        schema = self.path('share', 'glib-2.0', 'schemas', 'org.example.Other.gschema.xml')
        os.makedirs(os.path.dirname(schema))
        os.makedirs(self.path('bin'))
        for path, text in ((schema, '<schemalist><schema id="org.example.Other" path="/org/example/Other/"/></schemalist>'),
                           (self.path('bin', 'other'), '#!/bin/sh\n')):
            with open(path, 'w', encoding='utf-8') as file:
                file.write(text)
        run('glib-compile-schemas', os.path.dirname(schema))
        before = everything(self.folder)
        self.install()
        self.install('uninstall')
        self.assertEqual(everything(self.folder), before)
        _, listed, _ = run('gsettings', '--schemadir', os.path.dirname(schema), 'list-schemas')
        self.assertIn('org.example.Other', listed)
        self.assertNotIn('io.github.weir.Weir', listed)

    def test_a_second_install_takes_away_what_is_no_longer_there(self):
        self.install()
        old = self.path('share', 'weir', 'of-an-older-version')
        shutil.copy(self.path('share', 'weir', 'demo.json'), old)
        with open(self.path('share', 'weir', 'installed'), 'a', encoding='utf-8') as file:
            file.write('file share/weir/of-an-older-version\n')
        first = set(everything(self.prefix)) - {'share/weir/of-an-older-version'}
        self.install()
        self.assertEqual(set(everything(self.prefix)), first)

    def test_uninstall_without_an_install_says_so(self):
        code, _, err = run(INSTALL, 'uninstall', self.folder)
        self.assertEqual(code, 1)
        self.assertIn('nothing of ./dev install is in', err)

    def test_a_prefix_that_is_not_on_the_path_is_said(self):
        self.assertNotIn('not on PATH', self.install())
        self.environment['PATH'] = '/usr/bin:/bin'
        self.assertIn(f'{self.prefix}/bin is not on PATH', self.install())

    def test_programs_use_libraries_of_the_prefix(self):
        self.install()
        if not os.path.exists(self.path('lib', 'weir')):
            self.skipTest('built with the libraries of the system')
        for name in self.programs():
            _, linked, _ = run('ldd', self.path('bin', name), environment=self.environment)
            library = re.search(r'librdkafka\.so\.1 => (.*) \(', linked)[1]
            self.assertEqual(os.path.realpath(library), os.path.realpath(self.path('lib', 'weir', 'librdkafka.so.1')))
            self.assertNotIn('not found', linked)

    def test_programs_say_their_version(self):
        self.install()
        for name in self.programs():
            code, out, err = run(name, '--version', environment=self.environment)
            self.assertEqual(code, 0, err)
            self.assertRegex(out, rf'^{name} [0-9.]+\n$')

    def test_the_example_and_the_translation_are_found(self):
        self.install()
        self.assertEqual(self.cli('check', self.path('share', 'weir', 'demo.json')), '')
        self.assertIn('Datensätze, wie sie kommen', self.cli('tail', '--help', LANGUAGE='de'))

    def test_parquet_is_written_with_the_library_of_the_prefix(self):
        self.install()
        with open(os.path.join(self.folder, 'rows.csv'), 'w', encoding='utf-8') as file:
            file.write('t,v\n1,2.5\n61000,3\n')
        address = self.start_broker()
        self.cli('publish', 'rows.csv', '-b', address, '-t', 'rows', '--time', 't:ms')
        self.cli('windows', '-b', address, '-t', 'rows', '-e', '--time', 't:ms', '--value', 'v', '-O', 'rows.parquet',
                 '--output', 'parquet', LD_DEBUG='libs', LD_DEBUG_OUTPUT=os.path.join(self.folder, 'loaded'))
        with open(os.path.join(self.folder, 'rows.parquet'), 'rb') as file:
            written = file.read()
        self.assertEqual((written[:4], written[-4:]), (b'PAR1', b'PAR1'))
        loaded = ''.join(read(os.path.join(self.folder, name)) for name in os.listdir(self.folder)
                         if name.startswith('loaded'))
        ours = re.findall(r'calling init: (.*/lib(?:duckdb|rdkafka)\S*)', loaded)
        self.assertTrue(ours, loaded[-2000:])
        if os.path.exists(self.path('lib', 'weir')):
            self.assertEqual({os.path.realpath(os.path.dirname(path)) for path in ours},
                             {os.path.realpath(self.path('lib', 'weir'))})

    def test_the_menu_starts_the_program_of_the_prefix(self):
        self.install()
        if 'weir' not in self.programs():
            self.skipTest('no desktop program')
        entry = read(self.path('share', 'applications', 'io.github.weir.Weir.desktop'))
        self.assertIn(f'\nExec="{self.prefix}/bin/weir" %', entry)
        _, keys, _ = run('gsettings', '--schemadir', self.path('share', 'glib-2.0', 'schemas'), 'list-keys',
                         'io.github.weir.Weir')
        self.assertIn('range-seconds', keys)

    @unittest.skipUnless(shutil.which('update-mime-database') and shutil.which('gio'), 'no types of files here')
    def test_a_double_click_opens_a_session(self):
        self.install()
        if 'weir' not in self.programs():
            self.skipTest('no desktop program')
        for name in ('x.weir', 'without-an-ending'):
            session = os.path.join(self.folder, name)
            with open(session, 'wb') as file:
                file.write(b'weir-session.json'.ljust(257, b'\0') + b'ustar\x0000'.ljust(255, b'\0'))
            environment = {**self.environment, 'XDG_DATA_DIRS': self.path('share') + ':/usr/share'}
            _, told, _ = run('gio', 'info', '-a', 'standard::content-type', session, environment=environment)
            self.assertIn('application/x-weir-session', told)
        _, told, _ = run('gio', 'mime', 'application/x-weir-session', environment=environment)
        self.assertIn('io.github.weir.Weir.desktop', told)

    def examples_of_readme(self):
        """Commands that README prints, continued lines joined."""
        text = read(os.path.join(TOP, 'README.md')).replace('\\\n', ' ')
        return re.findall(r'^    (?:\$ )?(weir-cli \w+ .*)$', text, re.MULTILINE)

    def streams_of_readme(self):
        """The derived streams that README describes, as the objects they are."""
        text = read(os.path.join(TOP, 'README.md'))
        blocks = re.findall(r'(?:^    .*\n)+', text.split('## Streams of streams')[1], re.MULTILINE)
        return json.loads('[' + re.sub(r'\n(?=    \{ "name")', ',\n', blocks[0].strip()) + ']')

    def write_workspace(self, address):
        """What README calls plant.json: its derived streams, and those they are made of."""
        derived = self.streams_of_readme()
        self.assertEqual([stream['name'] for stream in derived], ['top-traded', 'clicked', 'priced'])
        plain = [{'name': name, 'connection': 'plant', 'topics': [name], 'key': 'symbol',
                  'time': {'field': 'ts_us', 'unit': 'us'}, 'fields': [{'name': 'price'}, {'name': 'volume'}],
                  'windows': [{'size': '1m'}] if name == 'trades' else []}
                 for name in ('trades', 'searches', 'clicks', 'orders', 'prices')]
        with open(os.path.join(self.folder, 'plant.json'), 'w', encoding='utf-8') as file:
            json.dump({'weir': 1, 'connections': [{'name': 'plant', 'bootstrap': address}],
                       'streams': plain + derived,
                       'rules': [{'name': 'high', 'stream': 'trades', 'kind': 'record',
                                  'condition': {'fire': 'price > 100'}, 'publish_to': 'alerts'}]}, file)

    def fill_topics(self, address):
        now_usec = int(time.time() * 1e6)
        rows = [f'{now_usec - 600_000_000 + i * 1_000_000},{symbol},{i}.5,{100 + i},{i}'
                for i in range(300) for symbol in ('AAA', 'BBB')]
        with gzip.open(os.path.join(self.folder, 'trades.csv.gz'), 'wt', encoding='utf-8') as file:
            file.write('\n'.join(['ts_us,symbol,price,volume,size', *rows, '']))
        for topic in ('searches', 'clicks', 'quotes', 'orders', 'prices'):
            self.cli('publish', 'trades.csv.gz', '-b', address, '-t', topic, '--key', 'symbol', '--time', 'ts_us:us')

        now_msec = now_usec // 1000
        readings = [f'{now_msec - 600_000 + i * 1000},sensor-1,{30 + i % 20}' for i in range(300)]
        with open(os.path.join(self.folder, 'readings.csv'), 'w', encoding='utf-8') as file:
            file.write('\n'.join(['timestamp,device_id,temperature', *readings, '']))
        self.cli('publish', 'readings.csv', '-b', address, '-t', 'iot_data', '--key', 'device_id',
                 '--time', 'timestamp:ms')
        with open(os.path.join(self.folder, 'ticks.txt'), 'w', encoding='utf-8') as file:
            file.write(''.join(f'{60000 + i}.25\n' for i in range(20)))
        with open(os.path.join(self.folder, 'payments.csv'), 'w', encoding='utf-8') as file:
            file.write(''.join(['customer,amount\n', *(f'c{i % 5},{i * 100}\n' for i in range(20))]))
        self.cli('publish', 'payments.csv', '-b', address, '-t', 'transaction_data', '--key', 'customer')
        self.cli('publish', 'ticks.txt', '-b', address, '-t', 'btc-price', '--raw')

    def test_examples_of_the_readme_work_as_printed(self):
        self.install()
        address = self.start_broker()
        self.fill_topics(address)
        self.write_workspace(address)
        examples = self.examples_of_readme()
        self.assertGreater(len(examples), 4)
        for line in examples:
            # The embedded broker knows no groups; the test pipe has a real Kafka.
            if '--exactly-once' in line:
                continue
            with self.subTest(example=line):
                # So much of the past is enough for a test, and what would go on for ever ends.
                command = line.replace('localhost:9092', address)
                command = command.replace('--history 1h --duration 1m', '--history 2m --duration 1s --seed 3')
                if re.search(r'weir-cli (windows|join|tail|record|alerts) ', line) and ' -e' not in line:
                    command += ' -e'
                code, out, err = run('bash', '-c', command, environment=self.environment, folder=self.folder)
                if re.search(' lag[ .]', line):         # the embedded broker knows no groups
                    self.assertIn('This broker cannot tell about consumer groups', err)
                    continue
                self.assertIn(code, (0, 4), err)
                if re.search(r'weir-cli (windows|join|tail) ', line):
                    self.assertGreater(len(out.splitlines()), 1, err)


if __name__ == '__main__':
    unittest.main(argv=sys.argv[:1])
