#!/usr/bin/env python3
"""Answers that were damaged on their way, and batches that cannot be read, with and without a group, on the Kafka at
WEIR_TEST_KAFKA."""

import json
import os
import struct
import subprocess
import sys
import unittest
import uuid

import proxy

CLI = os.path.abspath(sys.argv.pop(1))
KAFKA = os.environ.get('WEIR_TEST_KAFKA')
ENVIRONMENT = dict(os.environ, LC_ALL='C.UTF-8', LANGUAGE='', HOME='/nonexistent', XDG_CONFIG_HOME='/nonexistent')
N_RECORDS = 400
SKIPPED = 77


def run(verb, broker, *arguments, text=None):
    done = subprocess.run([CLI, verb, '-b', broker, *arguments], input=text, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          env=ENVIRONMENT, timeout=60, check=False)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def publish(topic, records, *arguments):
    """RECORDS into the topic's only partition."""
    lines = ''.join(json.dumps(record) + '\n' for record in records).encode()
    code, _, err = run('publish', KAFKA, '-', '-t', topic, '--partitions', '1', *arguments, text=lines)
    assert code == 0, err


def flip(body):
    """One bit in the last byte: of a record, as far as there is one."""
    return body[:-8] + bytes([body[-8] ^ 1]) + body[-7:]


def unknown_version(body):
    """The first batch says that it has another form: bytes 16 and before it are offset, length and leader epoch."""
    at = body.find(b'\xff\xff\xff\xff\x02', 20)
    at = at if at >= 0 else body.find(struct.pack('>ib', 0, 2), 20)
    return body if at < 0 else body[:at + 4] + b'\x7f' + body[at + 5:]


def far_ahead(body):
    """The first batch says that it begins far behind the end of the log; the checksum does not cover that."""
    at = body.find(struct.pack('>ib', 0, 2), 20)
    return body if at < 12 else body[:at - 12] + b'\x40' + body[at - 11:]


def end_too_far(body):
    """The broker says that the partition ends 50 offsets behind its last record: time -1, then the offset."""
    time = b'\xff' * 8
    return body.replace(time + struct.pack('>q', N_RECORDS), time + struct.pack('>q', N_RECORDS + 50))


class Damage(unittest.TestCase):
    def setUp(self):
        self.topic = f'damage-{uuid.uuid4().hex[:8]}'

    @staticmethod
    def modes(group):
        """The arguments of a reader, with and without a group."""
        return [[*arguments, '-o', 'beginning', '-e', '--format', 'json', '--output', 'json']
                for arguments in ([], ['-G', group])]

    def read_through(self, damage, n_times, arguments):
        """What a reader is given, of whose first fetched answers N_TIMES are damaged."""
        left = n_times

        def answer(key, _, body):
            nonlocal left
            if key != proxy.FETCH or left == 0 or len(body) < 200:
                return body
            left -= 1
            return damage(body)

        with proxy.Proxy(KAFKA, answer) as broken:
            code, out, err = run('tail', broken.address, '-t', self.topic, *arguments)
        self.assertEqual(left, 0, 'nothing was damaged')
        return code, [json.loads(line)['offset'] for line in out.splitlines()], err

    def test_answers_damaged_on_their_way_lose_nothing(self):
        publish(self.topic, ({'n': i} for i in range(N_RECORDS)), '-X', 'batch.num.messages=50')
        kinds = {'record': flip, 'version': unknown_version, 'offset': far_ahead, 'end': lambda body: body[:len(body) // 2]}
        for name, damage in kinds.items():
            for arguments in self.modes(f'{self.topic}-{name}'):
                with self.subTest(damaged=name, arguments=arguments):
                    code, numbers, err = self.read_through(damage, 3, arguments)
                    self.assertEqual(numbers, list(range(N_RECORDS)), err)
                    self.assertEqual(code, 0, err)

    def test_an_end_that_is_not_there_is_asked_for_again(self):
        publish(self.topic, ({'n': i} for i in range(N_RECORDS)))
        for name, n_times in (('once', 1), ('always', 1000000)):
            for arguments in self.modes(f'{self.topic}-{name}'):
                left = n_times

                def answer(key, _, body):
                    nonlocal left
                    told = end_too_far(body) if key == proxy.LIST_OFFSETS and left > 0 else body
                    left -= told != body
                    return told

                with self.subTest(damaged=name, arguments=arguments), proxy.Proxy(KAFKA, answer) as broken:
                    code, out, err = run('tail', broken.address, '-t', self.topic, *arguments)
                    self.assertLess(left, n_times, 'nothing was damaged')
                    self.assertEqual([json.loads(line)['offset'] for line in out.splitlines()], list(range(N_RECORDS)), err)
                    self.assertEqual(err.splitlines()[0],
                                     f'weir-cli tail: {self.topic} [0]: offsets {N_RECORDS} to {N_RECORDS + 49} are missing: '
                                     'the log was truncated: they were in it when reading began')
                    self.assertEqual(code, 4, err)

    def test_a_batch_too_large_when_decompressed_is_a_gap(self):
        publish(self.topic, ({'n': i} for i in range(3)))
        # 60 MB in one batch of some kilobytes.
        publish(self.topic, ({'n': 3 + i, 'p': 'a' * 1000000} for i in range(60)), '-X', 'compression.codec=zstd', '-X',
                'batch.size=100000000', '-X', 'linger.ms=2000')
        publish(self.topic, ({'n': 63 + i} for i in range(3)))
        for arguments in self.modes(self.topic):
            with self.subTest(arguments=arguments):
                code, out, err = run('tail', KAFKA, '-t', self.topic, '-X', 'receive.message.max.bytes=20000000', *arguments)
                offsets = [json.loads(line)['offset'] for line in out.splitlines()]
                # The first of them may have been sent in a batch of its own.
                first = 4 if 3 in offsets else 3
                self.assertEqual(offsets, [*range(first), 63, 64, 65], err)
                self.assertEqual(code, 4, err)
                self.assertRegex(err, rf'{self.topic} \[0\]: offsets {first} to 62 are missing: they cannot be decompressed')


if __name__ == '__main__':
    if not KAFKA:
        sys.exit(1 if os.environ.get('WEIR_REQUIRE_KAFKA') == '1' else SKIPPED)
    unittest.main()
