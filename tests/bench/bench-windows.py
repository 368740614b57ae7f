#!/usr/bin/env python3
"""./dev bench windows: Weir's whole path beside its floor and its peers, in one run.

The workload: seed-shaped quotes, 1 ms apart, 1000 symbols as keys, 8
partitions, lz4, on a real Kafka on this machine; tumbling minutes, one minute
of grace, count, sum, min and max. Every figure is of a whole process, start
and end included: wall clock, and user + system seconds as the kernel counts
them. Bare and Weir run in turn (A B B A …) and are compared pair by pair; the
table quotes medians. Table on stderr, JSON on stdout.
"""

import argparse
import csv
import json
import math
import os
import platform
import shutil
import statistics
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
BUILD = os.environ.get('WEIR_BUILD', os.path.join(TOP, 'build'))
DEPS = os.environ.get('WEIR_DEPS', os.path.join(TOP, '.deps'))
PEERS = os.path.join(DEPS, 'peers')
OUTPUT = os.path.join(BUILD, 'bench')
PARTITIONS = 8
KEYS = 1000
LIMIT_SECONDS = 600

# The median to reach, and whether more is better.
GOALS = {
    'records_per_second_weir_by_bare': (0.90, True),
    'cpu_seconds_weir_by_bare': (1.25, False),
    'records_per_second_weir_by_python': (9.0, True),
    'records_per_second_weir_by_streams': (5.5, True),
    'cpu_seconds_streams_by_weir': (5.8, True),
    'records_per_second_weir_by_spark': (10.0, True),
    'cpu_seconds_spark_by_weir': (10.0, True),
}


def say(text=''):
    print(text, file=sys.stderr, flush=True)


def run(command, wanted):
    """One whole process: wall and CPU seconds. Children count where it waited for them."""
    begin = time.monotonic()
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        out, err = process.communicate(timeout=LIMIT_SECONDS)
        wall = time.monotonic() - begin
    if process.returncode != 0:
        raise SystemExit(f'{command[0]} ended with {process.returncode}:\n{err.decode()[-2000:]}')
    return {'wall_s': wall, 'records_per_second': wanted / wall}, out


def run_measured(command, wanted):
    """As run(), with the CPU seconds of exactly this child and what it waited for."""
    before = os.times()
    figures, out = run(command, wanted)
    after = os.times()
    figures['cpu_s'] = (after.children_user - before.children_user
                        + after.children_system - before.children_system)
    return figures, out


def quiet(command, **options):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False, **options)
    if done.returncode != 0:
        raise SystemExit(f'{" ".join(command)}:\n{done.stdout.decode()[-2000:]}')


def python_peer(spark):
    folder = os.path.join(PEERS, 'venv')
    python = os.path.join(folder, 'bin', 'python')
    if not os.path.exists(python):
        quiet([sys.executable, '-m', 'venv', folder])
    wanted = ['-r', os.path.join(HERE, 'requirements-peers.txt')]
    if spark:
        wanted.append('pyspark==3.5.3')
    say('peers: Python packages')
    quiet([python, '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', *wanted])
    return python


def streams_peer():
    """Compiles the Kafka Streams program; returns its class path."""
    say('peers: Kafka Streams')
    if not shutil.which('javac'):
        raise SystemExit('compiling the Kafka Streams peer needs javac: install openjdk-17-jdk-headless, '
                         'or leave the peers out with --no-peers')
    target = os.path.join(PEERS, 'streams')
    source = os.path.join(HERE, 'peers', 'streams')
    os.makedirs(target, exist_ok=True)
    quiet(['mvn', '-q', '-B', '-f', os.path.join(source, 'pom.xml'),
           'dependency:copy-dependencies', f'-DoutputDirectory={target}/jars', '-DincludeScope=runtime'],
          stdin=subprocess.DEVNULL)
    path = f'{target}/jars/*'
    quiet(['javac', '-cp', path, '-d', f'{target}/classes',
           os.path.join(source, 'src/main/java/weir/Windows.java')])
    return f'{target}/classes:{path}'


def weir_command(kafka, topic, output):
    return [os.path.join(BUILD, 'app', 'cli', 'weir-cli'), 'windows', '-b', kafka, '-t', topic,
            '-o', 'beginning', '-e', '--key', 'symbol', '--time', 'timestamp:ms', '--value', 'price',
            '--window', '1m', '--grace', '1m', '--agg', 'count,sum,min,max', '-O', output]


def rows_of(path):
    with open(path, newline='', encoding='utf-8') as file:
        return sorted(csv.reader(file))


def compare_rows(ours, theirs):
    """Counts, lows and highs equal, sums within 1e-9."""
    left, right = rows_of(ours), rows_of(theirs)
    if len(left) != len(right):
        raise SystemExit(f'{len(left)} rows of Weir, {len(right)} of Python')
    for a, b in zip(left, right):
        if a[0] == 'key':
            continue
        same = (a[:5] == b[:5] and float(a[6]) == float(b[6]) and float(a[7]) == float(b[7])
                and math.isclose(float(a[5]), float(b[5]), rel_tol=1e-9))
        if not same:
            raise SystemExit(f'rows differ: {a} | {b}')
    return len(left) - 1


