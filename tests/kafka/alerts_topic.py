#!/usr/bin/env python3
"""What a watching program puts into a topic of the Kafka at WEIR_TEST_KAFKA: each change of state of its journal, once and
in order, whatever becomes of the program and of the broker.

WEIR_TEST_KILLS: how often the program is ended by SIGKILL (default 20).
"""

import hashlib
import json
import os
import random
import subprocess
import sys
import tempfile
import time
import unittest

import proxy

WATCH = os.path.abspath(sys.argv.pop(1))
CLI = os.path.abspath(sys.argv.pop(1))
KILLS = int(os.environ.get('WEIR_TEST_KILLS', '20'))
KAFKA = os.environ.get('WEIR_TEST_KAFKA')
SKIPPED = 77
KEYS = 10
# All that is compared stays in the journal, whose oldest parts go.
PART_BYTES = 4 << 20
PRODUCE = 0


def read_journal(folder):
    entries = {}
    for name in sorted(os.listdir(folder)) if os.path.isdir(folder) else []:
        if name.endswith('.journal'):
            with open(os.path.join(folder, name), encoding='utf-8') as file:
                for line in file:
                    if line.endswith('\n'):
                        entry = json.loads(line[17:])
                        entries[entry['number']] = entry
    return [entries[number] for number in sorted(entries)]


