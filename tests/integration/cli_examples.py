#!/usr/bin/env python3
"""Runs every example of every verb's --help, on the embedded broker."""

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
DEMO = os.path.join(HERE, '..', '..', 'data', 'workspace', 'demo.json')
CLI = os.path.abspath(sys.argv.pop(1))
ENVIRONMENT = dict(os.environ, LC_ALL='C.UTF-8', HOME='/nonexistent', XDG_CONFIG_HOME='/nonexistent')
ADDRESS = 'localhost:9092'
# The last word of an option counts: so much is enough for a test.
SHORTER = {'simulate': ['--rate', '2000', '--history', '2m', '--history-rate', '400', '--duration', '1s', '--seed', '3'], 'publish': ['--speed', 'max']}
FILES = {
    'trades.csv': 'ts_us,symbol,price\n1700000000000000,AB,1.5\n1700000001000000,CD,2\n',
    'trades.csv.gz': 'ts_us,symbol,price\n1700000000000000,AB,1.5\n',
    'telemetry.ndjson': '{"device": "d1", "ts": 1700000000.5, "data": {"temp": 20}}\n',
    'orders.csv': 'order,at,price\n1,1700000000,9.5\n2,1700000060,3\n',
    'payments.csv': 'order,at,paid\n2,1700000100,3\n1,1700000900,9.5\n',
    'plain.csv': '1700000000;1.5;3\n',
    'plant-tests.json': '{"workspace": "plant.json", "tests": [{"topic": "iot_data", "records": [{"time": 0, "payload": '
                        '{"device_id": "d1", "timestamp": 0, "temperature": 20}}], "alerts": []}]}',
}


def say(verb):
    done = subprocess.run([CLI, verb, '--help'], stdout=subprocess.PIPE, env=ENVIRONMENT, check=True)
    return done.stdout.decode()


def verbs():
    done = subprocess.run([CLI, '--help'], stdout=subprocess.PIPE, env=ENVIRONMENT, check=True)
    return re.findall(r'^  ([\w-]+) +', done.stdout.decode(), re.MULTILINE)


def examples(verb):
    shown = say(verb).split('\nExamples:\n')[1]
    return [shlex.split(line) for line in shown.splitlines() if line.startswith(f'  weir-cli {verb} ')]


class Examples(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix='weir-examples-')
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        for name, text in FILES.items():
            with open(os.path.join(self.folder, name), 'w', encoding='utf-8') as file:
                file.write(text)
        shutil.copy(DEMO, os.path.join(self.folder, 'plant.json'))
        self.broker = self.start('broker')
        self.address = self.broker.stdout.readline().strip()
        self.addCleanup(self.end, self.broker)

    def start(self, *arguments):
        return subprocess.Popen([CLI, *arguments], cwd=self.folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, text=True, env=ENVIRONMENT)

    def end(self, process):
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
        return process.communicate()

    def try_out(self, verb, words):
        """One example; what never ends is interrupted at its first line."""
        arguments = [self.address if word == ADDRESS else word for word in words[1:]] + SHORTER.get(verb, [])
        reads = verb in ('tail', 'windows', 'join', 'alerts') and '-e' not in words and '--input' not in words
        if verb == 'record' and '-e' not in words:
            arguments.append('-e')
        endless = verb == 'broker' or '--watch' in words or reads
        if '-b' in arguments:
            arguments += ['-X', 'fetch.wait.max.ms=10']
        if verb == 'tail' and endless:
            arguments += ['-o', 'beginning']      # nothing new comes to this topic
        process = self.start(*arguments)
        first = process.stdout.readline() if endless else ''
        out, err = self.end(process) if endless else process.communicate()
        if verb == 'lag' or words[1:3] == ['export', 'lag'] or ' lag.' in ' '.join(words):       # accepted, but the embedded broker knows no groups
            self.assertRegex(err, 'cannot tell about consumer groups|no group has committed')
            return out, err
        self.assertIn(process.returncode, (0, 4, 130) if endless else (0, 4), f'{" ".join(words)}\n{err}')
        return first + out, err

    def test_each_does_what_it_is_to_show(self):
        names = verbs()
        self.assertEqual(len(names), 17)
        # What the others read comes first, and what is put into topics that are compared last.
        for verb in sorted(names, key=lambda name: (name != 'simulate', name == 'publish')):
            found = examples(verb)
            self.assertGreater(len(found), 0, verb)
            # The embedded broker knows no groups; the test cli-reset-offsets has a real Kafka.
            if verb == 'reset-offsets':
                continue
            for words in found:
                # It knows no groups; the test pipe has a real Kafka.
                if '--exactly-once' in words:
                    continue
                with self.subTest(example=' '.join(words)):
                    out, err = self.try_out(verb, words)
                    if verb == 'windows':
                        self.assertTrue(len(out.splitlines()) > 1 or {'-O', '--output', '--to-topic'} & set(words), err)
                    elif verb == 'join':
                        self.assertGreater(len(out.splitlines()), 1, err)
                    elif verb in ('tail', 'broker'):
                        self.assertNotEqual(out, '', err)
        self.assertGreater(os.path.getsize(os.path.join(self.folder, 'prices.parquet')), 0)

    def test_broker_that_is_interrupted_at_once_ends(self):
        for _ in range(20):
            broker = self.start('broker', '--demo')
            broker.stdout.readline()
            _, err = self.end(broker)
            self.assertEqual((broker.returncode, err), (0, ''))


if __name__ == '__main__':
    unittest.main()
