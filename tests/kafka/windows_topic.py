#!/usr/bin/env python3
"""weir-cli windows --to-topic on the Kafka at WEIR_TEST_KAFKA: what is written, and each final row once, whatever is killed.

WEIR_TEST_KILLS: how often a run of each kind of windows with --exactly-once is ended by SIGKILL (default 4).
"""

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import unittest

CLI = os.path.abspath(sys.argv.pop(1))
SCHEMA = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..', 'data', 'stream', 'weir-window-row.schema.json')
KILLS = int(os.environ.get('WEIR_TEST_KILLS', '4'))
KAFKA = os.environ.get('WEIR_TEST_KAFKA')
SKIPPED = 77
# Records a second, and how many keys they have.
RATE = 1500
KEYS = 41
# Rows that a run has to show before it is ended, so that it has committed something itself.
ROWS = 60
KINDS = {
    'tumbling': ['--window', '500ms', '--grace', '100ms'],
    'hopping': ['--window', '700ms/200ms', '--grace', '100ms'],
    'session': ['--session', '80ms', '--grace', '150ms'],
    'sliding': ['--sliding', '300ms', '--grace', '100ms'],
    'trailing': ['--trailing', '400ms', '--grace', '100ms'],
}
FIELDS = ['--key', 'k', '--time', 't:s', '--value', 'v', '--agg', 'sum,mean,stddev,first,last,p50']


def command(verb, *arguments):
    return [CLI, verb, '-b', KAFKA, '-X', 'fetch.wait.max.ms=50', *map(str, arguments)]