def pairs_of(commands, wanted, n_pairs):
    """Runs A B, B A, A B …; returns the two lists of figures."""
    figures = ([], [])
    for i in range(n_pairs):
        for which in ((0, 1) if i % 2 == 0 else (1, 0)):
            figures[which].append(run_measured(commands[which], wanted)[0])
        a, b = figures[0][-1], figures[1][-1]
        say(f'  pair {i + 1}: bare {a["wall_s"]:.2f} s, {a["cpu_s"]:.2f} CPU s; '
            f'Weir {b["wall_s"]:.2f} s, {b["cpu_s"]:.2f} CPU s')
    return figures


def median_of(figures):
    return {name: statistics.median(one[name] for one in figures) for name in figures[0]}


def spread(values):
    return {'median': statistics.median(values), 'min': min(values), 'max': max(values)}


def ratios_of(bare, weir, peers):
    pairs = list(zip(bare, weir))
    ratios = {
        'records_per_second_weir_by_bare': spread([b['records_per_second'] / a['records_per_second']
                                                   for a, b in pairs]),
        'cpu_seconds_weir_by_bare': spread([b['cpu_s'] / a['cpu_s'] for a, b in pairs]),
    }
    ours = median_of(weir)
    for name, figures in peers.items():
        ratios[f'records_per_second_weir_by_{name}'] = spread(
            [ours['records_per_second'] / one['records_per_second'] for one in figures])
        ratios[f'cpu_seconds_{name}_by_weir'] = spread([one['cpu_s'] / ours['cpu_s'] for one in figures])
    return ratios


def print_table(result):
    say()
    say(f'{"":24}{"wall s":>10}{"records/s":>14}{"CPU s":>10}')
    for name, figures in result['medians'].items():
        say(f'{name:24}{figures["wall_s"]:10.2f}{figures["records_per_second"]:14,.0f}{figures["cpu_s"]:10.2f}')
    say()
    say(f'{"ratio":42}{"median":>9}{"min":>8}{"max":>8}{"goal":>8}')
    for name, ratio in result['ratios'].items():
        goal, more = GOALS.get(name, (None, True))
        mark = '' if goal is None else f'{"≥" if more else "≤"}{goal:g}'
        say(f'{name:42}{ratio["median"]:9.2f}{ratio["min"]:8.2f}{ratio["max"]:8.2f}{mark:>8}')


def missed(ratios):
    """A goal is missed only where every pair misses it: the machines are noisy."""
    for name, (goal, more) in GOALS.items():
        if name in ratios:
            best = ratios[name]['max' if more else 'min']
            if (best < goal) if more else (best > goal):
                yield f'{name}: {best:.2f}, promised {goal:g}'


def measure(options, kafka):
    topic = f'bench-{os.getpid()}'
    tool = os.path.join(BUILD, 'tests', 'bench', 'bare-kafka')
    wanted = options.records
    ours, theirs = os.path.join(OUTPUT, 'weir.csv'), os.path.join(OUTPUT, 'python.csv')
    python = python_peer(options.spark) if options.peers else None
    path = streams_peer() if options.peers else None

    say(f'filling {topic} with {wanted:,} records')
    quiet([tool, 'fill', kafka, topic, str(PARTITIONS), str(wanted), str(KEYS)])
    read = [tool, 'read', kafka, topic, str(wanted)]
    windows = weir_command(kafka, topic, ours)
    run_measured(read, wanted)
    bare, weir = pairs_of((read, windows), wanted, options.pairs)
    peers = {}
    n_rows = None
    if options.peers:
        commands = {
            'python': [python, os.path.join(HERE, 'peers', 'windows_in_python.py'), kafka, topic, str(wanted), theirs],
            'streams': ['java', '-Xmx2g', '-cp', path, 'weir.Windows', kafka, topic, str(wanted)],
        }
        if options.spark:
            commands['spark'] = [python, os.path.join(HERE, 'peers', 'windows_in_spark.py'), kafka, topic, str(wanted)]
        for name, command in commands.items():
            peers[name] = []
            for _ in range(options.peer_runs):
                peers[name].append(run_measured(command, wanted)[0])
                say(f'  {name}: {peers[name][-1]["wall_s"]:.1f} s, {peers[name][-1]["cpu_s"]:.1f} CPU s')
        n_rows = compare_rows(ours, theirs)
        say(f'  {n_rows:,} rows of Weir and of Python agree')
    return {
        'workload': {'records': wanted, 'keys': KEYS, 'partitions': PARTITIONS, 'rows_compared': n_rows},
        'machine': {'cores': os.cpu_count(), 'kernel': platform.release(), 'machine': platform.machine()},
        'medians': {'bare': median_of(bare), 'weir': median_of(weir),
                    **{name: median_of(figures) for name, figures in peers.items()}},
        'ratios': ratios_of(bare, weir, peers),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--records', type=int, default=6_000_000)
    parser.add_argument('--pairs', type=int, default=7)
    parser.add_argument('--peer-runs', type=int, default=2)
    parser.add_argument('--no-peers', dest='peers', action='store_false')
    parser.add_argument('--spark', action='store_true', help='PySpark too (300 MB to fetch)')
    parser.add_argument('--gate', action='store_true', help='fail where a goal is missed in every pair')
    options = parser.parse_args()
    kafka = os.environ.get('WEIR_TEST_KAFKA')
    if not kafka:
        raise SystemExit('WEIR_TEST_KAFKA is not set: run this as ./dev bench windows')
    os.makedirs(OUTPUT, exist_ok=True)
    result = measure(options, kafka)
    print_table(result)
    print(json.dumps(result, indent=2))
    if options.gate:
        failures = list(missed(result['ratios']))
        for failure in failures:
            say(f'missed: {failure}')
        sys.exit(1 if failures else 0)


main()
