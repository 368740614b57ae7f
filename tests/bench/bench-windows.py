#!/usr/bin/env python3
"""./dev bench windows: Weir's whole path beside its floor and its peers, in one run.

The workload: seed-shaped quotes, 1 ms apart, 1000 symbols as keys, 8
partitions, lz4, on a real Kafka on this machine; tumbling minutes, one minute
of grace, count, sum, min and max. Every figure is of a whole process, start
and end included: wall clock, and user + system seconds as the kernel counts
them. Bare, bare with Weir's allocator and Weir run in turn (A B C C B A …) and
are compared round by round; the table quotes medians. The goals are against
bare as it is; bare with the same allocator tells what is Weir's own work.
Table on stderr, JSON on stdout.
"""

import argparse
import csv
import ctypes
import json
import math
import os
import platform
import signal
import statistics
import subprocess
import sys
import tempfile
import time

from peers import prepare

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
BUILD = os.environ.get('WEIR_BUILD', os.path.join(TOP, 'build'))
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


def become_reaper():
    """Orphans of a peer come to this process, so that their seconds count too (PR_SET_CHILD_SUBREAPER)."""
    ctypes.CDLL(None, use_errno=True).prctl(36, 1, 0, 0, 0)


def reap_orphans(deadline):
    """Waits for what a finished command has left running; launchers do not always wait for theirs."""
    while True:
        try:
            pid, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0 and time.monotonic() > deadline:
            raise SystemExit('a process that a peer left behind does not end')
        if pid == 0:
            time.sleep(0.01)


def finish(process):
    """Its errors as text, or the end of everything it started."""
    try:
        _, err = process.communicate(timeout=LIMIT_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        raise SystemExit(f'{process.args[0]} did not end in {LIMIT_SECONDS} s') from None
    return err.decode(errors='replace')


def run_measured(command, wanted):
    """One whole process with all that it started: wall clock, and CPU seconds as the kernel counts them."""
    before = os.times()
    begin = time.monotonic()
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          start_new_session=True) as process:
        err = finish(process)
    wall = time.monotonic() - begin
    reap_orphans(begin + LIMIT_SECONDS)
    after = os.times()
    if process.returncode != 0:
        raise SystemExit(f'{" ".join(command)}\nended with {process.returncode}:\n{err[-2000:]}')
    return {
        'wall_s': wall,
        'records_per_second': wanted / wall,
        'cpu_s': (after.children_user - before.children_user
                  + after.children_system - before.children_system),
    }


def weir_command(kafka, topic, output):
    return [os.path.join(BUILD, 'app', 'cli', 'weir-cli'), 'windows', '-b', kafka, '-t', topic,
            '-o', 'beginning', '-e', '--key', 'symbol', '--time', 'timestamp:ms', '--value', 'price',
            '--window', '1m', '--grace', '1m', '--agg', 'count,sum,min,max', '-O', output]


def rows_of(path):
    with open(path, newline='', encoding='utf-8') as file:
        return sorted(csv.reader(file))


def compare_rows(ours, theirs, whose):
    """Counts, lows and highs equal, sums within 1e-9."""
    left, right = rows_of(ours), rows_of(theirs)
    if len(left) != len(right):
        raise SystemExit(f'{len(left)} rows of Weir, {len(right)} of {whose}')
    for a, b in zip(left, right):
        if a[0] == 'key':
            continue
        same = (a[:5] == b[:5] and float(a[6]) == float(b[6]) and float(a[7]) == float(b[7])
                and math.isclose(float(a[5]), float(b[5]), rel_tol=1e-9))
        if not same:
            raise SystemExit(f'rows of Weir and of {whose} differ: {a} | {b}')
    say(f'  {len(left) - 1:,} rows of Weir and of {whose} agree')
    return len(left) - 1


def rounds_of(commands, wanted, n_rounds):
    """Runs A B C, C B A, A B C …; returns the figures of each, by name."""
    figures = {name: [] for name in commands}
    for i in range(n_rounds):
        for name in (list(commands) if i % 2 == 0 else reversed(commands)):
            figures[name].append(run_measured(commands[name], wanted))
        say(f'  round {i + 1}: ' + '; '.join(f'{name} {last[-1]["wall_s"]:.2f} s, {last[-1]["cpu_s"]:.2f} CPU s'
                                             for name, last in figures.items()))
    return figures


def median_of(figures):
    return {name: statistics.median(one[name] for one in figures) for name in figures[0]}


def spread(values):
    return {'median': statistics.median(values), 'min': min(values), 'max': max(values)}


