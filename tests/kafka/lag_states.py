#!/usr/bin/env python3
"""Each lag state is reached on the Kafka at WEIR_TEST_KAFKA, and told by a running weir-cli lag --watch."""

import json
import os
import signal
import subprocess
import sys
import unittest
import uuid

import broker as kafka

CLI = os.path.abspath(sys.argv.pop(1))
KAFKA = os.environ.get('WEIR_TEST_KAFKA')
ENVIRONMENT = dict(os.environ, LC_ALL='C.UTF-8', LANGUAGE='', HOME='/nonexistent', XDG_CONFIG_HOME='/nonexistent')


def run(verb, *arguments, text=None):
    done = subprocess.run([CLI, verb, '-b', KAFKA, '-q', *arguments], input=text, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, env=ENVIRONMENT, timeout=60, check=False)
    assert done.returncode == 0, (verb, arguments, done.stderr.decode())
    return done.stdout.decode()


class States(unittest.TestCase):
    def setUp(self):
        if not KAFKA:
            if os.environ.get('WEIR_REQUIRE_KAFKA') == '1':
                raise AssertionError('WEIR_REQUIRE_KAFKA=1 and no WEIR_TEST_KAFKA')
            raise unittest.SkipTest('WEIR_TEST_KAFKA names no broker')
        self.group = self.topic = f'states-{uuid.uuid4().hex[:8]}'
        self.produce(100)
        self.commit(100)
        self.watch = subprocess.Popen([CLI, 'lag', '-b', KAFKA, '-t', self.topic, '-J', '--watch', '50ms'],
                                      stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=ENVIRONMENT)
        self.addCleanup(self.end, self.watch)

    @staticmethod
    def end(process):
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=20)

    def produce(self, count):
        run('publish', '-', '-t', self.topic, '--partitions', '1', text=b'{"n":1}\n' * count)

    def commit(self, offset):
        run('reset-offsets', '-G', self.group, '-t', self.topic, '--to-offset', str(offset), '--execute', '--save', '/dev/null')

    def look_for(self, **wanted):
        """The first look from now on that says so; the test's time limit is that of this wait."""
        for line in self.watch.stdout:
            row = json.loads(line)
            if all(row[name] == value for name, value in wanted.items()):
                return row
        raise AssertionError(f'the watch ended without {wanted}')

    def check_equal(self, row):
        """Where kafka-consumer-groups gives a number or a name, ours is the same."""
        theirs = kafka.describe_groups(KAFKA, '--group', self.group)[self.group, self.topic, 0]
        for ours, name in (('committed', 'CURRENT-OFFSET'), ('end', 'LOG-END-OFFSET'), ('lag', 'LAG'), ('consumer_id', 'CONSUMER-ID'),
                           ('host', 'HOST'), ('client_id', 'CLIENT-ID')):
            self.assertEqual('-' if row[ours] is None else str(row[ours]), theirs[name], (row['state'], ours))

    def test_keeping_up_falling_behind_going_back_and_stopping(self):
        row = self.look_for(state='ok', lag=0)
        self.assertEqual((row['lag_seconds'], row['reason']), (0, 'has read everything'))
        self.check_equal(row)

        # Its looks with no lag are forgotten after ten.
        for i in range(1, 12):
            self.produce(20)
            self.commit(100 + i)
            row = self.look_for(committed=100 + i, end=100 + 20 * i)
            self.assertEqual(row['lag'], 19 * i)
            self.assertGreater(row['lag_seconds'], 0)
        self.assertEqual((row['state'], row['trend']), ('warn', 'growing'))
        self.assertRegex(row['reason'], '^its lag went from [0-9]+ to 209 within [0-9]+ s and never fell$')
        self.assertGreater(row['velocity'], 0)
        self.assertIsNone(row['clear_seconds'])
        self.check_equal(row)

        self.commit(50)
        row = self.look_for(committed=50)
        self.assertEqual((row['state'], row['reason']), ('rewind', 'went back from offset 111 to 50'))
        self.check_equal(row)

        for i in range(1, 12):
            self.commit(50 + 20 * i)
            row = self.look_for(committed=50 + 20 * i)
        self.assertEqual((row['state'], row['trend']), ('ok', 'draining'))
        self.assertGreater(row['clear_seconds'], 0)
        self.check_equal(row)

        # No commits, and records arrive, for longer than the commits span.
        self.produce(7)
        row = self.look_for(state='stop')
        self.assertRegex(row['reason'], '^has not committed for [0-9a-z ]+ while 7 records arrived$')
        self.assertEqual(row['consume_rate'], 0)
        self.check_equal(row)

    def test_a_member_that_does_not_commit_stalls(self):
        self.commit(60)
        consumer = subprocess.Popen(
            kafka.java(['org.apache.kafka.tools.consumer.ConsoleConsumer', '--bootstrap-server', KAFKA, '--topic', self.topic,
                        '--group', self.group, '--consumer-property', 'enable.auto.commit=false', '--consumer-property',
                        'group.protocol=consumer', '--consumer-property', 'client.id=the-java-one']),
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.addCleanup(self.end, consumer)
        row = self.look_for(state='stall')
        self.assertEqual((row['group_type'], row['group_state'], row['client_id'], row['committed'], row['lag']),
                         ('consumer', 'Stable', 'the-java-one', 60, 40))
        self.assertRegex(row['reason'], '^has stayed at offset 60 for [0-9a-z ]+ while 0 records arrived$')
        self.check_equal(row)


if __name__ == '__main__':
    unittest.main()