class WindowsTopic(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix='weir-windows-')
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.topic = f'rows-{os.getpid()}-{random.randrange(1 << 30)}'
        self.out = self.topic + '-out'

    def run_cli(self, want, verb, *arguments):
        done = subprocess.run(command(verb, *arguments), stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False, text=True)
        self.assertEqual(done.returncode, want, done.stderr)
        return done

    def make(self, topic, partitions=2):
        self.run_cli(0, 'publish', '/dev/null', '-t', topic, '--partitions', partitions)

    def write(self, count):
        """Records of a wandering clock: one in eight up to 300 ms behind the others."""
        rows = os.path.join(self.folder, 'rows.ndjson')
        dice = random.Random(7)
        with open(rows, 'w', encoding='utf-8') as file:
            for i in range(count):
                time = 1_700_000_000 + i / RATE - (dice.random() * 0.3 if dice.random() < 0.125 else 0)
                file.write(f'{{"k": "k{dice.randrange(KEYS)}", "t": {time:.6f}, "v": {dice.uniform(-1000, 1000)!r}}}\n')
        return rows

    def publish(self, rows, *arguments):
        return command('publish', rows, '-t', self.topic, '--key', 'k', '--time', 't:s', *arguments)

    def records(self, topic):
        lines = self.run_cli(0, 'tail', '-t', topic, '-e', '--json').stdout.splitlines()
        return [json.loads(line) for line in lines]

    def batch(self, *arguments):
        """The rows that a run over all records gives."""
        done = self.run_cli(0, 'windows', '-t', self.topic, '-e', *FIELDS, *arguments, '--output', 'json')
        return sorted(done.stdout.splitlines())

    def start(self, rows):
        self.make(self.topic, 4)
        self.make(self.out, 3)
        return subprocess.Popen(self.publish(rows, '--speed', '1x'), stderr=subprocess.DEVNULL)

    def test_rows_are_those_of_a_run_without_a_topic(self):
        self.make(self.topic, 4)
        self.make(self.out, 3)
        subprocess.run(self.publish(self.write(4000), '--speed', 'max'), stderr=subprocess.DEVNULL, check=True)
        wanted = self.batch('--window', '500ms', '--state')
        done = self.run_cli(0, 'windows', '-t', self.topic, '-e', *FIELDS, '--window', '500ms', '--state', '--to-topic', self.out)
        self.assertEqual(done.stdout, '')
        records = self.records(self.out)
        self.assertEqual(sorted(record['payload'] for record in records), wanted)

        with open(SCHEMA, encoding='utf-8') as file:
            schema = json.load(file)
        for record in records:
            row = json.loads(record['payload'])
            self.assertEqual(record['key'], row['key'])
            self.assertEqual(set(schema['required']) - set(row), set())
            self.assertIn(row['state'], schema['properties']['state']['enum'])
        self.assertEqual(len({(r['key'], r['partition']) for r in records}), len({r['key'] for r in records}))
        ends = {json.loads(r['payload'])['window_end']: r['ts'] for r in records}
        self.assertEqual(ends['2023-11-14T22:13:21.000000Z'], 1700000001000)

    def test_what_cannot_be_is_refused_before_anything_is_written(self):
        self.make(self.topic)
        self.make(self.out)
        base = ['-t', self.topic, '-e', '--key', 'k', '--time', 't:s', '--value', 'v', '--window', '1s']
        for more, word in [
            (['--exactly-once', 'x'], '--to-topic'),
            (['--to-topic', self.topic], 'never end'),
            (['--to-topic', self.out, '--output', 'json'], 'somewhere else'),
            (['--to-topic', self.out, '--emit', 'updates'], 'final rows'),
            (['--to-topic', self.out, '--exactly-once', ''], 'ID'),
            (['--to-topic', self.out, '--exactly-once', 'x', '--agg', 'delta'], 'delta'),
            (['--to-topic', self.out, '--exactly-once', 'x', '--agg', 'last', '--indicator', 'ema(v_last,3)'], 'indicators'),
            (['--to-topic', self.out, '--exactly-once', 'x', '--late', os.path.join(self.folder, 'late.csv')], '--late'),
            (['--to-topic', self.out, '--exactly-once', 'x', '-c', '5'], '-c'),
        ]:
            self.assertIn(word, self.run_cli(2, 'windows', *base, *more).stderr)
        self.run_cli(1, 'windows', *base, '--to-topic', self.out + '-missing', '-X', 'allow.auto.create.topics=false')
        self.assertEqual(self.records(self.out), [])

    def test_places_of_other_windows_are_not_taken(self):
        self.make(self.topic)
        self.make(self.out)
        subprocess.run(self.publish(self.write(200), '--speed', 'max'), stderr=subprocess.DEVNULL, check=True)
        once = ['-t', self.topic, '-e', *FIELDS, '--to-topic', self.out, '--exactly-once', self.topic]
        self.run_cli(0, 'windows', *once, '--window', '500ms')
        self.assertIn('something else', self.run_cli(2, 'windows', *once, '--window', '400ms').stderr)
        # The same ones have nothing left to do.
        before = self.records(self.out)
        self.run_cli(0, 'windows', *once, '--window', '500ms')
        self.assertEqual(self.records(self.out), before)

    def kill_one(self, arguments, reader):
        killed = threading.Event()

        def watch(run):
            # Nothing would come any more.
            if run.wait() is not None and not killed.is_set():
                reader.kill()

        with subprocess.Popen(command('windows', *arguments), stderr=subprocess.PIPE, text=True) as run:
            watcher = threading.Thread(target=watch, args=(run,))
            watcher.start()
            shown = [reader.stdout.readline() for _ in range(ROWS)]
            killed.set()
            run.send_signal(signal.SIGKILL)
            watcher.join()
            self.assertTrue(shown[-1], 'it ended by itself: ' + run.stderr.read())

    def check_kind(self, kind):
        rows = self.write(RATE * (4 + 3 * KILLS))
        arguments = ['-t', self.topic, *FIELDS, *KINDS[kind], '--to-topic', self.out, '--exactly-once', self.topic]
        with self.start(rows) as feed, \
             subprocess.Popen(command('tail', '-t', self.out, '-o', 'beginning', '--json'), stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, text=True) as reader:
            for _ in range(KILLS):
                self.kill_one(arguments, reader)
            self.assertIsNone(feed.poll(), 'the records ended before the last run was killed')
            self.assertEqual(feed.wait(), 0)
            reader.kill()

        self.run_cli(0, 'windows', *arguments, '-e')
        written = sorted(record['payload'] for record in self.records(self.out))
        wanted = self.batch(*KINDS[kind])
        self.assertEqual(len(written), len(wanted))
        self.assertEqual(written, wanted)
        self.assertGreater(len(wanted), ROWS * KILLS)

    def test_killed_again_and_again_tumbling(self):
        self.check_kind('tumbling')

    def test_killed_again_and_again_hopping(self):
        self.check_kind('hopping')

    def test_killed_again_and_again_session(self):
        self.check_kind('session')

    def test_killed_again_and_again_sliding(self):
        self.check_kind('sliding')

    def test_killed_again_and_again_trailing(self):
        self.check_kind('trailing')


if __name__ == '__main__':
    if not KAFKA:
        sys.exit(1 if os.environ.get('WEIR_REQUIRE_KAFKA') == '1' else SKIPPED)
    unittest.main()
