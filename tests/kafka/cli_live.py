#!/usr/bin/env python3
"""weir-cli on a real Kafka: what only that can do to it.

Topics deleted and made anew, tombstones, headers, large records, an output whose
reader pauses, groups with names that a terminal would obey.
"""

import json
import os
import pty
import random
import signal
import subprocess
import sys
import tempfile
import time
import unittest

CLI = os.path.abspath(sys.argv.pop(1))
ADMIN = os.path.abspath(sys.argv.pop(1))
KAFKA = os.environ.get('WEIR_TEST_KAFKA')
ENVIRONMENT = dict(os.environ, LC_ALL='C.UTF-8', LANGUAGE='', HOME='/nonexistent', XDG_CONFIG_HOME='/nonexistent')
# The shortest that a broker allows by default.
SESSION_MSEC = 6000
SKIPPED = 77


def command(verb, *arguments):
    return [CLI, verb, '-b', KAFKA, '-X', 'fetch.wait.max.ms=50', *map(str, arguments)]


def start(verb, *arguments, **options):
    return subprocess.Popen(command(verb, *arguments), text=True, env=ENVIRONMENT, stdin=subprocess.DEVNULL,
                            stderr=subprocess.PIPE, **{'stdout': subprocess.PIPE, **options})


class Live(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix='weir-live-')
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.topic = f'live-{os.getpid()}-{random.randrange(1 << 30)}'
        self.group = self.topic
        self.admin = subprocess.Popen([ADMIN], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=ENVIRONMENT)
        self.addCleanup(self.admin.communicate)
        self.obey('create', self.topic, 1)

    def obey(self, *words):
        """What the administrator answers."""
        self.admin.stdin.write(' '.join(map(str, words)) + '\n')
        self.admin.stdin.flush()
        answer = self.admin.stdout.readline().split()
        self.assertEqual(answer[-1:], ['done'])
        return answer[:-1]

    def send(self, key, payload):
        """None: nothing."""
        paths = []
        for name, content in (('key', key), ('payload', payload)):
            paths.append('-' if content is None else os.path.join(self.folder, name))
            if content is not None:
                with open(paths[-1], 'wb') as file:
                    file.write(content)
        self.obey('send', self.topic, 0, *paths)

    def publish(self, rows, *arguments, topic=None, partition=0):
        process = subprocess.run(command('publish', '-', '-t', topic or self.topic, '-p', partition, *arguments), input=rows,
                                 text=True, env=ENVIRONMENT, stderr=subprocess.PIPE, check=False)
        self.assertEqual(process.returncode, 0, process.stderr)

    def run_cli(self, verb, *arguments, want=0):
        process = start(verb, *arguments)
        out, err = process.communicate()
        self.assertEqual(process.returncode, want, err)
        return out, err

    def interrupt(self, process):
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate()
        self.assertEqual(process.returncode, 130, err)
        return err

    # -- topics ------------------------------------------------------------------

    def test_a_topic_that_is_made_anew_is_read_on(self):
        for group in ([], ['-G', self.group]):
            with self.subTest(group=group):
                self.publish('{"n":1}\n{"n":2}\n')
                process = start('tail', '-t', self.topic, '-o', 'beginning', *group, '-X', 'topic.metadata.refresh.interval.ms=500')
                self.assertEqual([process.stdout.readline()[-8:] for _ in range(2)], ['{"n":1}\n', '{"n":2}\n'])
                self.obey('delete', self.topic)
                line = process.stderr.readline()
                self.assertIn('it is waited for', line)
                self.obey('create', self.topic, 1)
                self.publish('{"n":3}\n')
                self.assertEqual(process.stdout.readline()[-8:], '{"n":3}\n')
                self.assertIn('reading goes back to 0', self.interrupt(process))
                self.obey('delete', self.topic)
                self.obey('create', self.topic, 1)

    def test_a_topic_that_is_deleted_ends_a_bounded_run(self):
        self.publish('{"n":1}\n')
        process = start('tail', '-t', self.topic, '-c', 2, '--to', 'now+1h', '-X', 'topic.metadata.refresh.interval.ms=500')
        process.stdout.readline()
        self.obey('delete', self.topic)
        _, err = process.communicate()
        self.assertEqual(process.returncode, 1, err)
        self.obey('create', self.topic, 1)

    # -- records -----------------------------------------------------------------

    def test_tombstones_are_counted_and_no_fault(self):
        for payload in (b'{"t":1,"v":1}', None, b'{"t":2,"v":2}'):
            self.send(b'a', payload)
        fields = ['-e', '--time', 't:s', '--value', 'v', '--json-summary', os.path.join(self.folder, 'summary.json')]
        for verb, arguments, n_rows in (('windows', ['-t', self.topic], 1), ('tail', ['-t', self.topic, '--output', 'csv'], 2),
                                        ('alerts', ['-t', self.topic, '--rule', 'r: v > 1'], 1),
                                        ('join', ['--left', self.topic, '--right', self.topic, '--within', '0s'], 2)):
            with self.subTest(verb=verb):
                out, err = self.run_cli(verb, *arguments, *fields)
                n_tombstones = 2 if verb == 'join' else 1
                self.assertEqual(len(out.splitlines()), 1 + n_rows)
                self.assertIn(f'{n_tombstones} tombstone', err)
                with open(fields[-1], encoding='utf-8') as file:
                    self.assertEqual(json.load(file)['tombstones'], n_tombstones)
        out, _ = self.run_cli('tail', '-t', self.topic, '-e', '-J')
        self.assertEqual([json.loads(line)['payload'] for line in out.splitlines()], ['{"t":1,"v":1}', None, '{"t":2,"v":2}'])

    def test_json_has_what_kcat_says_of_a_record(self):
        self.send(b'a', b'{"t":1}')
        record = json.loads(self.run_cli('tail', '-t', self.topic, '-e', '-J')[0])
        self.assertEqual(list(record), ['topic', 'partition', 'offset', 'tstype', 'ts', 'broker', 'leader_epoch', 'key', 'payload'])
        self.assertEqual((record['tstype'], record['ts'], record['broker'], record['leader_epoch'], record['key']),
                         ('create', 1_700_000_000_000, 1, 0, 'a'))

    def test_ten_megabytes_are_one_record(self):
        text = 'y' * 10_000_000
        self.publish(json.dumps({'k': 'a', 't': 1, 'x': text}) + '\n', '-X', 'message.max.bytes=19000000')
        record = json.loads(self.run_cli('tail', '-t', self.topic, '-e', '-J')[0])
        self.assertEqual(json.loads(record['payload'])['x'], text)
        row = json.loads(self.run_cli('tail', '-t', self.topic, '-e', '--key', 'k', '--time', 't:s', '--value', 'x', '--output', 'json')[0])
        self.assertEqual((row['key'], row['x']), ('a', text))

    # -- joins -------------------------------------------------------------------

    def test_ten_table_joins_of_six_partitions_are_equal_byte_for_byte(self):
        trades, companies = f'{self.topic}-trades', f'{self.topic}-companies'
        chance = random.Random(6)
        for name in (trades, companies):
            self.obey('create', name, 6)
        for partition in range(6):
            self.publish(''.join(f'{{"s":"{chance.choice("abcdef")}","t":{i // 3},"p":{chance.randrange(1000)}}}\n' for i in range(2000)),
                         topic=trades, partition=partition)
            # The same keys in each partition: which record is the latest is not decided by a partition's order.
            self.publish(''.join(f'{{"s":"{chance.choice("abcdef")}","t":{i * 7},"name":"{partition}-{i}"}}\n' for i in range(100)),
                         topic=companies, partition=partition)
        for times in (['--left-time', 't:ms'], ['--left-time', 't:ms', '--right-time', 't:ms']):
            with self.subTest(times=times):
                outputs = {self.run_cli('join', '--left', trades, '--right', companies, '--type', 'table', '-e', '--key', 's', *times,
                                        '--left-value', 'p', '--right-value', 'name')[0] for _ in range(10)}
                self.assertEqual(len(outputs), 1)
                rows = outputs.pop().splitlines()[1:]
                self.assertEqual(len(rows), 12000)
                places = [row.split(',')[1::-1] for row in rows]
                self.assertEqual(places, sorted(places))

    # -- output ------------------------------------------------------------------

    def test_a_reader_that_pauses_loses_neither_records_nor_the_group(self):
        n_records = 100_000
        self.publish(''.join(f'{{"n":{i},"x":"{"y" * 100}"}}\n' for i in range(n_records)))
        process = start('tail', '-t', self.topic, '-G', self.group, '-X', f'max.poll.interval.ms={SESSION_MSEC}',
                        '-X', f'session.timeout.ms={SESSION_MSEC}')
        process.stdout.readline()
        # What is tested is that nothing happens, for longer than a member may be silent.
        time.sleep(1.5 * SESSION_MSEC / 1000)
        self.assertEqual(self.obey('members', self.group), ['1'])
        with open(f'/proc/{process.pid}/statm', encoding='ascii') as file:
            self.assertLess(int(file.read().split()[1]) * os.sysconf('SC_PAGE_SIZE'), 200 << 20)
        for _ in range(n_records - 1):
            process.stdout.readline()
        self.assertEqual(self.interrupt(process), 'weir-cli tail: interrupted\n')
        self.assertEqual(self.obey('committed', self.group, self.topic, 1), [str(n_records)])

    def test_a_terminal_shows_names_of_groups_as_text(self):
        name = f'{self.group}\x1b[31mred\x7f\u009b2J\nrow;=1'
        self.publish('{"n":1}\n')
        self.run_cli('tail', '-t', self.topic, '-G', name, '-e')
        for output in ('table', 'csv', 'json', 'openmetrics'):
            for view in ([], ['--summary']):
                main, side = pty.openpty()
                with start('lag', '-G', name, '--output', output, *view, stdout=side) as process:
                    os.close(side)
                    shown = b''
                    # Its end is an error on a terminal.
                    try:
                        while chunk := os.read(main, 65536):
                            shown += chunk
                    except OSError:
                        os.close(main)
                    self.assertEqual(process.wait(), 0, process.stderr.read())
                text = shown.decode().replace('\r\n', '\n')
                self.assertNotRegex(text, '[\x00-\x09\x0b-\x1f\x7f-\x9f]', (output, view))
                self.assertIn('1b', text)
                self.assertEqual([line for line in text.splitlines() if line.startswith('row')], [])


if __name__ == '__main__':
    if not KAFKA:
        sys.exit(1 if os.environ.get('WEIR_REQUIRE_KAFKA') == '1' else SKIPPED)
    unittest.main()
