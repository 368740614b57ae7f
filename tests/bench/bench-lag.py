#!/usr/bin/env python3
"""./dev bench lag: what a look at many groups costs, on the Kafka at WEIR_TEST_KAFKA.

1000 partitions in 10 topics, 50 groups that committed in all of them: time, CPU
seconds and peak memory of weir-cli lag for a first look and for the looks after
it (with what was read before), and the requests of each, counted by a proxy; and
the p99 of a frame of the window while its page of groups is shown.
Table on stderr, JSON on stdout. --gate fails past the promises.
"""

import argparse
import collections
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import uuid

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.join(TOP, 'tests', 'kafka'))
import proxy  # noqa: E402  pylint: disable=wrong-import-position

CLI = os.path.join(os.environ.get('WEIR_BUILD', os.path.join(TOP, 'build')), 'app', 'cli', 'weir-cli')
KAFKA = os.environ.get('WEIR_TEST_KAFKA')
LOOKS = 4
NAMES = {1: 'Fetch', 2: 'ListOffsets', 3: 'Metadata', 9: 'OffsetFetch', 10: 'FindCoordinator', 15: 'DescribeGroups',
         16: 'ListGroups', 18: 'ApiVersions', 32: 'DescribeConfigs', 69: 'ConsumerGroupDescribe',
         71: 'GetTelemetrySubscriptions', 77: 'ShareGroupDescribe'}
GOALS = {'first_look_seconds': 10, 'next_look_seconds': 5, 'peak_mib': 512, 'requests_per_look': 500}


def say(text=''):
    print(text, file=sys.stderr, flush=True)


def run(verb, *arguments, text=None):
    done = subprocess.run([CLI, verb, '-b', KAFKA, '-q', *arguments], input=text, stdout=subprocess.PIPE, check=False)
    if done.returncode != 0:
        raise SystemExit(f'weir-cli {verb} {" ".join(arguments)}: exit status {done.returncode}')
    return done.stdout


def prepare(options):
    """Topics of some records a partition, and groups that stand at offsets of their own."""
    name = f'bench-{uuid.uuid4().hex[:6]}'
    topics = [f'{name}-{i}' for i in range(options.topics)]
    records = b''.join(b'{"k":"%d"}\n' % i for i in range(20 * options.partitions))
    for topic in topics:
        run('publish', '-', '-t', topic, '--partitions', str(options.partitions), '--key', 'k', text=records)
    scope = [word for topic in topics for word in ('-t', topic)]
    for i in range(options.groups):
        run('reset-offsets', '-G', f'{name}-group-{i}', *scope, '--to-offset', str(i % 10), '--execute')
        if i % 10 == 9:
            say(f'  {i + 1} groups')
    return scope


def measure_looks(scope):
    """Seconds from one answer to the next, CPU seconds and peak memory of all looks."""
    began = time.monotonic()
    process = subprocess.Popen([CLI, 'lag', '-b', KAFKA, *scope, '--output', 'csv', '--summary', '--watch', '1ms',
                                '--count', str(LOOKS), '--timeout', '60'], stdout=subprocess.PIPE)
    seconds, seen, unknown = [], None, []
    for line in process.stdout:
        cells = line.decode().rstrip().split(',')
        if not cells[0].startswith('bench-') or cells[-1] == seen:
            if cells[0].startswith('bench-'):
                unknown[-1] += cells[8] == ''
            continue
        seen = cells[-1]
        unknown.append(int(cells[8] == ''))
        now = time.monotonic()
        seconds.append(now - began)
        began = now
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0 or len(seconds) != LOOKS:
        raise SystemExit(f'{len(seconds)} looks of {LOOKS}, exit status {process.returncode}')
    return seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, unknown


def count_requests(scope, looks):
    counted = collections.Counter()

    def count(key, _, body):
        counted[NAMES.get(key, str(key))] += 1
        return body

    with proxy.Proxy(KAFKA, count) as between:
        subprocess.run([CLI, 'lag', '-b', between.address, *scope, '--summary', '--watch', '1ms', '--count', str(looks),
                        '--timeout', '60'], stdout=subprocess.DEVNULL, check=True)
    return counted


def measure_window(topic):
    """p99 of the work of a frame while the window looks at all these groups, on a display of its own; None without one."""
    program = os.path.join(os.path.dirname(os.path.dirname(CLI)), 'weir')
    if not os.access(program, os.X_OK) or shutil.which('xvfb-run') is None:
        return None
    with tempfile.TemporaryDirectory(prefix='weir-bench-') as home:
        environment = {name: value for name, value in os.environ.items() if name not in ('WAYLAND_DISPLAY', 'DBUS_SESSION_BUS_ADDRESS')}
        environment.update(HOME=home, XDG_RUNTIME_DIR=home, XDG_CONFIG_HOME=home, XDG_STATE_HOME=home, GDK_BACKEND='x11',
                           GSK_RENDERER='cairo', ADW_DISABLE_PORTAL='1', GSETTINGS_BACKEND='keyfile',
                           GSETTINGS_SCHEMA_DIR=os.path.join(os.path.dirname(os.path.dirname(os.path.dirname(CLI))), 'ui'))
        # The page that is shown first is that of the last run.
        settings = os.path.join(home, 'glib-2.0', 'settings')
        os.makedirs(settings)
        with open(os.path.join(settings, 'keyfile'), 'w', encoding='ascii') as file:
            file.write("[io/github/weir/Weir]\npage='lag'\n")
        done = subprocess.run(['xvfb-run', '-a', '-s', '-screen 0 1600x900x24', program, '-b', KAFKA, '-t', topic, '--seconds', '40'], env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False,
                              text=True)
    found = re.search(r'frame p99 ([-\d.]+) ms', done.stdout)
    return float(found.group(1)) if found else None


def main():
    parser = argparse.ArgumentParser(prog='./dev bench lag', description=__doc__)
    parser.add_argument('--topics', type=int, default=10)
    parser.add_argument('--partitions', type=int, default=100, help='of each topic')
    parser.add_argument('--groups', type=int, default=50)
    parser.add_argument('--gate', action='store_true', help='fail past the promises')
    options = parser.parse_args()
    if not KAFKA:
        raise SystemExit('WEIR_TEST_KAFKA names no broker: ./dev bench lag starts one')

    say(f'preparing {options.topics * options.partitions} partitions, {options.groups} groups')
    scope = prepare(options)
    seconds, cpu, peak, unknown = measure_looks(scope)
    first = count_requests(scope, 1)
    both = count_requests(scope, 2)
    result = {
        'partitions': options.topics * options.partitions, 'groups': options.groups,
        'first_look_seconds': round(seconds[0], 3), 'next_look_seconds': round(max(seconds[1:]), 3),
        'looks_seconds': [round(each, 3) for each in seconds], 'cpu_seconds_per_look': round(cpu / LOOKS, 3),
        'peak_mib': round(peak, 1), 'requests_per_look': sum(first.values()), 'requests': dict(first),
        'requests_of_next_look': {name: both[name] - first[name] for name in both if both[name] > first[name]},
        'groups_without_seconds': unknown, 'window_frame_p99_ms': measure_window(scope[1]),
    }
    for name, value in result.items():
        say(f'{name:24} {value}')
    print(json.dumps(result, indent=2))
    missed = [name for name, goal in GOALS.items() if result[name] is not None and result[name] > goal]
    if options.gate and missed:
        raise SystemExit('past the promise: ' + ', '.join(f'{name} {result[name]} > {GOALS[name]}' for name in missed))


if __name__ == '__main__':
    main()
