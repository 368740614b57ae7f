#!/usr/bin/env python3
"""Kills a program that watches alerts, again and again: no alert is lost, no notice is given twice."""

import csv
import hashlib
import json
import os
import random
import subprocess
import sys
import tempfile
import time
import unittest

WATCH = os.path.abspath(sys.argv.pop(1))
CLI = os.path.abspath(sys.argv.pop(1))
KILLS = int(os.environ.get('WEIR_TEST_KILLS', '20'))
KEYS = 12


def workspace(address):
    return {
        'weir': 1,
        'connections': [{'name': 'c', 'bootstrap': address, 'embedded': True}],
        'streams': [{'name': 's', 'connection': 'c', 'topics': ['in'], 'format': 'json', 'key': 'k', 'time': {'field': 't', 'unit': 'ms'},
                     'fields': [{'name': 'v', 'path': 'v'}]}],
        'rules': [{'name': 'high', 'stream': 's', 'kind': 'record', 'condition': {'fire': 'v > 4'}}],
    }


def read_journal(folder):
    entries = []
    for name in sorted(os.listdir(folder)):
        if name.endswith('.journal'):
            with open(os.path.join(folder, name), encoding='utf-8') as file:
                entries += [json.loads(line[17:]) for line in file if line.endswith('\n')]
    numbers = {}
    for entry in entries:
        numbers[entry['number']] = entry
    return [numbers[number] for number in sorted(numbers)]


class Kills(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix='weir-kills-')
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.path = os.path.join(self.folder, 'workspace.json')
        # Where the program keeps it, so that weir-cli finds it.
        name = hashlib.sha256(self.path.encode()).hexdigest()
        self.journal = os.path.join(self.folder, 'weir', 'alerts', name)
        broker = subprocess.Popen([CLI, 'broker', '--topics', 'in:2'], stdout=subprocess.PIPE, text=True)
        self.addCleanup(broker.communicate)
        self.addCleanup(broker.terminate)
        self.address = broker.stdout.readline().strip()
        with open(self.path, 'w', encoding='utf-8') as file:
            json.dump(workspace(self.address), file)
        self.notices = open(os.path.join(self.folder, 'notices'), 'w+', encoding='utf-8')
        self.addCleanup(self.notices.close)

    def publish(self, rows):
        path = os.path.join(self.folder, 'rows.ndjson')
        with open(path, 'w', encoding='utf-8') as file:
            file.writelines(json.dumps(row) + '\n' for row in rows)
        subprocess.run([CLI, 'publish', path, '-b', self.address, '-t', 'in', '--key', 'k', '--quiet'], check=True)

    def start(self):
        return subprocess.Popen([WATCH, self.path, self.journal], stdout=self.notices)

    def await_that(self, process, condition):
        end = time.monotonic() + 60
        while not condition():
            self.assertIsNone(process.poll(), 'it ended by itself')
            self.assertLess(time.monotonic(), end, 'it never happened')
            time.sleep(0.02)

    def changes(self):
        return [(entry['event']['key'], entry['event']['state']) for entry in read_journal(self.journal) if entry['kind'] == 'change']

    def test_no_alert_is_lost_and_no_notice_is_given_twice(self):
        choice = random.Random(11)
        process = self.start()
        self.addCleanup(lambda: process.kill())
        self.await_that(process, lambda: os.path.exists(os.path.join(self.journal, 'positions')))
        expected = []

        for kill in range(KILLS):
            keys = [f'r{kill}k{i}' for i in range(KEYS)]
            now = int(time.time() * 1000)
            rows = [{'k': key, 't': now + i, 'v': value} for i, key in enumerate(keys) for value in (9, 8, 1)]
            expected += [(key, state) for key in keys for state in ('firing', 'resolved')]
            half = choice.randrange(0, len(rows), 3)
            self.publish(rows[:half])
            time.sleep(choice.random() * 0.6)
            process.kill()
            process.wait()
            # While it does not run.
            self.publish(rows[half:])
            process = self.start()
            if choice.random() < 0.5:
                time.sleep(choice.random() * 0.3)
                process.kill()
                process.wait()
                process = self.start()

        self.await_that(process, lambda: len(self.changes()) >= len(expected))
        self.publish([{'k': 'last', 't': int(time.time() * 1000), 'v': 9}])
        self.await_that(process, lambda: ('last', 'firing') in self.changes())
        process.kill()
        process.wait()

        changes = self.changes()
        self.assertEqual(sorted(changes), sorted([*expected, ('last', 'firing')]))
        self.notices.seek(0)
        notices = self.notices.read().split('\n')[:-1]
        self.assertEqual(len(notices), len(set(notices)), 'given twice')
        marked = [entry['key'] for entry in read_journal(self.journal) if entry['kind'] == 'notice']
        self.assertEqual(len(marked), len(set(marked)), 'marked twice')
        shown = subprocess.run([CLI, 'journal', self.path], stdout=subprocess.PIPE, text=True, check=True,
                               env=dict(os.environ, XDG_DATA_HOME=self.folder)).stdout
        rows = [(row['key'], row['state']) for row in csv.DictReader(shown.splitlines()) if row['kind'] == 'change']
        self.assertEqual(rows, changes)
        print(f'{KILLS} kills: {len(expected) // 2 + 1} alerts, {len(changes)} changes kept, {len(notices)} notices')


if __name__ == '__main__':
    unittest.main()
