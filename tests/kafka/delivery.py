#!/usr/bin/env python3
"""A group's offset means delivered.

Runs weir-cli as a member of a group on the Kafka at WEIR_TEST_KAFKA, has its
output fail or the run interrupted, and looks at what a second member is given.
"""

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import unittest

CLI = os.path.abspath(sys.argv.pop(1))
KAFKA = os.environ.get('WEIR_TEST_KAFKA')
N_RECORDS = 2000
SKIPPED = 77


def command(verb, *arguments):
    return [CLI, verb, '-b', KAFKA, '-X', 'fetch.wait.max.ms=50', *map(str, arguments)]


class Delivery(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix='weir-delivery-')
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.topic = f'delivery-{os.getpid()}-{random.randrange(1 << 30)}'
        self.group = self.topic
        rows = self.path('rows.ndjson')
        with open(rows, 'w', encoding='utf-8') as file:
            file.writelines(json.dumps({'k': 'a', 't': 1_700_000_000 + i, 'v': i}) + '\n' for i in range(N_RECORDS))
        self.run_cli(0, 'publish', rows, '-t', self.topic)

    def path(self, name):
        return os.path.join(self.folder, name)

    def run_cli(self, want, verb, *arguments, stdout=subprocess.PIPE):
        done = subprocess.run(command(verb, *arguments), stdout=stdout, stderr=subprocess.PIPE, check=False, text=True)
        self.assertEqual(done.returncode, want, done.stderr)
        return done.stdout

    def windows(self, *arguments):
        return ['-t', self.topic, '-G', self.group, '--key', 'k', '--time', 't:s', '--value', 'v', *arguments]

    def records_left(self):
        """What the next member of the group is given."""
        return len(self.run_cli(0, 'tail', '-t', self.topic, '-G', self.group, '-e').splitlines())

    def test_what_was_written_is_committed(self):
        self.run_cli(0, 'windows', *self.windows('-e'))
        self.assertEqual(self.records_left(), 0)

    def test_what_a_full_disk_refused_is_not(self):
        with open('/dev/full', 'w', encoding='utf-8') as full:
            self.run_cli(1, 'windows', *self.windows('-e'), stdout=full)
            self.run_cli(1, 'tail', '-t', self.topic, '-G', self.group, '-e', stdout=full)
        self.assertEqual(self.records_left(), N_RECORDS)

    def test_a_file_that_could_not_be_made_is_not(self):
        self.run_cli(1, 'windows', *self.windows('-e', '-O', self.path('no-such-folder/x.csv')))
        self.assertEqual(self.records_left(), N_RECORDS)

    def test_a_file_that_is_whole_is(self):
        self.run_cli(0, 'windows', *self.windows('-e', '-O', self.path('x.csv')))
        self.assertEqual(self.records_left(), 0)

    def interrupt(self, number, *arguments):
        """A live run, stopped once it has given rows; returns them."""
        process = subprocess.Popen(command('windows', *self.windows(*arguments)), stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, text=True)
        lines = [process.stdout.readline() for _ in range(3)]
        process.send_signal(number)
        out, err = process.communicate()
        self.assertEqual(process.returncode, 130, err)
        return lines + out.splitlines()

    def test_records_of_open_windows_are_read_again(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            with self.subTest(signal=number):
                self.group = f'{self.topic}-{number}'
                self.interrupt(number, '--window', '1m')
                left = self.records_left()
                self.assertGreater(left, 0)
                self.assertLess(left, N_RECORDS + 1)

    def test_an_interruption_finishes_the_files_of_a_live_run(self):
        self.interrupt(signal.SIGTERM, '--window', '1m', '--late', self.path('late.csv'),
                       '--dead-letters', self.path('dead.ndjson'))
        self.assertEqual(sorted(os.listdir(self.folder)), ['dead.ndjson', 'late.csv', 'rows.ndjson'])


if __name__ == '__main__':
    if not KAFKA:
        sys.exit(1 if os.environ.get('WEIR_REQUIRE_KAFKA') == '1' else SKIPPED)
    unittest.main()
