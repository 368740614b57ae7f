#!/usr/bin/env python3
"""Keeps po/POTFILES.in the list of all files with texts for translators."""

import re
import subprocess
import sys

LIST = 'po/POTFILES.in'
MARKED = re.compile(r'\b(?:N?C?_|ngettext) ?\("|translatable="yes"')
# Formats whose texts gettext finds by their element names.
BY_FORMAT = re.compile(r'\.(desktop\.in|metainfo\.xml\.in|gschema\.xml)$')


def marked_files():
    done = subprocess.run(['git', 'ls-files', '--cached', '--others', '--exclude-standard',
                           'app', 'data', 'ui', 'widgets'],
                          check=True, text=True, stdout=subprocess.PIPE)
    return sorted({path for path in done.stdout.split('\n') if path and has_texts(path)})


def has_texts(path):
    if BY_FORMAT.search(path):
        return True
    if not re.search(r'\.(c|h|ui)$', path):
        return False
    try:
        with open(path, encoding='utf-8') as file:
            return bool(MARKED.search(file.read()))
    except FileNotFoundError:
        return False


def listed_files():
    with open(LIST, encoding='utf-8') as file:
        return [line for line in file.read().split('\n') if line and not line.startswith('#')]


def problems():
    listed, marked = set(listed_files()), set(marked_files())
    return [f'{LIST}: {path} has texts and is not listed: ./dev format adds it'
            for path in sorted(marked - listed)] + \
        [f'{LIST}: {path} is not there or has no texts: ./dev format removes it'
         for path in sorted(listed - marked)]


def main():
    with open(LIST, encoding='utf-8') as file:
        head = [line for line in file.read().split('\n') if line.startswith('#')]
    with open(LIST, 'w', encoding='utf-8') as file:
        file.write('\n'.join(head + marked_files()) + '\n')
    return 0


if __name__ == '__main__':
    sys.exit(main())
