#!/usr/bin/env python3
"""Lag while topics change, on the Kafka at WEIR_TEST_KAFKA: numbers equal those of kafka-consumer-groups.

Partitions are added, a topic is deleted and made anew, a compacted topic loses records in the middle, records are deleted
below the committed offset.
"""

import csv
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
KAFKA = os.environ.get('WEIR_TEST_KAFKA')
ENVIRONMENT = dict(os.environ, LC_ALL='C.UTF-8', LANGUAGE='', HOME='/nonexistent', XDG_CONFIG_HOME='/nonexistent')
DEADLINE_S = 60


def run(verb, *arguments, text=None, broker=None):
    done = subprocess.run([CLI, verb, '-b', broker or KAFKA, '-q', *arguments], input=text, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, env=ENVIRONMENT, timeout=DEADLINE_S, check=False)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def tool(name, *arguments):
    main, option = kafka.TOOLS[name]
    done = subprocess.run(kafka.java([main, option, KAFKA, *arguments]), stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          timeout=DEADLINE_S, check=True, text=True)
    return done.stdout


def theirs(group):
    """What kafka-consumer-groups --describe says of each partition: current offset, log end offset, lag."""
    return {(topic, partition): tuple(row[name] for name in ('CURRENT-OFFSET', 'LOG-END-OFFSET', 'LAG'))
            for (_, topic, partition), row in kafka.describe_groups(KAFKA, '--group', group).items()}


