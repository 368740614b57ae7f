#!/usr/bin/env python3
"""weir-cli reset-offsets from outside, beside kafka-consumer-groups, on the Kafka at WEIR_TEST_KAFKA."""

import os
import signal
import subprocess
import sys
import tempfile
import unittest
import uuid

import broker as kafka

CLI = os.path.abspath(sys.argv.pop(1))
KAFKA = os.environ.get('WEIR_TEST_KAFKA')
ENVIRONMENT = dict(os.environ, LC_ALL='C.UTF-8', LANGUAGE='', HOME='/nonexistent', XDG_CONFIG_HOME='/nonexistent')
# Records a minute apart, all in one of two partitions.
N_RECORDS = 40


def run(verb, *arguments, text=None, folder=None):
    done = subprocess.run([CLI, verb, '-b', KAFKA, *arguments], input=text, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          env=ENVIRONMENT, timeout=60, check=False, cwd=folder)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def theirs(group, *arguments):
    """Topic, partition and new offset of each row that kafka-consumer-groups tells."""
    main, option = kafka.TOOLS['groups']
    done = subprocess.run(kafka.java([main, option, KAFKA, '--reset-offsets', '--group', group, *arguments]),
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60, check=False, text=True)
    return sorted(tuple(line.split()[1:4]) for line in done.stdout.splitlines() if line.startswith(group))


def ours(out):
    return sorted(tuple(line.split()[1:4]) for line in out.splitlines()[1:])


class ResetOffsets(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        if not KAFKA:
            if os.environ.get('WEIR_REQUIRE_KAFKA') == '1':
                raise AssertionError('WEIR_REQUIRE_KAFKA=1 and no WEIR_TEST_KAFKA')
            raise unittest.SkipTest('WEIR_TEST_KAFKA names no broker')
        cls.topic = f'reset-{uuid.uuid4().hex[:8]}'
        lines = ''.join(f'{{"k":"one","t":"2026-01-01T00:{i:02}:00Z"}}\n' for i in range(N_RECORDS))
        code, _, err = run('publish', '-', '-t', cls.topic, '--partitions', '2', '--key', 'k', '--time', 't:iso', '--record-time', 'event',
                           text=lines.encode())
        assert code == 0, err
        _, out, _ = run('reset-offsets', '-G', cls.topic, '-t', cls.topic, '--to-latest')
        cls.full = next(int(partition) for _, partition, end in ours(out) if end == str(N_RECORDS))

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix='weir-reset-')
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.group = f'{self.topic}-{self.id().rpartition(".")[2][:20]}'

    def reset(self, *arguments, want=0):
        code, out, err = run('reset-offsets', '-G', self.group, *arguments, folder=self.folder)
        self.assertEqual(code, want, err)
        return out, err

    def committed(self):
        _, out, _ = run('lag', '-G', self.group)
        return {(line.split()[1], line.split()[2]): line.split()[3] for line in out.splitlines()[1:]}

    def test_a_dry_run_says_what_kafka_consumer_groups_says(self):
        self.reset('-t', self.topic, '--to-offset', '10', '--execute')
        for options in (['--to-earliest'], ['--to-latest'], ['--to-current'], ['--shift-by', '-3'], ['--shift-by', '999'],
                        ['--to-offset', '17'], ['--to-datetime', '2026-01-01T00:12:30.000'],
                        ['--to-datetime', '2027-01-01T00:00:00.000'], ['--by-duration', 'PT0S']):
            out, err = self.reset('-t', self.topic, *options)
            self.assertEqual(ours(out), theirs(self.group, '--topic', self.topic, *options, '--dry-run'), options)
            self.assertIn('nothing was changed', err)
        out, _ = self.reset('-t', f'{self.topic}:{self.full}', '--to-datetime', '2026-01-01T00:12:30.000')
        self.assertEqual(ours(out), [(self.topic, str(self.full), '13')])
        self.assertEqual(self.committed()[self.topic, str(self.full)], '10')

    def test_what_was_comes_back_from_the_file(self):
        self.reset('-t', f'{self.topic}:{self.full}', '--to-offset', '10', '--execute')
        self.assertEqual(os.listdir(self.folder), [], 'nothing was committed before')
        self.reset('--all-topics', '--to-latest', '--execute', '--save', 'old.csv')
        self.assertEqual(self.committed(), {(self.topic, str(self.full)): str(N_RECORDS)})
        with open(os.path.join(self.folder, 'old.csv'), encoding='ascii') as file:
            self.assertEqual(file.read(), f'{self.topic},{self.full},10\n')
        self.assertEqual(theirs(self.group, '--from-file', os.path.join(self.folder, 'old.csv'), '--dry-run'),
                         [(self.topic, str(self.full), '10')])
        self.reset('--from-file', 'old.csv', '--execute')
        self.assertEqual(self.committed(), {(self.topic, str(self.full)): '10'})
        # Saved by a name of its own.
        self.assertEqual(sum(name.startswith('offsets-reset-') for name in os.listdir(self.folder)), 1)
        # Of several groups, this one; quoted as Java does.
        with open(os.path.join(self.folder, 'many.csv'), 'w', encoding='ascii') as file:
            file.write(f'other,"{self.topic}",0,1\n"{self.group}","{self.topic}",{self.full},7\n')
        out, _ = self.reset('--from-file', 'many.csv', '--export')
        self.assertEqual(out, f'{self.topic},{self.full},7\n')

    def test_a_file_that_cannot_be_saved_changes_nothing(self):
        self.reset('-t', self.topic, '--to-offset', '10', '--execute')
        _, err = self.reset('--all-topics', '--to-latest', '--execute', '--save', 'no-folder/old.csv', want=1)
        self.assertIn('nothing was changed', err)
        self.assertEqual(self.committed()[self.topic, str(self.full)], '10')

    def test_a_group_that_somebody_is_in_is_refused(self):
        with subprocess.Popen([CLI, 'tail', '-b', KAFKA, '-t', self.topic, '-G', self.group, '-o', 'beginning'],
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=ENVIRONMENT) as reader:
            try:
                self.assertTrue(reader.stdout.readline())
                for options in ([], ['--execute']):
                    _, err = self.reset('-t', self.topic, '--to-earliest', *options, want=1)
                    self.assertIn('only be reset while it has no members', err)
            finally:
                reader.send_signal(signal.SIGTERM)
                reader.communicate(timeout=20)
        self.assertEqual(os.listdir(self.folder), [])

    def test_what_makes_no_sense_is_said(self):
        for wrong in ((), ('--to-earliest',), ('--to-earliest', '--to-latest', '--all-topics'),
                      ('-t', self.topic, '--all-topics', '--to-latest'), ('-t', f'{self.topic}:', '--to-latest'),
                      ('-t', f'{self.topic}:x', '--to-latest'), ('-t', self.topic, '--to-offset', '-1'),
                      ('-t', self.topic, '--by-duration', 'PT'), ('-t', self.topic, '--to-datetime', 'x'),
                      ('-t', self.topic, '--to-latest', '--save', 'x'), ('-t', self.topic, '--to-latest', '--execute', '--dry-run')):
            self.reset(*wrong, want=2)
        for wrong in (('-t', 'no-such-topic', '--to-latest'), ('-t', f'{self.topic}:9', '--to-latest'),
                      ('-t', self.topic, '--shift-by', '1'), ('--all-topics', '--to-latest'),
                      ('--from-file', 'no-such-file')):
            out, err = self.reset(*wrong, want=1)
            self.assertEqual((out, len(err.splitlines())), ('', 1), wrong)


if __name__ == '__main__':
    unittest.main()
