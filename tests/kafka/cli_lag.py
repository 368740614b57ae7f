#!/usr/bin/env python3
"""weir-cli lag from outside, on the Kafka at WEIR_TEST_KAFKA."""

import json
import os
import subprocess
import sys
import unittest
import uuid

import proxy

CLI = os.path.abspath(sys.argv.pop(1))
KAFKA = os.environ.get('WEIR_TEST_KAFKA')
ENVIRONMENT = dict(os.environ, LC_ALL='C.UTF-8', LANGUAGE='', HOME='/nonexistent', XDG_CONFIG_HOME='/nonexistent')


def run(*arguments, text=None, stdout=subprocess.PIPE, broker=KAFKA):
    done = subprocess.run([CLI, arguments[0], '-b', broker, *arguments[1:]], input=text, stdout=stdout, stderr=subprocess.PIPE,
                          env=ENVIRONMENT, timeout=60, check=False)
    return done.returncode, (done.stdout or b'').decode(), done.stderr.decode()


class Lag(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        if not KAFKA:
            if os.environ.get('WEIR_REQUIRE_KAFKA') == '1':
                raise AssertionError('WEIR_REQUIRE_KAFKA=1 and no WEIR_TEST_KAFKA')
            raise unittest.SkipTest('WEIR_TEST_KAFKA names no broker')
        cls.topic = f'lag-{uuid.uuid4().hex[:8]}'
        # ESC, DEL, a line end and CSI as one character: Kafka takes any name for a group.
        cls.group = f'{cls.topic}\x1b[31mred\x7f\u009b2J\nsecond'
        code, _, err = run('publish', '-', '-t', cls.topic, '--partitions', '1', text=b'{"n":1}\n{"n":2}\n')
        assert code == 0, err
        code, _, err = run('tail', '-t', cls.topic, '-G', cls.group, '-o', 'beginning', '-c', '1')
        assert code == 0, err

    def test_a_group_is_one_row_that_a_terminal_can_be_given(self):
        code, out, err = run('lag', '-G', self.group)
        self.assertEqual(code, 0, err)
        self.assertNotRegex(out, '[\x00-\x09\x0b-\x1f\x7f-\x9f]')
        rows = out.splitlines()
        self.assertEqual(len(rows), 2, out)
        self.assertIn(f'{self.topic}\\x1b[31mred\\x7f\\xc2\\x9b2J\\nsecond', rows[1])
        # Columns stay aligned.
        self.assertEqual(rows[0].index('TOPIC'), rows[1].index(self.topic, 1))

    def test_json_has_the_name_as_it_is(self):
        code, out, err = run('lag', '-G', self.group, '-J')
        self.assertEqual(code, 0, err)
        self.assertNotRegex(out, '[\x00-\x09\x0b-\x1f\x7f-\x9f]')
        self.assertEqual([json.loads(line)['group'] for line in out.splitlines()], [self.group])

    def test_a_full_standard_output_is_a_failure(self):
        for options in ([], ['-J'], ['--watch']):
            with open('/dev/full', 'wb') as full:
                code, _, err = run('lag', '-G', self.group, *options, stdout=full)
            self.assertEqual(code, 1, err)
            self.assertIn('standard output cannot be written: No space left on device', err)

    def test_a_damaged_answer_is_a_failed_read(self):
        # No group where one was asked about; another one; an answer cut off.
        damages = (lambda body: body[:5] + b'\1' + body[-1:],
                   lambda body: body.replace(self.topic.encode(), b'X' * len(self.topic)),
                   lambda body: body[:len(body) // 2])
        for damage in damages:
            with proxy.Proxy(KAFKA, lambda key, _, body, d=damage: d(body) if key == proxy.DESCRIBE_GROUPS else body) as broken:
                code, out, err = run('lag', '-G', self.group, '--timeout', '3', broker=broken.address)
            self.assertEqual((code, out), (1, ''), err)
            self.assertRegex(err, '^weir-cli lag: .*(could not be understood|failed).*\\n$')
            self.assertEqual(len(err.splitlines()), 1, err)


if __name__ == '__main__':
    unittest.main()