class Changes(unittest.TestCase):
    def setUp(self):
        if not KAFKA:
            if os.environ.get('WEIR_REQUIRE_KAFKA') == '1':
                raise AssertionError('WEIR_REQUIRE_KAFKA=1 and no WEIR_TEST_KAFKA')
            raise unittest.SkipTest('WEIR_TEST_KAFKA names no broker')
        self.topic = self.group = f'changes-{uuid.uuid4().hex[:8]}'

    def publish(self, count, *arguments):
        code, _, err = run('publish', '-', '-t', self.topic, '--key', 'k', *arguments,
                           text=b''.join(b'{"k":"%d","n":%d}\n' % (i % 7, i) for i in range(count)))
        self.assertEqual(code, 0, err)

    def commit(self, offset):
        code, _, err = run('reset-offsets', '-G', self.group, '-t', self.topic, '--to-offset', str(offset), '--execute',
                           '--save', '/dev/null')
        self.assertEqual(code, 0, err)

    def look(self, *arguments):
        code, out, err = run('lag', '-G', self.group, '-J', *arguments)
        self.assertEqual(code, 0, err)
        return {(row['topic'], row['partition']): row for row in map(json.loads, out.splitlines())}

    def check_equal(self):
        """Where they give a number, ours is the same."""
        ours = self.look()
        told = theirs(self.group)
        self.assertEqual(sorted(ours), sorted(told))
        for place, numbers in told.items():
            row = ours[place]
            for name, number in zip(('committed', 'end', 'lag'), numbers):
                self.assertEqual('-' if row[name] is None else str(row[name]), number, (place, name, row))
        return ours

    def test_partitions_that_are_added_are_told_once_they_are_committed(self):
        self.publish(60, '--partitions', '2')
        self.commit(5)
        self.assertEqual(len(self.check_equal()), 2)
        tool('topics', '--alter', '--topic', self.topic, '--partitions', '4')
        self.assertEqual(len(self.check_equal()), 2)
        self.publish(60)
        self.commit(7)
        rows = self.check_equal()
        self.assertEqual(len(rows), 4)
        self.assertEqual(sum(row['end'] for row in rows.values()), 120)

    def test_a_topic_that_is_made_anew_leaves_no_lag_of_before(self):
        self.publish(50, '--partitions', '1')
        self.commit(20)
        with tempfile.TemporaryDirectory(prefix='weir-lag-') as folder:
            history = os.path.join(folder, 'history')
            row = self.look('--history', history)[self.topic, 0]
            self.assertEqual((row['committed'], row['end'], row['lag']), (20, 50, 30))
            tool('topics', '--delete', '--topic', self.topic)
            self.publish(5, '--partitions', '1')
            rows = self.look('--history', history)
            # A broker forgets what groups committed in a topic that is deleted; until it has, the offset is past the end.
            end = time.monotonic() + DEADLINE_S
            while rows and rows.get((self.topic, 0), {}).get('committed') == 20:
                row = rows[self.topic, 0]
                self.assertEqual((row['lag'], row['state'], row['past_end']), (None, 'past-end', 15), row)
                self.assertLess(time.monotonic(), end)
                code, out, err = run('lag', '-G', self.group, '-J', '--history', history)
                if code == 1:
                    self.assertIn('there is no consumer group', err)
                    break
                rows = {(row['topic'], row['partition']): row for row in map(json.loads, out.splitlines())}
            self.commit(2)
            row = self.look('--history', history)[self.topic, 0]
            self.assertEqual((row['committed'], row['end'], row['lag'], row['state']), (2, 5, 3, 'incomplete'))

    def test_a_compacted_topic_has_the_age_of_the_next_record_there_is(self):
        tool('topics', '--create', '--topic', self.topic, '--partitions', '1', '--config', 'cleanup.policy=compact',
             '--config', 'segment.ms=1', '--config', 'min.cleanable.dirty.ratio=0.001', '--config', 'max.compaction.lag.ms=1',
             '--config', 'segment.bytes=1048576')
        # One key again and again: all but its last records go, and the committed offset lies in the hole.
        self.publish(70)
        self.commit(3)
        end = time.monotonic() + DEADLINE_S
        while True:
            # A segment is closed when a record comes after it.
            self.publish(1)
            code, out, _ = run('tail', '-t', self.topic, '-o', 'beginning', '-e', '--output', 'json')
            self.assertEqual(code, 0)
            offsets = [json.loads(line)['offset'] for line in out.splitlines()]
            if offsets[0] > 3:
                break
            self.assertLess(time.monotonic(), end, 'nothing was compacted')
            time.sleep(0.5)
        row = self.check_equal()[self.topic, 0]
        self.assertEqual((row['committed'], row['lost']), (3, 0), row)
        self.assertGreater(row['lag'], 0)
        self.assertGreater(row['lag_seconds'], 0)

    def test_records_that_were_deleted_are_lost(self):
        self.publish(40, '--partitions', '1')
        self.commit(10)
        with tempfile.NamedTemporaryFile('w', suffix='.json') as file:
            json.dump({'version': 1, 'partitions': [{'topic': self.topic, 'partition': 0, 'offset': 25}]}, file)
            file.flush()
            subprocess.run(kafka.java(['org.apache.kafka.tools.DeleteRecordsCommand', '--bootstrap-server', KAFKA,
                                       '--offset-json-file', file.name]), stdout=subprocess.DEVNULL, check=True,
                           timeout=DEADLINE_S)
        row = self.check_equal()[self.topic, 0]
        self.assertEqual((row['first'], row['lost'], row['state']), (25, 15, 'lost'))
        self.assertRegex(row['reason'], '15 records')

    def test_lag_is_a_stream_as_any_other(self):
        """Windows over lag, a rule on it, and its records, from a workspace."""
        self.publish(30, '--partitions', '2')
        self.commit(4)
        with tempfile.TemporaryDirectory(prefix='weir-lag-') as folder:
            path = os.path.join(folder, 'lag.json')
            with open(path, 'w', encoding='utf-8') as file:
                json.dump({'weir': 1,
                           'connections': [{'name': 'lag', 'bootstrap': KAFKA, 'lag': '100ms'}],
                           'streams': [{'name': 'groups', 'connection': 'lag', 'topics': ['groups'], 'format': 'json', 'key': 'group',
                                        'fields': [{'name': 'lag', 'path': 'lag'}]},
                                       {'name': 'parts', 'connection': 'lag', 'topics': ['partitions'], 'format': 'json',
                                        'key': 'group', 'fields': [{'name': 'lag', 'path': 'lag'},
                                                                   {'name': 'part', 'path': 'partition'}]}],
                           'rules': [{'name': 'behind', 'stream': 'groups', 'kind': 'record',
                                      'condition': {'fire': 'lag > 20', 'for': '300ms'}}],
                           'dashboards': []}, file)
            code, out, err = run('tail', '--workspace', path, '--stream', 'parts', '-e', '--output', 'json')
            self.assertEqual(code, 0, err)
            mine = [row for row in map(json.loads, out.splitlines()) if row['key'] == self.group]
            self.assertEqual(sorted((row['part'], row['lag']) for row in mine),
                             sorted((row['partition'], row['lag']) for row in self.look().values()))

            # Windows over them, as over any stream.
            code, out, err = run('windows', '--workspace', path, '--stream', 'parts', '--window', '1h', '--emit', 'final', '-e')
            self.assertEqual(code, 0, err)
            names, *lines = [line.split(',') for line in out.splitlines()]
            mine = [dict(zip(names, line)) for line in lines if line[0] == self.group]
            self.assertEqual([(row['count'], row['lag_sum']) for row in mine], [('2', str(sum(row['lag'] for row in self.look().values())))])

            # The rule fires once the lag was that large for so long; the record it fired for is named.
            alerts = subprocess.Popen([CLI, 'alerts', '-b', KAFKA, '-q', '--workspace', path, '--output', 'json'], stdout=subprocess.PIPE,
                                      stderr=subprocess.DEVNULL, env=ENVIRONMENT)
            self.addCleanup(alerts.communicate)
            self.addCleanup(alerts.terminate)
            for line in alerts.stdout:
                row = json.loads(line)
                if row['key'] == self.group and row['state'] == 'firing':
                    break
            else:
                self.fail('the rule did not fire')
            self.assertEqual((row['rule'], row['topic']), ('behind', 'groups'), row)

    def test_lag_is_asked_for_by_sql_and_exported(self):
        self.publish(30, '--partitions', '2')
        self.commit(4)
        looked = self.look()
        code, out, err = run('query', f"""SELECT p.topic, p."partition", p.committed, p.lag, p.lag_seconds > 0, p.group_type, g.lag
                             FROM lag.partitions p JOIN lag.groups g USING ("group") WHERE "group" = '{self.group}' ORDER BY 2""",
                             '--output', 'json')
        self.assertEqual(code, 0, err)
        self.assertEqual([list(json.loads(line).values()) for line in out.splitlines()],
                         [[topic, partition, row['committed'], row['lag'], True, 'classic', sum(row['lag'] for row in looked.values())]
                          for (topic, partition), row in sorted(looked.items())])
        # Without a cluster there are no such tables.
        done = subprocess.run([CLI, 'query', 'SELECT * FROM lag.groups'], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              env=ENVIRONMENT, timeout=DEADLINE_S, check=False)
        self.assertEqual(done.returncode, 1)

        with tempfile.TemporaryDirectory(prefix='weir-lag-') as folder:
            path = os.path.join(folder, 'lag.csv')
            subprocess.run([CLI, 'export', 'lag', '-b', KAFKA, '-q', '-G', self.group, '-O', path], env=ENVIRONMENT, timeout=DEADLINE_S,
                           check=True)
            with open(path, newline='', encoding='utf-8') as file:
                rows = list(csv.DictReader(file))
            self.assertEqual([(row['topic'], int(row['partition']), int(row['committed']), int(row['lag'])) for row in rows],
                             [(topic, partition, row['committed'], row['lag']) for (topic, partition), row in sorted(looked.items())])


if __name__ == '__main__':
    unittest.main()
