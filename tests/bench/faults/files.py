"""Small files that are made to be slow or large, and files without an end."""

import json
import os
import time

from faults.ladder import Failed, Rung, check

# Of the program itself, and of what a file of 1 MiB may cost.
CPU_SECONDS = 5
PEAK_MIB = 200
CONNECTION = [{'name': 'k', 'bootstrap': '127.0.0.1:1'}]
FIRST = {'name': 's0', 'connection': 'k', 'topics': ['t'], 'key': 'a', 'fields': [{'name': 'a'}, {'name': 'b'}], 'windows': [{'size': '1m'}]}
VERBS = [['check'], ['tail', '--stream', 's0', '-e', '--timeout', '1', '--workspace'],
         ['windows', '--stream', 's0', '-e', '--timeout', '1', '--workspace'], ['alerts', '-e', '--timeout', '1', '--workspace'],
         ['test-rules']]
# What is no document: refused, whatever stands in it.
ENDLESS = ['fifo', '/dev/zero', '/dev/full', '/dev/urandom', '/proc/self/mem', '.', 'link to /dev/zero', 'link to itself', 'a terabyte']


def workspace(streams, **members):
    return {'weir': 1, 'connections': CONNECTION, 'streams': [FIRST, *streams], **members}


def tops(chance):
    return workspace([{'name': f's{i}', 'derived': {'kind': 'top', 'stream': f's{i - 1}', 'by': 'count'}, 'windows': [{'size': '1m'}]}
                      for i in range(1, chance.randint(5, 200))])


def fan(chance):
    return workspace([{'name': f's{i}', 'derived': {'kind': 'join', 'left': f's{i - 1}', 'right': f's{i - 1}', 'after': '1m'},
                       **chance.choice([{}, {'fields': [{'name': 'a', 'path': 'left.a'}]}])} for i in range(1, chance.randint(8, 300))])


def circle(chance):
    n = chance.randint(1, 500)
    return workspace([{'name': f's{i + 1}', 'derived': {'kind': 'top', 'stream': f's{i % n + 1}', 'by': 'count'}} for i in range(1, n + 1)])


def grid(chance):
    return workspace([dict(FIRST, name='s1', windows=[{'kind': 'hopping', 'size': f'{chance.randint(1, 9999)}d', 'advance': '1us'}
                                                      for _ in range(chance.randint(1, 64))])])


def conditions(chance):
    n = chance.randint(1000, 200000)
    text = chance.choice(['(' * n + 'a' + ')' * n, '-' * n + 'a', 'not ' * n + 'a > 1', '+'.join('a' for _ in range(n)),
                          'if(' * n + 'a' + ', 1, 2)' * n, 'a =~ "' + '(a*)*' * min(n, 3000) + 'b"'])
    return workspace([], rules=[{'name': 'r', 'stream': 's0', 'condition': {'fire': text}}])


def many(chance):
    member = chance.choice(['fields', 'topics', 'windows'])
    one = {'fields': {'name': 'f'}, 'topics': 't', 'windows': {'size': '1s'}}[member]
    return workspace([dict(FIRST, name='s1', **{member: [one] * chance.randint(1000, 60000)})])


def depth(chance):
    n = chance.randint(1000, 500000)
    return b'{"weir": 1, "x": ' + chance.choice([b'[', b'{"a":']) * n


def changed(chance):
    """A workspace with some bytes that are others."""
    text = bytearray(json.dumps(workspace([])).encode())
    for _ in range(chance.randint(1, 5)):
        text[chance.randrange(len(text))] = chance.randrange(256)
    return bytes(text)


def noise(chance):
    return chance.choice([chance.randbytes(1 << 20), b'\0' * (1 << 20), b'"' + b'x' * ((1 << 20) - 2) + b'"', b'{"weir": 1, "' + b'\\u0000' * 100000])


MADE = [tops, fan, circle, grid, conditions, many, depth, changed, noise]


def make_endless(room, kind):
    path = room.path('file.json')
    if kind == 'fifo':
        os.mkfifo(path)
    elif kind == 'a terabyte':
        with open(path, 'wb') as file:
            file.truncate(1 << 40)
    elif kind == 'link to itself':
        os.symlink(path, path)
    elif kind.startswith('link to '):
        os.symlink(kind.removeprefix('link to '), path)
    else:
        return kind
    return path


def wait(process, what):
    """Exit status, seconds of CPU, and the most memory, in MiB."""
    deadline = time.monotonic() + 60
    while True:
        pid, status, usage = os.wait4(process.pid, os.WNOHANG)
        if pid != 0:
            process.returncode = os.waitstatus_to_exitcode(status)
            return process.returncode, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024
        if time.monotonic() > deadline:
            raise Failed(f'{what}: not over in 60 s')
        time.sleep(0.01)


def run_files(room, chance):
    """Each verb that opens a document refuses it, or takes it, with little time and memory."""
    kinds = [*MADE, *ENDLESS]
    kind = kinds[room.seed % len(kinds)]
    if kind in ENDLESS:
        file = make_endless(room, kind)
    else:
        content = kind(chance)
        file = room.write('file.json', content if isinstance(content, bytes) else json.dumps(content).encode())
    for verb in VERBS:
        what = f'{" ".join(verb)} {kind if kind in ENDLESS else kind.__name__}'
        with open(room.path('said'), 'w+b') as said:
            process = room.start(verb[0], *verb[1:], file, stdout=said, stderr=said, address='127.0.0.1:1')
            code, cpu_seconds, peak_mib = wait(process, what)
            said.seek(0)
            text = said.read()
        room.note('cpu_s', cpu_seconds)
        room.note('peak_mib', peak_mib)
        check(code in (0, 1, 2, 3), f'{what}: exit {code}: {text[:300]}')
        check(code == 0 or text, f'{what}: exit {code} without a word')
        check(kind not in ENDLESS or code in (1, 2), f'{what}: exit {code}: {text[:300]}')
        check(cpu_seconds <= CPU_SECONDS, f'{what}: {cpu_seconds:.1f} s')
        check(peak_mib <= PEAK_MIB, f'{what}: {peak_mib:.0f} MiB')
        check(len(text) <= 1 << 22, f'{what}: {len(text)} bytes of messages')
    return len(VERBS)


RUNGS = [Rung('files', 'small files made to be slow or large, and files without an end: refused or read, in 5 s and 200 MiB', run_files,
              5 * (len(MADE) + len(ENDLESS)), 2, 3)]
