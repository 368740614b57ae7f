#!/usr/bin/env python3
"""weir-cli pipe on the Kafka at WEIR_TEST_KAFKA: what it writes, and that nothing is lost or doubled.

WEIR_TEST_KILLS: how often a run with --exactly-once is ended by SIGKILL (default 4).
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
KILLS = int(os.environ.get('WEIR_TEST_KILLS', '4'))
KAFKA = os.environ.get('WEIR_TEST_KAFKA')
SKIPPED = 77
# Records a second.
RATE = 2000


def command(verb, *arguments):
    return [CLI, verb, '-b', KAFKA, '-X', 'fetch.wait.max.ms=50', *map(str, arguments)]


class Pipe(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix='weir-pipe-')
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.topic = f'pipe-{os.getpid()}-{random.randrange(1 << 30)}'
        self.out = self.topic + '-out'

    def publish(self, payloads, topic, partitions=2, key='k'):
        payloads = list(payloads)
        rows = os.path.join(self.folder, topic + '.ndjson')
        with open(rows, 'w', encoding='utf-8') as file:
            file.writelines(payload + '\n' for payload in payloads)
        # A line that is no JSON is sent as it is, without a key.
        self.run_cli(4 if 'no json' in payloads else 0, 'publish', rows, '-t', topic, '--partitions', partitions, '--key', key)

    def make(self, topic, partitions=2):
        self.run_cli(0, 'publish', '/dev/null', '-t', topic, '--partitions', partitions)

    def run_cli(self, want, verb, *arguments):
        done = subprocess.run(command(verb, *arguments), stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False, text=True)
        self.assertEqual(done.returncode, want, done.stderr)
        return done

    def records(self, topic):
        lines = self.run_cli(0, 'tail', '-t', topic, '-e', '--json').stdout.splitlines()
        return [json.loads(line) for line in lines]

    def payloads(self, topic):
        return [record['payload'] for record in self.records(topic)]

    def pipe(self, *arguments, want=0):
        return self.run_cli(want, 'pipe', '-t', self.topic, '--to', self.out, '-e', *arguments)

    def test_records_stay_as_they_are(self):
        self.publish(['{"k": "a", "v": 1.50 }', 'no json', '{"k":"b","deep":{"x":[1,{"y":2}]}}'], self.topic)
        self.make(self.out)
        self.pipe()
        before = {(r['key'], r['payload'], r['ts']) for r in self.records(self.topic)}
        after = {(r['key'], r['payload'], r['ts']) for r in self.records(self.out)}
        self.assertEqual(after, before)
        self.assertEqual(len(after), 3)

    def test_conditions_fields_and_expressions(self):
        self.publish(['{"k": "a", "v": 1.50, "s": "x,y", "deep": {"n": 9007199254740993}}', 'no json',
                      '{"k": "a", "v": 1000.25, "double": 3}', '{"k": "b", "v": 2000}', '{"k": "a"}'], self.topic)
        self.make(self.out)
        # Members stay as they stand there; the mapped one takes the place of its name.
        self.pipe('--where', 'v < 1500', '--map', "double=v * 2,list=concat(s, '|', k)", '--key', 'k', want=4)
        self.assertEqual(sorted(self.payloads(self.out)), [
            '{"k": "a", "v": 1.50, "s": "x,y", "deep": {"n": 9007199254740993},"double":3,"list":"x,y|a"}',
            '{"k": "a", "v": 1000.25,"double":2000.5,"list":null}'])

        self.make(self.out + '2')
        self.out += '2'
        done = self.pipe('--select', 'k,deep.n', '--map', 'before=prev(v)', '--key', 'k', want=4)
        self.assertIn('5 records read, 4 written', done.stderr)
        self.assertEqual(sorted(self.payloads(self.out)), [
            '{"k":"a","deep.n":9007199254740993,"before":null}', '{"k":"a","deep.n":null,"before":1.5}',
            '{"k":"a","deep.n":null,"before":1000.25}', '{"k":"b","deep.n":null,"before":null}'])

    def test_what_is_wrong_is_refused_before_anything_is_written(self):
        self.publish(['{"k": "a", "v": 1}'], self.topic)
        self.make(self.out)
        self.assertIn('column 5', self.pipe('--where', 'v > ', want=2).stderr)
        self.assertIn('where to?', self.run_cli(2, 'pipe', '-t', self.topic, '-e').stderr)
        self.assertIn('never end', self.run_cli(2, 'pipe', '-t', self.topic, '--to', self.topic, '-e').stderr)
        self.assertIn('NAME=EXPRESSION', self.pipe('--map', 'v * 2', want=2).stderr)
        self.assertIn('twice', self.pipe('--select', 'v', '--map', 'v=v * 2', want=2).stderr)
        self.run_cli(1, 'pipe', '-t', self.topic, '--to', self.out + '-missing', '-e', '-X', 'allow.auto.create.topics=false')
        self.assertEqual(self.payloads(self.out), [])

    def test_a_group_goes_on_where_it_was(self):
        self.publish([f'{{"k": "a", "v": {i}}}' for i in range(100)], self.topic)
        self.make(self.out)
        self.pipe('-G', self.topic)
        self.publish_more([f'{{"k": "a", "v": {i}}}' for i in range(100, 150)])
        self.pipe('-G', self.topic)
        self.assertEqual([json.loads(p)['v'] for p in self.payloads(self.out)], list(range(150)))

    def publish_more(self, payloads):
        rows = os.path.join(self.folder, 'more.ndjson')
        with open(rows, 'w', encoding='utf-8') as file:
            file.writelines(payload + '\n' for payload in payloads)
        self.run_cli(0, 'publish', rows, '-t', self.topic, '--key', 'k')

    def test_killed_again_and_again_each_record_is_there_once(self):
        """Records come all the while, so that each run has work when it is ended."""
        count = RATE * (4 + KILLS)
        rows = os.path.join(self.folder, 'rows.ndjson')
        with open(rows, 'w', encoding='utf-8') as file:
            file.writelines(f'{{"k": "{i % 97}", "t": {1_700_000_000 + i / RATE}, "v": {i}}}\n' for i in range(count))
        self.make(self.topic, 4)
        self.make(self.out, 4)
        arguments = ['-t', self.topic, '--to', self.out, '--where', 'v % 2 == 0', '-G', self.topic, '--exactly-once', self.topic]
        publish = command('publish', rows, '-t', self.topic, '--key', 'k', '--time', 't:s', '--speed', '1x')
        with subprocess.Popen(publish, stderr=subprocess.DEVNULL) as feed, \
             subprocess.Popen(command('tail', '-t', self.out, '-o', 'beginning', '--json'), stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, text=True) as reader:
            for _ in range(KILLS):
                with subprocess.Popen(command('pipe', *arguments), stderr=subprocess.PIPE) as pipe:
                    # What it has committed itself, and more is under way.
                    for _ in range(RATE // 4):
                        reader.stdout.readline()
                    self.assertIsNone(pipe.poll())
                    pipe.send_signal(signal.SIGKILL)
            self.assertEqual(feed.wait(), 0)
            reader.kill()

        self.run_cli(0, 'pipe', *arguments, '-e')
        written = sorted(json.loads(payload)['v'] for payload in self.payloads(self.out))
        self.assertEqual(written, list(range(0, count, 2)))
        # Nothing is left to be done.
        self.assertIn(' 0 records read', self.run_cli(0, 'pipe', *arguments, '-e').stderr)


if __name__ == '__main__':
    if not KAFKA:
        sys.exit(1 if os.environ.get('WEIR_REQUIRE_KAFKA') == '1' else SKIPPED)
    unittest.main()
