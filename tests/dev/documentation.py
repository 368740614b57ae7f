#!/usr/bin/env python3
"""documentation.py: which public functions of data/ and widgets/ have no
gi-docgen comment, or are explained in two places. Public is what a header
declares that is not NAME-private.h. A comment that begins with /*< private >
keeps a function out of published documentation, and is one."""

import collections
import re
import subprocess

COMMENT = re.compile(r'/\*.*?\*/', re.S)
DECLARED = re.compile(r'^[A-Za-z][\w *]*?[ *](weir_\w+) +\(', re.M)
# A gi-docgen comment names its function; another one tells of the declaration it stands above.
NAMED = re.compile(r'/\*(?:\*|< private >)\n \* (weir_\w+):')
ABOVE = re.compile(r'^/\*(?:(?!\*/).)*\*/\n(?!G_)[A-Za-z][\w *]*?[ *](weir_\w+) +\(', re.M | re.S)
# How many public functions must be documented, in percent, and how many may be explained
# twice.
DOCUMENTED_PERCENT_MIN = 100
DOUBLED_MAX = 0


def sources():
    listed = subprocess.run(['git', 'ls-files', '-z', '--cached', '--others', '--exclude-standard', 'data', 'widgets'],
                            stdout=subprocess.PIPE, check=True, encoding='utf-8')
    return sorted(path for path in listed.stdout.split('\0') if re.search(r'\.[ch]$', path))


def read(path):
    try:
        with open(path, encoding='utf-8') as file:
            return file.read()
    except FileNotFoundError:
        return ''


def declared(text):
    """Functions that a header makes public; what is indented is the body of an inline one."""
    code = COMMENT.sub('', text)
    code = re.sub(r'^\s*#.*(?:\\\n.*)*', '', code, flags=re.M)
    return [name for name in DECLARED.findall(code) if not name.endswith('_error_quark')]


class Documentation:
    """Of the tree: {function: its header}, and for both kinds of comments {function: [files]}."""

    def __init__(self):
        self.public = {}
        self.named = collections.defaultdict(list)
        self.others = collections.defaultdict(list)
        for path in sources():
            self.add(path, read(path))

    def add(self, path, text):
        named = NAMED.findall(text)
        for name in named:
            self.named[name].append(path)
        if path.endswith('.h') and not path.endswith('-private.h'):
            self.public.update((name, path) for name in declared(text))
            for name in set(ABOVE.findall(text)) - set(named):
                self.others[name].append(path)

    def missing(self):
        return [f'{path}: {name} has no gi-docgen comment' for name, path in self.public.items() if not self.named[name]]

    def doubled(self):
        return [f'{path}: {name} is explained in {" and ".join(self.named[name] + self.others[name])}; keep the .c file\'s'
                for name, path in self.public.items() if self.named[name] and len(self.named[name] + self.others[name]) > 1]

    def percent(self):
        return 100 * (1 - len(self.missing()) / max(len(self.public), 1))


def problems():
    """Nothing as long as the tree as a whole gets no worse."""
    documented = Documentation()
    missing, doubled, found = documented.missing(), documented.doubled(), []
    if documented.percent() < DOCUMENTED_PERCENT_MIN:
        found += [f'{documented.percent():.1f} % of the public functions are documented, at least {DOCUMENTED_PERCENT_MIN} % '
                  'must be', *missing]
    if len(doubled) > DOUBLED_MAX:
        found += [f'{len(doubled)} functions are explained twice, at most {DOUBLED_MAX} may be', *doubled]
    return found


def main():
    documented = Documentation()
    missing, doubled = documented.missing(), documented.doubled()
    print('\n'.join(missing + doubled))
    print(f'{documented.percent():.1f} % documented; {len(missing)} without a comment, {len(doubled)} with two')


if __name__ == '__main__':
    main()
