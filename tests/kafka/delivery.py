#!/usr/bin/env python3
"""A group's offset means delivered.

Runs weir-cli as a member of a group on the Kafka at WEIR_TEST_KAFKA, has its
output fail or the run interrupted, and looks at what a second member is given.
"""

import array
import csv
import fcntl
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import termios
import time
import unittest

CLI = os.path.abspath(sys.argv.pop(1))
ADMIN = os.path.abspath(sys.argv.pop(1))
KAFKA = os.environ.get('WEIR_TEST_KAFKA')
N_RECORDS = 2000
FIRST_SECOND = 1_700_000_000
SKIPPED = 77
# A write that waits leaves less than a page of a pipe free.
FULL_BYTES = 65536 - 4096
TIMES = ['--key', 'k', '--time', 't:s', '--value', 'v']


def rows_of(text):
    """Rows of CSV, without a last line that is cut."""
    return list(csv.DictReader(text[:text.rfind('\n') + 1].splitlines()))


def offsets_of_lines(text):
    return {json.loads(line)['offset'] for line in text[:text.rfind('\n') + 1].splitlines()}


def offsets_of_windows(text):
    """Each second has one record, in their order."""
    return {int(row['window_start'][14:16]) * 60 + int(row['window_start'][17:19]) - FIRST_SECOND % 3600 for row in rows_of(text)}


def offsets_of_alerts(text):
    """The rule changes its state at each record but the first."""
    return {0} | {int(row['offset']) for row in rows_of(text) if row['offset']}


def wait_for(process, condition):
    """Until it holds; the suite's own time-out ends a wait for ever."""
    while not condition():
        if process.poll() is not None:
            raise AssertionError(f'it ended with {process.returncode}: {process.stderr.read()}')
        time.sleep(0.02)


def count_unread(pipe):
    number = array.array('i', [0])
    fcntl.ioctl(pipe, termios.FIONREAD, number)
    return number[0]


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
            file.writelines(json.dumps({'k': 'a', 't': FIRST_SECOND + i, 'v': i, 'odd': i % 2}) + '\n' for i in range(N_RECORDS))
        self.run_cli(0, 'publish', rows, '-t', self.topic)

    def path(self, name):
        return os.path.join(self.folder, name)

    def run_cli(self, want, verb, *arguments, stdout=subprocess.PIPE):
        done = subprocess.run(command(verb, *arguments), stdout=stdout, stderr=subprocess.PIPE, check=False, text=True)
        self.assertEqual(done.returncode, want, done.stderr)
        return done.stdout

    def windows(self, *arguments):
        return ['-t', self.topic, '-G', self.group, *TIMES, *arguments]

    def obey(self, *words):
        """What kafka-admin answers."""
        done = subprocess.run([ADMIN], input=' '.join(words) + '\n', stdout=subprocess.PIPE, text=True, check=True)
        return [int(word) for word in done.stdout.split()[:-1]]

    def committed(self, topic=None):
        return self.obey('committed', self.group, topic or self.topic, '1')[0]

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

    def start_live(self, verb, *arguments):
        return subprocess.Popen(command(verb, '-o', 'beginning', *arguments), stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def terminate(self, process):
        """What it wrote; it has left its group."""
        process.terminate()
        out, err = process.communicate()
        self.assertEqual(process.returncode, 130, err)
        self.assertEqual(self.obey('members', self.group), [0])
        return out.decode()

    def test_no_verb_commits_what_its_reader_does_not_read(self):
        verbs = {
            'tail': (['tail', '-t', self.topic, '-J'], offsets_of_lines),
            'windows': (['windows', '-t', self.topic, *TIMES, '--window', '1s', '--grace', '0s'], offsets_of_windows),
            'alerts': (['alerts', '-t', self.topic, *TIMES, '--value', 'odd', '--rule', 'odd: odd > 0'], offsets_of_alerts),
        }
        for name, (words, offsets_of) in verbs.items():
            with self.subTest(verb=name):
                self.group = f'{self.topic}-{name}'
                process = self.start_live(*words, '-G', self.group)
                wait_for(process, lambda pipe=process.stdout: count_unread(pipe) > FULL_BYTES)
                written = offsets_of(self.terminate(process))
                self.assertGreater(len(written), 100)
                self.assertEqual(set(range(self.committed())) - written, set())

    def test_what_another_topic_was_given_is_committed(self):
        self.run_cli(0, 'publish', '/dev/null', '-t', self.topic + '-out', '--partitions', '1')
        process = self.start_live('pipe', '-t', self.topic, '-G', self.group, '--to', self.topic + '-out')
        wait_for(process, lambda: self.committed() > 0)
        self.terminate(process)
        committed = self.committed()
        self.assertGreaterEqual(len(self.run_cli(0, 'tail', '-t', self.topic + '-out', '-e').splitlines()), committed)

    def test_what_a_recording_has_is_committed(self):
        process = self.start_live('record', '-t', self.topic, '-G', self.group, '--to', self.path('recording'))
        wait_for(process, lambda: os.path.isdir(self.path('recording')) and os.listdir(self.path('recording')))
        self.terminate(process)
        done = subprocess.run([CLI, 'tail', '--input', self.path('recording'), '-e'], stdout=subprocess.PIPE, check=False)
        self.assertGreaterEqual(done.stdout.count(b'\n'), self.committed())

    def test_a_join_is_no_member(self):
        """What waits for its partner is in memory alone, and is read again by each run."""
        self.run_cli(2, 'join', '--left', self.topic, '--right', self.topic, '-G', self.group, *TIMES, '--within', '1s')
        self.assertLess(self.committed(), 0)


if __name__ == '__main__':
    if not KAFKA:
        sys.exit(1 if os.environ.get('WEIR_REQUIRE_KAFKA') == '1' else SKIPPED)
    unittest.main()
