"""What a program says to --help, as data. Man pages and completions are made
of it when Weir is built, so that they say the same."""

import dataclasses
import os
import re
import subprocess

OPTION = re.compile(r'  (?:-(?P<short>\w), )?--(?P<long>[\w-]+)(?:=(?P<value>\S+))?(?: {2,}(?P<text>.*))?')
# Nothing of the user's changes what is said.
ENVIRONMENT = dict(os.environ, LC_ALL='C.UTF-8', LANGUAGE='')


@dataclasses.dataclass
class Option:
    """-SHORT, --LONG=VALUE  TEXT; short is '' and value None where there is none."""
    long: str
    short: str
    value: str
    text: str

    def names(self):
        return ([f'-{self.short}'] if self.short else []) + [f'--{self.long}']

    def takes(self):
        """'file', 'folder', a list of words, 'text', or None without a value."""
        if self.value is None:
            return None
        if self.value in ('FILE', 'DIR'):
            return {'FILE': 'file', 'DIR': 'folder'}[self.value]
        words = [word for word in self.value.split('|') if re.fullmatch(r'[a-z0-9-]+', word)]
        return words if '|' in self.value and words else 'text'


@dataclasses.dataclass
class Command:
    """A program, or one of its verbs."""
    name: str
    arguments: str
    summary: str
    options: list
    description: str

    def takes_files(self):
        return 'FILE' in self.arguments


def say(*command):
    return subprocess.run(command, env=ENVIRONMENT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, check=True,
                          encoding='utf-8').stdout


def read_options(block):
    """Of a heading and its lines; a line that is no option stops the build."""
    heading, *lines = block.split('\n')
    found = []
    for line in lines:
        match = OPTION.fullmatch(line)
        if match is None:
            raise SystemExit(f'--help, under “{heading}”: this is no option: {line!r}')
        found.append(Option(match['long'], match['short'] or '', match['value'], match['text'] or ''))
    return found


def read_command(text, name):
    """From what GOption prints: usage, summary, blocks of options, description."""
    before, after, options = [], [], []
    blocks = text.strip('\n').split('\n\n')
    usage = blocks[0].split('\n')[1].strip()
    for block in blocks[1:]:
        if re.match(r'\w+ [Oo]ptions:?\n', block):
            options += read_options(block)
        else:
            (after if options else before).append(block)
    if not options:
        raise SystemExit(f'{name} --help names no option')
    return Command(name, usage.removeprefix(name).strip(), '\n\n'.join(before), options, '\n\n'.join(after))


def read_program(program):
    """A program whose options stand in its --help-all."""
    name = os.path.basename(program)
    return read_command(say(program, '--help-all'), name)


def read_verbs(program):
    """[(verb, one line, Command)] of a program whose --help lists verbs."""
    name = os.path.basename(program)
    listed = re.findall(r'^  (\w+) {2,}(.*)$', say(program, '--help'), re.MULTILINE)
    if not listed:
        raise SystemExit(f'{name} --help names no verb')
    return [(verb, line, read_command(say(program, verb, '--help'), f'{name} {verb}')) for verb, line in listed]
