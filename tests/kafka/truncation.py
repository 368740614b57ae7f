#!/usr/bin/env python3
"""A log that is cut by an unclean leader election, on three brokers of its own.

100 records were read; 50 of them are no longer there once the replica that had only those leads; 200 new ones follow. A
reader with a group and one without say where the log diverged, and see all of the new ones.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import types
import unittest

import broker

CLI = os.path.abspath(sys.argv.pop(1))
NAME = f'truncation-{os.getpid()}'
DEADLINE_S = 60
SKIPPED = 77


def options(**values):
    return types.SimpleNamespace(name=NAME, **values)


def wait_for(what, is_true):
    end = time.monotonic() + DEADLINE_S
    while not is_true():
        if time.monotonic() > end:
            raise AssertionError(f'in {DEADLINE_S} s there was no {what}')
        time.sleep(0.05)


class Truncation(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix='weir-truncation-')
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.addCleanup(broker.stop, options())
        broker.start(options(secure=False, bench=False, set=['offsets.topic.num.partitions=1'], brokers=1))
        first = broker.load_state(NAME)['bootstrap']
        # Offsets of groups are kept on a broker that is not killed: this makes their topic while it is the only one.
        self.publish(first, 'warm', 0, 1)
        self.run_cli('tail', '-b', first, '-t', 'warm', '-G', 'warm', '-o', 'beginning', '-e', '--output', 'json')
        for number in (2, 3):
            broker.node(options(action='start', node=number))
        state = broker.load_state(NAME)
        self.brokers = ','.join([first, *(node['bootstrap'] for node in state['nodes'].values())])
        # Broker 2 leads, 3 follows.
        broker.run_tool(state, 'topics', ['--create', '--topic', 'cut', '--replica-assignment', '2:3',
                                          '--config', 'unclean.leader.election.enable=true'], stdout=subprocess.DEVNULL)

    def path(self, name):
        return os.path.join(self.folder, name)

    def run_cli(self, *arguments, text=None):
        done = subprocess.run([CLI, *arguments], input=text, text=True, timeout=DEADLINE_S, check=False,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.assertEqual(done.returncode, 0, done.stderr)

    def publish(self, brokers, topic, first, count):
        self.run_cli('publish', '-b', brokers, '-', '-t', topic,
                     text=''.join(json.dumps({'n': n}) + '\n' for n in range(first, first + count)))

    def start_reader(self, name, *arguments):
        command = [CLI, 'tail', '-b', self.brokers, '-t', 'cut', '-o', 'beginning', '-c', '300', '--format', 'json',
                   '--value', 'n', '--output', 'json', '--json-summary', self.path(name + '.json'), *arguments]
        with open(self.path(name + '.out'), 'wb') as out, open(self.path(name + '.err'), 'wb') as err:
            process = subprocess.Popen(command, stdout=out, stderr=err)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        return process

    def rows(self, name):
        with open(self.path(name + '.out'), encoding='utf-8') as file:
            return [json.loads(line) for line in file.read().splitlines(True) if line.endswith('\n')]

    def check_reader(self, name):
        with open(self.path(name + '.err'), encoding='utf-8') as file:
            said = file.read()
        self.assertIn('cut [0]: from offset 100 reading goes back to 50: the log was truncated', said)
        rows = self.rows(name)
        self.assertEqual([row['offset'] for row in rows], [*range(100), *range(50, 250)], said)
        self.assertEqual([row['n'] for row in rows], [*range(100), *range(1000, 1200)], said)
        with open(self.path(name + '.json'), encoding='utf-8') as file:
            summary = json.load(file)
        self.assertEqual(summary['gaps'], [{'topic': 'cut', 'partition': 0, 'from': 100, 'to': 50, 'reason': 'truncated'}])

    def test_readers_go_on_where_the_log_diverged(self):
        self.publish(self.brokers, 'cut', 0, 50)
        broker.node(options(action='stop', node=3))
        self.publish(self.brokers, 'cut', 50, 50)
        readers = {'alone': self.start_reader('alone'), 'member': self.start_reader('member', '-G', 'cut')}
        wait_for('100 records', lambda: all(len(self.rows(name)) == 100 for name in readers))
        # They are told of the cut only when the new records are there: the end is no place to go on at.
        for process in readers.values():
            process.send_signal(signal.SIGSTOP)
        broker.node(options(action='kill', node=2))
        broker.node(options(action='start', node=3))
        self.publish(self.brokers, 'cut', 1000, 200)
        for process in readers.values():
            process.send_signal(signal.SIGCONT)
        for name, process in readers.items():
            with self.subTest(reader=name):
                self.assertEqual(process.wait(DEADLINE_S), 4)
                self.check_reader(name)


if __name__ == '__main__':
    if not os.path.isdir(os.path.join(broker.deps_folder(), 'kafka')):
        sys.exit(1 if os.environ.get('WEIR_REQUIRE_KAFKA') == '1' else SKIPPED)
    broker.stop_at_exit(NAME)
    unittest.main()
