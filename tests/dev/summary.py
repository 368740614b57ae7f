#!/usr/bin/env python3
"""Adds up the outcome of ./dev test: meson's logs (*.json, an object a line)
and lists of {name, result}; a missing file is a failure. The last line is
'N passed, N failed, N skipped'."""

import json
import sys

PASSED = {'OK', 'EXPECTEDFAIL'}
SKIPPED = {'SKIP'}


def results(path):
    try:
        with open(path, encoding='utf-8') as file:
            text = file.read()
    except FileNotFoundError:
        return [{'name': f'{path} (did not run)', 'result': 'ERROR'}]
    if text.startswith('['):
        return json.loads(text)
    return [json.loads(line) for line in text.split('\n') if line]


def main():
    counts = {'passed': 0, 'failed': 0, 'skipped': 0}
    for path in sys.argv[1:]:
        for each in results(path):
            kind = 'passed' if each['result'] in PASSED else \
                'skipped' if each['result'] in SKIPPED else 'failed'
            counts[kind] += 1
            if kind != 'passed':
                print(f'{each["result"]:8}{each["name"]}')
    print('{passed} passed, {failed} failed, {skipped} skipped'.format(**counts))
    return 1 if counts['failed'] or not counts['passed'] else 0


if __name__ == '__main__':
    sys.exit(main())
