"""Keys, values and topics that are larger, or odder, than anybody would make them."""

import base64
import json
import os
import re
import resource
import subprocess
import time

from faults.ladder import Rung, check

ODD = [b'', b'\0', b'\0\0\0', b'a\0b', b'\xff\xfe', b'\xc3', b'\xed\xa0\x80', b'\xf4\x90\x80\x80', b'\x1b[31m', b'\r\n', b'"', b'\\xff',
       b'{', b'[' * 100000, b'1e999', b'\xef\xbb\xbf{}', 'ß\u202e'.encode(), b'\x80' * 100]
BIG_KEY_BYTES = 1_000_000
HUGE_BYTES = 64 << 20
N_TOPICS = 500
N_PACKED_BATCHES = 40
PACKED_MAX_MIB = 256
CODECS = ['zstd', 'gzip', 'lz4']
VERBS = {'tail': ['-J'], 'windows': ['--value', 'v', '--time', '@record', '--window', '1d']}


def bytes_of(record, name):
    """As tail -J says it: a text, or what is no text in base64; None for null."""
    if record.get(name) is not None:
        return record[name].encode()
    encoded = record.get(name + '_base64')
    return base64.b64decode(encoded) if encoded is not None else None


def run_odd(room, chance):
    """Bytes that are no text: read as they are."""
    room.create(1)
    sent = []
    for i in range(8):
        key = None if i == 0 else chance.choice([*ODD, chance.randbytes(chance.randint(1, 100)), chance.randbytes(BIG_KEY_BYTES)])
        value = None if i == 1 else chance.choice([*ODD, chance.randbytes(chance.randint(1, 10000))])
        files = [room.write(name, content) if content is not None else '-' for name, content in (('k', key), ('v', value))]
        room.admin('send', room.topic, 0, *files)
        sent.append((key, value))
    code, out, err = room.run('tail', '-t', room.topic, '-o', 'beginning', '-e', '-J')
    check(code == 0, f'exit {code}: {err}')
    records = [json.loads(line) for line in out.splitlines()]
    found = [(bytes_of(record, 'key'), bytes_of(record, 'payload')) for record in records]
    for i, (wanted, seen) in enumerate(zip(sent, found)):
        check(seen == wanted, f'record {i}: {[part and part[:40] for part in wanted]} came as {[part and part[:40] for part in seen]}')
    check(len(found) == len(sent), f'{len(found)} of {len(sent)}')
    for verb in (['tail'], ['tail', '--output', 'json', '--value', 'v'], ['windows', '--window', '1m', '--value', 'v', '--time', '@record']):
        code, _, err = room.run(verb[0], '-t', room.topic, '-o', 'beginning', '-e', *verb[1:], '--dead-letters', room.path('dead.ndjson'))
        check(code in (0, 1, 4), f'{verb}: exit {code}: {err}')
    return len(sent)


def run_huge(room, chance):
    """A value of 64 MiB between two small ones."""
    room.place.kafka_tool('topics', '--create', '--topic', room.topic, '--partitions', '1', '--config', 'max.message.bytes=80000000')
    value = b'{"v": 1, "text": "' + b'x' * (HUGE_BYTES - 100) + b'"}'
    for content in (b'{"v": 1}', value, b'{"v": 2}'):
        room.admin('send', room.topic, 0, '-', room.write('value', content))
    arguments = ['-t', room.topic, '-o', 'beginning', '-e']
    code, out, err = room.run('tail', *arguments, '-J')
    check(code == 0, f'exit {code}: {err}')
    check([len(json.loads(line)['payload']) for line in out.splitlines()] == [8, len(value), 8], f'{len(out)} bytes: {err}')
    code, out, err = room.run('windows', *arguments, '--value', 'v', '--time', '@record', '--window', '1d', '--agg', 'sum')
    check(code == 0 and out.endswith(b',3,4\n'), f'exit {code}: {out[-100:]}: {err}')
    room.note('largest_process_mib', resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024)
    return 1


def peak_of(process):
    """The most memory that it had so far, in MiB; 0 once it is over."""
    try:
        with open(f'/proc/{process.pid}/status', encoding='ascii') as file:
            found = re.search(r'^VmHWM:\s*(\d+) kB', file.read(), re.MULTILINE)
    except ProcessLookupError:
        found = None
    return int(found.group(1)) / 1024 if found else 0


def run_compressed(room, chance):
    """Little on the wire, much in memory: batches of 16 MB in some kilobytes, read with bounded memory."""
    codec = CODECS[room.seed % len(CODECS)]
    room.create(1)
    value = b'{"v": 1, "text": "' + b'x' * 1_000_000 + b'"}\n'
    publisher = room.start('publish', '-', '-t', room.topic, '-q', '-X', f'compression.codec={codec}', '-X',
                           'batch.size=16500000', '-X', 'linger.ms=500', stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
    for _ in range(N_PACKED_BATCHES * 16):
        publisher.stdin.write(value)
    _, err = publisher.communicate()
    check(publisher.returncode == 0, err)
    verb = chance.choice(list(VERBS))
    reader = room.start(verb, '-t', room.topic, '-o', 'beginning', '-e', '-q', *VERBS[verb], stdout=subprocess.DEVNULL,
                        stderr=subprocess.DEVNULL)
    peak_mib = 0
    while reader.poll() is None:
        peak_mib = max(peak_mib, peak_of(reader))
        time.sleep(0.01)
    check(reader.returncode == 0, f'{verb}: exit {reader.returncode}')
    room.note('largest_reader_mib', peak_mib)
    check(peak_mib <= PACKED_MAX_MIB, f'{verb} of {codec}: {peak_mib:.0f} MiB')
    return N_PACKED_BATCHES


def run_topics(room, chance):
    """Five hundred topics read at once, with and without a group."""
    names = [f'{room.topic}-{n}' for n in range(N_TOPICS)]
    room.admin('create-many', room.topic, N_TOPICS)
    some = chance.sample(names, 20)
    for name in some:
        room.admin('produce', name, 0, 0, 3)
    arguments = [word for name in names for word in ('-t', name)]
    for group in ([], ['-G', room.group]):
        code, out, err = room.run('tail', *arguments, '-o', 'beginning', '-e', '-J', *group)
        lines = out.splitlines()
        check(code == 0 and len(lines) == 3 * len(some), f'{group}: exit {code}, {len(lines)} records: {err[-500:]}')
    return N_TOPICS


RUNGS = [
    Rung('bytes', 'keys of 1 MB, NUL, invalid UTF-8, null: read as they are', run_odd, 20, 2, 3),
    Rung('huge', 'a value of 64 MiB is read', run_huge, 1, 0, 1),
    Rung('compressed', 'batches of 16 MB in some kilobytes, 640 MB in all, are read with at most 256 MiB', run_compressed, 6, 0, 2),
    Rung('topics', '500 topics are read at once', run_topics, 1, 0, 1),
]