def ratios_of(rounds, peers):
    weir = rounds['weir']
    ratios = {}
    for name in (name for name in rounds if name != 'weir'):
        pairs = list(zip(rounds[name], weir))
        ratios[f'records_per_second_weir_by_{name}'] = spread([b['records_per_second'] / a['records_per_second']
                                                               for a, b in pairs])
        ratios[f'cpu_seconds_weir_by_{name}'] = spread([b['cpu_s'] / a['cpu_s'] for a, b in pairs])
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
    """A goal is missed only where every round misses it: the machines are noisy."""
    for name, (goal, more) in GOALS.items():
        if name in ratios:
            best = ratios[name]['max' if more else 'min']
            if (best < goal) if more else (best > goal):
                yield f'{name}: {best:.2f}, promised {goal:g}'


def peers_of(options, kafka, topic, rows, scratch):
    """The command of each peer that is asked for."""
    if not options.peers:
        return {}
    commands = {
        'python': prepare.python(kafka, topic, options.records, rows),
        'streams': prepare.streams(kafka, topic, options.records, scratch),
    }
    if options.spark:
        commands['spark'] = prepare.spark(kafka, topic, options.records, scratch)
    return commands


def run_peers(commands, wanted, n_runs):
    figures = {name: [] for name in commands}
    for name, command in commands.items():
        for _ in range(n_runs):
            figures[name].append(run_measured(command, wanted))
            say(f'  {name}: {figures[name][-1]["wall_s"]:.1f} s, {figures[name][-1]["cpu_s"]:.1f} CPU s')
    return figures


def compare_peers(commands, wanted, ours, rows):
    """Python wrote its rows while it was measured; Spark had no sink then, so it runs once more."""
    if 'python' not in commands:
        return None
    n_rows = compare_rows(ours, rows, 'Python')
    if 'spark' in commands:
        run_measured([*commands['spark'], rows], wanted)
        compare_rows(ours, rows, 'Spark')
    return n_rows


def measure(options, kafka, scratch):
    topic = f'bench-{os.getpid()}'
    tool = os.path.join(BUILD, 'tests', 'bench', 'bare-kafka')
    wanted = options.records
    ours, theirs = os.path.join(OUTPUT, 'weir.csv'), os.path.join(OUTPUT, 'peer.csv')
    commands = peers_of(options, kafka, topic, theirs, scratch)

    say(f'filling {topic} with {wanted:,} records')
    run_measured([tool, 'fill', kafka, topic, str(PARTITIONS), str(wanted), str(KEYS)], wanted)
    rounds = {'bare': [tool, 'read', kafka, topic, str(wanted)]}
    if os.path.exists(f'{tool}-mimalloc'):
        rounds['bare_mimalloc'] = [f'{tool}-mimalloc', *rounds['bare'][1:]]
    rounds['weir'] = weir_command(kafka, topic, ours)
    run_measured(rounds['bare'], wanted)
    rounds = rounds_of(rounds, wanted, options.rounds)
    peers = run_peers(commands, wanted, options.peer_runs)
    return {
        'workload': {'records': wanted, 'keys': KEYS, 'partitions': PARTITIONS,
                     'rows_compared': compare_peers(commands, wanted, ours, theirs)},
        'machine': {'cores': os.cpu_count(), 'kernel': platform.release(), 'machine': platform.machine()},
        'medians': {name: median_of(figures) for name, figures in {**rounds, **peers}.items()},
        'ratios': ratios_of(rounds, peers),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--records', type=int, default=6_000_000)
    parser.add_argument('--pairs', dest='rounds', type=int, default=7, help='rounds of bare and Weir (7)')
    parser.add_argument('--peer-runs', type=int, default=2)
    parser.add_argument('--no-peers', dest='peers', action='store_false')
    parser.add_argument('--spark', action='store_true', help='PySpark too (300 MB to fetch)')
    parser.add_argument('--gate', action='store_true', help='fail where a goal is missed in every round')
    options = parser.parse_args()
    kafka = os.environ.get('WEIR_TEST_KAFKA')
    if not kafka:
        raise SystemExit('WEIR_TEST_KAFKA is not set: run this as ./dev bench windows')
    os.makedirs(OUTPUT, exist_ok=True)
    become_reaper()
    with tempfile.TemporaryDirectory(prefix='weir-bench-') as scratch:
        result = measure(options, kafka, scratch)
    print_table(result)
    print(json.dumps(result, indent=2))
    if options.gate:
        failures = list(missed(result['ratios']))
        for failure in failures:
            say(f'missed: {failure}')
        sys.exit(1 if failures else 0)


if __name__ == '__main__':
    main()