class AlertsTopic(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix='weir-alerts-')
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.topic = f'alerts-{os.getpid()}-{random.randrange(1 << 30)}'
        self.out = self.topic + '-out'
        self.journal = os.path.join(self.folder, 'journal')
        self.path = os.path.join(self.folder, 'workspace.json')
        for topic in (self.topic, self.out):
            subprocess.run([CLI, 'publish', '/dev/null', '-b', KAFKA, '-t', topic, '--partitions', '2', '--quiet'], check=True)

    def describe(self, bootstrap, topic=None, **members):
        with open(self.path, 'w', encoding='utf-8') as file:
            json.dump({
                'weir': 1,
                'connections': [{'name': 'c', 'bootstrap': bootstrap}],
                'streams': [{'name': 's', 'connection': 'c', 'topics': [self.topic], 'format': 'json', 'key': 'k',
                             'time': {'field': 't', 'unit': 'ms'}, 'fields': [{'name': 'v', 'path': 'v'}]}],
                'rules': [{'name': 'high', 'stream': 's', 'kind': 'record', 'condition': {'fire': 'v > 4'},
                           'publish_to': topic or self.out, **members}],
            }, file)

    def publish(self, rows):
        path = os.path.join(self.folder, 'rows.ndjson')
        with open(path, 'w', encoding='utf-8') as file:
            file.writelines(json.dumps(row) + '\n' for row in rows)
        subprocess.run([CLI, 'publish', path, '-b', KAFKA, '-t', self.topic, '--key', 'k', '--time', 't:ms', '--quiet'], check=True)

    def fire(self, keys):
        """Each key fires and resolves."""
        now = int(time.time() * 1000)
        self.publish([{'k': key, 't': now + i, 'v': value} for i, key in enumerate(keys) for value in (9, 1)])

    def start(self):
        process = subprocess.Popen([WATCH, self.path, self.journal, str(PART_BYTES)], stdout=subprocess.DEVNULL)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        return process

    def end(self, process):
        process.kill()
        process.wait()

    def await_that(self, process, condition):
        end = time.monotonic() + 90
        while not condition():
            self.assertIsNone(process.poll(), 'it ended by itself')
            self.assertLess(time.monotonic(), end, 'it never happened')
            time.sleep(0.02)

    def changes(self):
        return [entry['event'] for entry in read_journal(self.journal) if entry['kind'] == 'change']

    def all_published(self):
        entries = read_journal(self.journal)
        numbers = [entry['number'] for entry in entries if entry['kind'] == 'change']
        done = [entry['about'] for entry in entries if entry['kind'] == 'published']
        return bool(numbers) and bool(done) and max(done) >= max(numbers)

    def await_watching(self, process):
        self.await_that(process, lambda: os.path.exists(os.path.join(self.journal, 'positions')))

    def events(self):
        done = subprocess.run([CLI, 'tail', '-b', KAFKA, '-t', self.out, '-e', '--json'], stdout=subprocess.PIPE, check=True,
                              text=True)
        return [json.loads(line) for line in done.stdout.splitlines()]

    def check_events(self, n_keys):
        """The topic has what the journal has."""
        records = self.events()
        events = [json.loads(record['payload']) for record in records]
        changes = self.changes()
        self.assertEqual(len(changes), 2 * n_keys)
        self.assertEqual(len({event['id'] for event in events}), len(events), 'written twice')
        self.assertEqual(sorted(event['id'] for event in events), sorted(change['id'] for change in changes))
        states = {}
        for record, event in zip(records, events):
            self.assertEqual(record['key'], f'high:{event["key"]}')
            states.setdefault(event['key'], []).append(event['state'])
        self.assertEqual(set(map(tuple, states.values())), {('firing', 'resolved')})

    def test_killed_again_and_again_each_change_is_there_once(self):
        self.describe(KAFKA)
        choice = random.Random(5)
        process = self.start()
        self.await_watching(process)
        for kill in range(KILLS):
            self.fire([f'r{kill}k{i}' for i in range(KEYS)])
            time.sleep(choice.random() * 0.8)
            self.end(process)
            process = self.start()
        # Nothing is on its way any more once these are through.
        self.await_that(process, lambda: len(self.changes()) >= 2 * KEYS * KILLS)
        self.await_that(process, self.all_published)
        self.end(process)
        self.check_events(KEYS * KILLS)
        print(f'{KILLS} kills: {2 * KEYS * KILLS} changes in the topic, each once', file=sys.stderr)

    def test_what_was_sent_but_not_acknowledged_is_not_sent_again(self):
        answers = [True]

        def damage(key, version, body):
            return body if answers[0] or key != PRODUCE else None

        with proxy.Proxy(KAFKA, damage) as between:
            self.describe(between.address)
            process = self.start()
            self.await_watching(process)
            self.fire(['first'])
            self.await_that(process, self.all_published)
            for kill in range(3):
                answers[0] = False
                self.fire([f'r{kill}k{i}' for i in range(KEYS)])
                known = 2 + 2 * KEYS * kill
                # The broker has some of them, and the program does not know.
                self.await_that(process, lambda known=known: len(self.events()) > known)
                self.assertFalse(self.all_published())
                self.end(process)
                answers[0] = True
                process = self.start()
                self.await_that(process, self.all_published)
            self.end(process)
        self.check_events(1 + 3 * KEYS)

    def test_a_broker_that_is_away_is_waited_for(self):
        answers = [True]

        def damage(key, version, body):
            return body if answers[0] or key != PRODUCE else None

        with proxy.Proxy(KAFKA, damage) as between:
            self.describe(between.address)
            process = self.start()
            self.await_watching(process)
            answers[0] = False
            self.fire([f'k{i}' for i in range(KEYS)])
            self.await_that(process, lambda: len(self.changes()) >= 2 * KEYS)
            between.refuse()
            between.cut()
            self.end(process)
            # A program that begins while it is away, and ends.
            process = self.start()
            time.sleep(1)
            self.assertFalse(self.all_published())
            self.end(process)
            process = self.start()
            answers[0] = True
            between.heal()
            self.await_that(process, self.all_published)
            self.fire(['last'])
            self.await_that(process, lambda: len(self.changes()) >= 2 * KEYS + 2 and self.all_published())
            self.end(process)
        self.check_events(KEYS + 1)

    def test_a_topic_that_is_made_later_gets_what_waited(self):
        later = self.out + '-later'
        self.describe(KAFKA, later)
        process = self.start()
        self.await_watching(process)
        self.fire(['k'])
        self.await_that(process, lambda: len(self.changes()) >= 2)
        subprocess.run([CLI, 'publish', '/dev/null', '-b', KAFKA, '-t', later, '--partitions', '1', '--quiet'], check=True)
        self.await_that(process, self.all_published)
        self.end(process)
        self.out = later
        self.check_events(1)


    def captures(self):
        return [entry for entry in read_journal(self.journal) if entry['kind'] == 'captured']

    def feed(self, seconds, value, begin):
        """Ten records a second of time, in both partitions."""
        self.publish([{'k': f'k{i % 4}', 't': begin + i * 100, 'v': value} for i in range(seconds * 10)])

    def test_records_around_a_firing_are_kept(self):
        self.journal = os.path.join(self.folder, 'weir', 'alerts', hashlib.sha256(self.path.encode()).hexdigest())
        self.describe(KAFKA, trigger={'mode': 'single', 'before': '2s', 'after': '1s'})
        process = self.start()
        self.await_watching(process)
        for turn in range(2):
            now = int(time.time() * 1000)
            self.feed(5, 1, now - 5000)
            self.publish([{'k': 'hot', 't': now, 'v': 9}, {'k': 'hot', 't': now + 1, 'v': 1}])
            self.feed(3, 1, now + 2)
            self.await_that(process, lambda turn=turn: len(self.captures()) > turn)
            # Disarmed.
            later = int(time.time() * 1000)
            self.publish([{'k': 'hot', 't': later + 5000, 'v': 9}, {'k': 'hot', 't': later + 5001, 'v': 1}])
            self.await_that(process, lambda turn=turn: len(self.changes()) >= 4 * (turn + 1))
            self.end(process)

            capture = self.captures()[turn]
            firing = next(entry for entry in read_journal(self.journal) if entry['number'] == capture['about'])
            self.assertEqual((capture['rule'], capture['key'], firing['event']['state']), ('high', 'hot', 'firing'))
            environment = dict(os.environ, XDG_DATA_HOME=self.folder)
            shown = subprocess.run([CLI, 'journal', self.path, '--output', 'json'], stdout=subprocess.PIPE, text=True, check=True,
                                   env=environment).stdout
            folder = [row['note'] for row in map(json.loads, shown.splitlines()) if row['kind'] == 'captured'][turn]
            kept = self.tail('--input', folder, '-t', self.topic)
            wanted = [record for record in self.tail('-b', KAFKA, '-t', self.topic, '-e')
                      if now - 2000 <= record['ts'] < now + 1000]
            self.assertGreater(len(wanted), 25)
            self.assertEqual(kept, wanted)
            subprocess.run([CLI, 'journal', self.path, '--arm', 'high'], check=True, env=environment)
            process = self.start()
        self.end(process)

    def tail(self, *arguments):
        done = subprocess.run([CLI, 'tail', *arguments, '--json'], stdout=subprocess.PIPE, check=True, text=True)
        records = map(json.loads, done.stdout.splitlines())
        # A recording does not say which broker had them.
        members = ('topic', 'partition', 'offset', 'ts', 'key', 'payload')
        return sorted(({name: record[name] for name in members} for record in records),
                      key=lambda record: (record['partition'], record['offset']))


if __name__ == '__main__':
    if not KAFKA:
        sys.exit(1 if os.environ.get('WEIR_REQUIRE_KAFKA') == '1' else SKIPPED)
    unittest.main()
