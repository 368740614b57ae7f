#!/usr/bin/env python3
"""./dev bench demo: the desktop program as a person meets it, on a virtual display.

Runs `weir --demo` at 1400 x 900 (the stock dashboard, live) and reads what the
kernel counts of it: CPU seconds of the main thread, of the whole process
(embedded broker, simulator and consumer are in it) and of the X server, per
frame drawn; the process' share of a core in single minutes, which must not grow;
resident memory after one minute and at the end; and what the program says of
itself: first frame, first data, event to screen.
Table on stderr, JSON on stdout.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
BUILD = os.environ.get('WEIR_BUILD', os.path.join(TOP, 'build'))
TICK = os.sysconf('SC_CLK_TCK')
SAMPLE_SECONDS = 5
WARM_UP_SECONDS = 20
MINUTES = (2, 5, 10, 20, 60)
GOALS = {'first_frame_ms': 1000, 'first_data_ms': 2000, 'process_cpu_share': 0.25, 'rss_mib_at_the_end': 250}
SUMMARY = re.compile(r'(?P<records>\d+) records, (?P<records_per_second>[\d.]+) records/s, .* '
                     r'(?P<frames>\d+) frames, event to screen p50 (?P<p50_ms>[-\d.]+) ms '
                     r'p99 (?P<p99_ms>[-\d.]+) ms, first frame (?P<first_frame_ms>[-\d.]+) ms, '
                     r'first data (?P<first_data_ms>[-\d.]+) ms')


def say(text=''):
    print(text, file=sys.stderr, flush=True)


def cpu_seconds(path):
    with open(path, encoding='ascii', errors='replace') as file:
        fields = file.read().rpartition(')')[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def memory_mib(pid, name):
    with open(f'/proc/{pid}/status', encoding='ascii', errors='replace') as file:
        return int(re.search(rf'^{name}:\s+(\d+) kB', file.read(), re.M).group(1)) / 1024


def start_display():
    read, write = os.pipe()
    server = subprocess.Popen(['Xvfb', '-displayfd', str(write), '-screen', '0', '1400x900x24',
                               '-nolisten', 'tcp'], pass_fds=[write],
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.close(write)
    with os.fdopen(read) as pipe:
        return server, ':' + pipe.readline().strip()


def environment(home, display):
    kept = {name: value for name, value in os.environ.items()
            if name not in ('WAYLAND_DISPLAY', 'DBUS_SESSION_BUS_ADDRESS')}
    for name, folder in (('HOME', ''), ('XDG_RUNTIME_DIR', 'runtime'), ('XDG_CONFIG_HOME', 'config'),
                         ('XDG_DATA_HOME', 'data'), ('XDG_CACHE_HOME', 'cache'), ('XDG_STATE_HOME', 'state')):
        kept[name] = os.path.join(home, folder)
    os.mkdir(os.path.join(home, 'runtime'), 0o700)
    kept.update(DISPLAY=display, GDK_BACKEND='x11', GTK_A11Y='none', ADW_DISABLE_PORTAL='1',
                GSETTINGS_BACKEND='memory', GSETTINGS_SCHEMA_DIR=os.path.join(BUILD, 'ui'), LC_ALL='C.UTF-8')
    return kept


def sample(pid, server):
    return {'main': cpu_seconds(f'/proc/{pid}/task/{pid}/stat'), 'process': cpu_seconds(f'/proc/{pid}/stat'),
            'server': cpu_seconds(f'/proc/{server}/stat'), 'time': time.monotonic(),
            'rss_mib': memory_mib(pid, 'VmRSS')}


def watch(program, server, seconds):
    """Samples until the program ends by itself."""
    samples = []
    deadline = time.monotonic() + seconds + 60
    while program.poll() is None and time.monotonic() < deadline:
        try:
            program.wait(SAMPLE_SECONDS)
        except subprocess.TimeoutExpired:
            samples.append(sample(program.pid, server.pid))
    return samples


def share_of_minute(samples, minute):
    """Of a core, in the last 60 seconds before that minute is over; None if the run was shorter."""
    def at(seconds):
        return min(samples, key=lambda one: abs(one['time'] - samples[0]['time'] - seconds))
    begin, end = at(60 * (minute - 1)), at(60 * minute)
    if end['time'] - samples[0]['time'] < 60 * minute - 2 * SAMPLE_SECONDS:
        return None
    return (end['process'] - begin['process']) / (end['time'] - begin['time'])


def figures_of(samples, summary):
    begin = next(one for one in samples if one['time'] - samples[0]['time'] >= WARM_UP_SECONDS)
    end = samples[-1]
    span = end['time'] - begin['time']
    frames_per_second = summary['frames'] / (end['time'] - samples[0]['time'] + SAMPLE_SECONDS)
    frames = frames_per_second * span
    minute = min(samples, key=lambda one: abs(one['time'] - samples[0]['time'] - 60))
    shares = {f'process_cpu_share_in_minute_{minute}': share_of_minute(samples, minute) for minute in MINUTES}
    return {
        **summary,
        **{name: share for name, share in shares.items() if share is not None},
        'seconds': round(end['time'] - samples[0]['time'] + SAMPLE_SECONDS),
        'frames_per_second': frames_per_second,
        'main_thread_cpu_ms_per_frame': 1000 * (end['main'] - begin['main']) / frames,
        'server_cpu_ms_per_frame': 1000 * (end['server'] - begin['server']) / frames,
        'main_thread_cpu_share': (end['main'] - begin['main']) / span,
        'process_cpu_share': (end['process'] - begin['process']) / span,
        'rss_mib_after_a_minute': minute['rss_mib'],
        'rss_mib_at_the_end': end['rss_mib'],
    }


def measure(seconds):
    home = tempfile.mkdtemp()
    server, display = start_display()
    try:
        with subprocess.Popen([os.path.join(BUILD, 'app', 'weir'), '--demo', '--seconds', str(seconds)],
                              env=environment(home, display), stdout=subprocess.PIPE, text=True) as program:
            samples = watch(program, server, seconds)
            out = program.communicate(timeout=60)[0]
    finally:
        server.terminate()
        server.wait()
        shutil.rmtree(home)
    found = SUMMARY.search(out)
    if not found:
        raise SystemExit(f'no summary line in: {out}')
    return figures_of(samples, {name: float(text) for name, text in found.groupdict().items()})


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--seconds', type=int, default=1260)
    parser.add_argument('--gate', action='store_true', help='fail where a goal is missed')
    options = parser.parse_args()
    result = measure(options.seconds)
    for name, value in result.items():
        say(f'{name:34}{value:14,.2f}')
    print(json.dumps(result, indent=2))
    late = [name for name, goal in GOALS.items() if result[name] > goal]
    if options.gate and late:
        raise SystemExit(f'past the promise: {", ".join(late)}')


main()
