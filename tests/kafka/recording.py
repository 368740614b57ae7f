#!/usr/bin/env python3
"""Recordings of topics on the Kafka at WEIR_TEST_KAFKA with what only a real one has: records that were compacted away,
transactions that were committed and aborted, and control records. None of them is a loss."""

import json
import os
import subprocess
import sys
import tempfile
import time
import unittest
import uuid

import broker as kafka

CLI = os.path.abspath(sys.argv.pop(1))
ADMIN = os.path.abspath(sys.argv.pop(1))
KAFKA = os.environ.get('WEIR_TEST_KAFKA')
ENVIRONMENT = dict(os.environ, LC_ALL='C.UTF-8', LANGUAGE='', HOME='/nonexistent', XDG_CONFIG_HOME='/nonexistent')
DEADLINE_S = 60


def run(verb, *arguments, text=None):
    done = subprocess.run([CLI, verb, *map(str, arguments)], input=text, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          env=ENVIRONMENT, timeout=DEADLINE_S, check=False)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


class Recording(unittest.TestCase):
    def setUp(self):
        if not KAFKA:
            if os.environ.get('WEIR_REQUIRE_KAFKA') == '1':
                raise AssertionError('WEIR_REQUIRE_KAFKA=1 and no WEIR_TEST_KAFKA')
            raise unittest.SkipTest('WEIR_TEST_KAFKA names no broker')
        folder = tempfile.TemporaryDirectory(prefix='weir-recording-')
        self.addCleanup(folder.cleanup)
        self.folder = os.path.join(folder.name, 'recording')
        self.topic = f'recording-{uuid.uuid4().hex[:8]}'

    def create(self, *configs):
        main, option = kafka.TOOLS['topics']
        words = [word for config in configs for word in ('--config', config)]
        subprocess.run(kafka.java([main, option, KAFKA, '--create', '--topic', self.topic, '--partitions', '1', *words]),
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=DEADLINE_S, check=True)

    def publish(self, count):
        code, _, err = run('publish', '-', '-b', KAFKA, '-t', self.topic, '--key', 'k', '-q',
                           text=b''.join(b'{"k":"%d","n":%d}\n' % (i % 7, i) for i in range(count)))
        self.assertEqual(code, 0, err)

    def obey(self, *words):
        done = subprocess.run([ADMIN], input=' '.join(map(str, words)) + '\n', stdout=subprocess.PIPE, text=True,
                              env=ENVIRONMENT, timeout=DEADLINE_S, check=True)
        self.assertEqual(done.stdout.split()[-1:], ['done'])

    def read(self, *source):
        code, out, err = run('tail', *source, '-t', self.topic, '-o', 'beginning', '-e', '--output', 'json', '--format', 'raw', '-q')
        self.assertEqual(code, 0, err)
        return [(record['offset'], record) for record in map(json.loads, out.splitlines())]

    def record(self):
        """What is recorded now, beside what the topic has."""
        summary = os.path.join(os.path.dirname(self.folder), 'summary')
        code, _, err = run('record', '-b', KAFKA, '-t', self.topic, '-e', '--to', self.folder, '-q', '--json-summary', summary)
        self.assertEqual(code, 0, err)
        with open(summary, encoding='utf-8') as file:
            self.assertEqual(json.load(file)['gaps'], 0)
        return self.read('--input', self.folder)

    def test_transactions_leave_no_gap(self):
        self.create()
        self.publish(3)
        self.obey('transaction', self.topic, 5, 'abort')
        self.obey('transaction', self.topic, 4, 'commit')
        first = self.record()
        self.assertEqual(first, self.read('-b', KAFKA))
        # Three, four that were committed, and nothing of what was aborted; each transaction ends with a control record.
        self.assertEqual([offset for offset, _ in first], [0, 1, 2, 9, 10, 11, 12])

        # It goes on behind the control record, and ends behind records that never were.
        self.publish(2)
        self.obey('transaction', self.topic, 3, 'abort')
        self.assertEqual(self.record(), self.read('-b', KAFKA))
        self.assertEqual(self.record()[-1][0], 15)
        self.publish(1)
        self.assertEqual([offset for offset, _ in self.record()][-3:], [14, 15, 20])

    def test_what_was_compacted_away_is_no_gap(self):
        self.create('cleanup.policy=compact', 'segment.ms=1', 'min.cleanable.dirty.ratio=0.001', 'max.compaction.lag.ms=1',
                    'segment.bytes=1048576')
        self.publish(70)
        before = self.record()
        self.assertEqual([offset for offset, _ in before], list(range(70)))
        # Every key once more.
        self.publish(7)
        end = time.monotonic() + DEADLINE_S
        while True:
            # A segment is closed when a record comes after it.
            self.publish(1)
            left = self.read('-b', KAFKA)
            if left[0][0] > 70:
                break
            self.assertLess(time.monotonic(), end, 'nothing was compacted')
            time.sleep(0.5)

        # The place where it goes on is not there any more; what is left is recorded, what was recorded stays.
        after = self.record()
        self.assertEqual(after[:70], before)
        self.assertEqual(after[70:], [record for record in self.read('-b', KAFKA) if record[0] <= after[-1][0]])
        self.assertGreater(len(after), 70)


if __name__ == '__main__':
    unittest.main()
