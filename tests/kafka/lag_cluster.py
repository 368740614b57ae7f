#!/usr/bin/env python3
"""Lag while brokers go and come, on three brokers of its own: a coordinator that moves, a broker that is restarted."""

import json
import os
import subprocess
import sys
import time
import types
import unittest

import broker

CLI = os.path.abspath(sys.argv.pop(1))
NAME = f'lag-cluster-{os.getpid()}'
DEADLINE_S = 60
ENVIRONMENT = dict(os.environ, LC_ALL='C.UTF-8', LANGUAGE='', HOME='/nonexistent', XDG_CONFIG_HOME='/nonexistent')


def options(**values):
    return types.SimpleNamespace(name=NAME, **values)


class Cluster(unittest.TestCase):
    def setUp(self):
        self.addCleanup(broker.stop, options())
        # Every broker has a copy of the groups' offsets, so that another can take over.
        broker.start(options(secure=False, bench=False, brokers=3,
                             set=['offsets.topic.num.partitions=3', 'offsets.topic.replication.factor=3',
                                  'default.replication.factor=3']))
        state = broker.load_state(NAME)
        self.brokers = ','.join([state['bootstrap'], *(node['bootstrap'] for node in state['nodes'].values())])

    def run_cli(self, verb, *arguments, text=None):
        done = subprocess.run([CLI, verb, '-b', self.brokers, '-q', *arguments], input=text, text=True, timeout=DEADLINE_S,
                              check=False, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ENVIRONMENT)
        return done.returncode, done.stdout, done.stderr

    def look(self):
        code, out, err = self.run_cli('lag', '--summary', '-J', '--timeout', '20')
        self.assertEqual(code, 0, err)
        return {row['group']: row for row in map(json.loads, out.splitlines())}

    def look_for(self, what, is_true):
        """Looks again until it is so: an election takes its time."""
        end = time.monotonic() + DEADLINE_S
        while True:
            code, out, _ = self.run_cli('lag', '--summary', '-J', '--timeout', '20')
            rows = {row['group']: row for row in map(json.loads, out.splitlines())} if code == 0 else {}
            if is_true(rows):
                return rows
            self.assertLess(time.monotonic(), end, f'no {what}: {rows}')

    def check_equal(self, names):
        """Every partition's numbers are those that kafka-consumer-groups tells, whoever coordinates the group."""
        code, out, err = self.run_cli('lag', '-J', '--timeout', '20')
        self.assertEqual(code, 0, err)
        ours = {(row['group'], row['topic'], row['partition']): tuple(str(row[name]) for name in ('committed', 'end', 'lag'))
                for row in map(json.loads, out.splitlines()) if row['group'] in names}
        theirs = {place: tuple(row[name] for name in ('CURRENT-OFFSET', 'LOG-END-OFFSET', 'LAG'))
                  for place, row in broker.describe_groups(self.brokers.partition(',')[0], '--all-groups').items()}
        self.assertEqual(ours, theirs)
        self.assertEqual(len(ours), 3 * len(names))

    @staticmethod
    def id_of(row):
        return row['coordinator'].rpartition('(')[2].rstrip(')') if row['coordinator'] else None

    def test_groups_are_told_of_whoever_coordinates_them(self):
        code, _, err = self.run_cli('publish', '-', '-t', 'orders', '--partitions', '3', '--key', 'k',
                                    text=''.join(json.dumps({'k': str(i)}) + '\n' for i in range(90)))
        self.assertEqual(code, 0, err)
        names = [f'group-{i}' for i in range(9)]
        for name in names:
            code, _, err = self.run_cli('reset-offsets', '-G', name, '-t', 'orders', '--to-offset', '10', '--execute', '--save', '/dev/null')
            self.assertEqual(code, 0, err)
        before = self.look()
        self.assertEqual({name: before[name]['lag'] for name in names}, {name: 60 for name in names})
        self.check_equal(names)
        coordinators = {self.id_of(before[name]) for name in names}
        self.assertGreater(len(coordinators - {'1'}), 0, coordinators)
        away = sorted(coordinators - {'1'})[0]
        moved = [name for name in names if self.id_of(before[name]) == away]

        # Another broker takes its groups over, with what they have committed.
        broker.node(options(action='kill', node=int(away)))
        rows = self.look_for('coordinators elsewhere', lambda rows: all(
            name in rows and rows[name]['lag'] == 60 and self.id_of(rows[name]) not in (None, away) for name in names))
        for name in names:
            self.assertEqual((rows[name]['lag'], rows[name]['partitions']), (60, 3))
        self.assertTrue(moved)
        self.check_equal(names)

        # It comes back, on its old data; nothing is lost, and nothing is counted twice.
        broker.node(options(action='start', node=int(away)))
        self.look_for('all groups', lambda rows: all(name in rows and rows[name]['lag'] == 60 for name in names))
        self.check_equal(names)


if __name__ == '__main__':
    if subprocess.run(['java', '-version'], check=False, stderr=subprocess.DEVNULL).returncode != 0 or not os.path.isdir(
            os.path.join(broker.deps_folder(), 'kafka')):
        sys.exit(1 if os.environ.get('WEIR_REQUIRE_KAFKA') == '1' else 77)
    broker.stop_at_exit(NAME)
    unittest.main()
