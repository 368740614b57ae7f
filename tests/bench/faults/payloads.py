"""Keys, values and topics that are larger, or odder, than anybody would make them."""

import base64
import json
import os
import re
import resource
import subprocess
import time

from faults.ladder import Rung, check
from faults.reader import LOST

ODD = [b'', b'\0', b'\0\0\0', b'a\0b', b'\xff\xfe', b'\xc3', b'\xed\xa0\x80', b'\xf4\x90\x80\x80', b'\x1b[31m', b'\r\n', b'"', b'\\xff',
       b'{', b'[' * 100000, b'1e999', b'\xef\xbb\xbf{}', 'ß\u202e'.encode(), b'\x80' * 100]
DEEP = b'[' * 200_000
BIG_KEY_BYTES = 1_000_000
HUGE_BYTES = 64 << 20
N_TOPICS = 500
PACKED_MAX_MIB = 300
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
        value = None if i == 1 else DEEP if i == 2 else chance.choice([*ODD, chance.randbytes(chance.randint(1, 10000))])
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
    # What is in a topic of alerts is read before more is written into it.
    rows = room.write('rows.ndjson', b'{"k": "a", "t": 1, "v": 1}\n{"k": "a", "t": 2, "v": 9}\n')
    code, _, err = room.run('alerts', '--input', rows, '--key', 'k', '--time', 't:s', '--value', 'v', '--rule', 'high: v > 5',
                            '--publish-to', room.topic)
    check(code == 0 and '1 published' in err, f'exit {code}: {err}')
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


# Little on the wire, much in memory: what it is, the codec, records in a batch, batches, and whether it can be read.
# One batch is larger than receive.message.max.bytes; many are not, and none has more records than a producer may put in one.
PACKED = [('many', 'zstd', 16, 40, True), ('many', 'gzip', 16, 40, True), ('one', 'gzip', 600, 1, False),
          ('one', 'lz4', 240, 1, False), ('one', 'zstd', 600, 1, False), ('fits', 'zstd', 90, 1, True),
          ('tiny', 'gzip', 1_000_000, 1, True), ('tiny', 'snappy', 1_000_000, 1, True), ('tiny', 'lz4', 1_000_000, 1, True),
          ('tiny', 'zstd', 1_000_000, 1, True)]
PACKED_VALUE = b'{"v": 1, "text": "' + b'x' * 1_000_000 + b'"}\n'
TINY_VALUE = b'{"v":1}\n'
ONE_BATCH = ['batch.size=2000000000', 'message.max.bytes=1000000000', 'batch.num.messages=1000000', 'linger.ms=3000',
             'queue.buffering.max.messages=2000000', 'queue.buffering.max.kbytes=2000000']


def publish_packed(room, kind, codec, n_records, n_batches):
    sizes = ONE_BATCH if n_batches == 1 else [f'batch.size={n_records * 1_031_250}', 'linger.ms=500']
    words = [word for one in (f'compression.codec={codec}', *sizes) for word in ('-X', one)]
    publisher = room.start('publish', '-', '-t', room.topic, '-q', *words, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
    value, n_values = (TINY_VALUE * 1000, n_records // 1000) if kind == 'tiny' else (PACKED_VALUE, n_records * n_batches)
    for _ in range(n_values):
        publisher.stdin.write(value)
    _, err = publisher.communicate()
    check(publisher.returncode == 0, err)


def read_packed(room, verb):
    """Its exit status, what it said, how many lines it wrote, and the most memory that it had, in MiB."""
    with open(room.path('rows'), 'w+b') as rows, open(room.path('said'), 'w+b') as said:
        reader = room.start(verb, '-t', room.topic, '-o', 'beginning', '-e', '-q', *VERBS[verb], stdout=rows, stderr=said)
        peak_mib = 0
        while reader.poll() is None:
            peak_mib = max(peak_mib, peak_of(reader))
            time.sleep(0.01)
        rows.seek(0)
        said.seek(0)
        return reader.returncode, said.read().decode(errors='replace'), sum(1 for _ in rows), peak_mib


def run_compressed(room, _):
    """Read with bounded memory, each record or a gap of exactly the rest."""
    kind, codec, n_records, n_batches, fits = PACKED[room.seed % len(PACKED)]
    room.create(1)
    publish_packed(room, kind, codec, n_records, n_batches)
    for verb in VERBS:
        code, said, n_lines, peak_mib = read_packed(room, verb)
        what = f'{verb} of {kind} {codec}'
        room.note(f'{kind}_{codec}_mib', peak_mib)
        lost = sum(int(last) - int(first) + 1 for _, first, last in LOST.findall(said))
        if verb == 'tail':
            check(n_lines + lost == n_records * n_batches, f'{what}: {n_lines} read, {lost} said to be lost')
        check((lost > 0) != fits, f'{what}: {lost} lost: {said}')
        check(code == (0 if fits else 4), f'{what}: exit {code}: {said}')
        check(peak_mib <= PACKED_MAX_MIB, f'{what}: {peak_mib:.0f} MiB')
    return n_batches


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
    Rung('compressed', 'answers and batches of hundreds of megabytes, or a million records, packed small: at most 300 MiB', run_compressed,
         len(PACKED), 0, 1),
    Rung('topics', '500 topics are read at once', run_topics, 1, 0, 1),
]
