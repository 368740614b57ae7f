#!/usr/bin/env python3
"""./dev bench alerts-kafka: how soon an alert event is in Kafka, and what is left of it under SIGKILL.

Delay: a watching program with a journal, a firing every 50 ms; from the moment at which the event
comes to be to the moment at which another program has read it from the topic. Kills: the tests of
pipe, of windows and of the program's alerts, with more kills than they have by default; each
compares every record. On the Kafka at WEIR_TEST_KAFKA. Table on stderr, JSON on stdout.
"""

import argparse
import datetime
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
import uuid

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
BUILD = os.environ.get('WEIR_BUILD', os.path.join(TOP, 'build'))
CLI = os.path.join(BUILD, 'app', 'cli', 'weir-cli')
WATCH = os.path.join(BUILD, 'tests', 'integration', 'journal-watch')
KAFKA = os.environ.get('WEIR_TEST_KAFKA')
FIRINGS = 400
EVERY_SECONDS = 0.05
KILLS = 100
WINDOW_KINDS = 5


def say(text=''):
    print(text, file=sys.stderr, flush=True)


def make_topic(topic):
    subprocess.run([CLI, 'publish', '/dev/null', '-b', KAFKA, '-t', topic, '--partitions', '2', '--quiet'], check=True)


def describe(path, topic, out):
    with open(path, 'w', encoding='utf-8') as file:
        json.dump({
            'weir': 1,
            'connections': [{'name': 'c', 'bootstrap': KAFKA}],
            'streams': [{'name': 's', 'connection': 'c', 'topics': [topic], 'format': 'json', 'key': 'k',
                         'time': {'field': 't', 'unit': 'ms'}, 'fields': [{'name': 'v', 'path': 'v'}]}],
            'rules': [{'name': 'high', 'stream': 's', 'kind': 'record', 'condition': {'fire': 'v > 4'}, 'publish_to': out}],
        }, file)


def await_file(path):
    end = time.monotonic() + 60
    while not os.path.exists(path):
        if time.monotonic() > end:
            raise SystemExit(f'{path} is not there after a minute')
        time.sleep(0.05)


def read_times(folder):
    """When each change came to be, by its id, in seconds."""
    times = {}
    for name in sorted(os.listdir(folder)):
        if name.endswith('.journal'):
            with open(os.path.join(folder, name), encoding='utf-8') as file:
                for line in file:
                    entry = json.loads(line[17:])
                    if entry['kind'] == 'change':
                        times[entry['event']['id']] = datetime.datetime.fromisoformat(entry['at'].replace('Z', '+00:00')).timestamp()
    return times


def measure_delay():
    topic = f'bench-{uuid.uuid4()}'
    out = topic + '-out'
    arrivals = {}
    for name in (topic, out):
        make_topic(name)
    with tempfile.TemporaryDirectory(prefix='weir-bench-') as folder:
        path, journal = os.path.join(folder, 'workspace.json'), os.path.join(folder, 'journal')
        describe(path, topic, out)
        with subprocess.Popen([WATCH, path, journal], stdout=subprocess.DEVNULL) as watch, \
             subprocess.Popen([CLI, 'tail', '-b', KAFKA, '-t', out, '-o', 'beginning', '--json', '-X', 'fetch.wait.max.ms=5'],
                              stdout=subprocess.PIPE, text=True, stderr=subprocess.DEVNULL) as reader, \
             subprocess.Popen([CLI, 'publish', '-', '-b', KAFKA, '-t', topic, '--key', 'k', '--quiet', '-X', 'linger.ms=0'],
                              stdin=subprocess.PIPE, text=True) as feed:
            await_file(os.path.join(journal, 'positions'))

            def read():
                for line in reader.stdout:
                    arrivals.setdefault(json.loads(json.loads(line)['payload'])['id'], time.time())
                    if len(arrivals) == FIRINGS:
                        return

            thread = threading.Thread(target=read)
            thread.start()
            for i in range(FIRINGS):
                feed.stdin.write(json.dumps({'k': f'k{i}', 't': int(time.time() * 1000), 'v': 9}) + '\n')
                feed.stdin.flush()
                time.sleep(EVERY_SECONDS)
            feed.stdin.close()
            thread.join(60)
            time.sleep(1)
            watch.kill()
            reader.kill()
        times = read_times(journal)
    # What is read before the first sending asks for topics and their ends once.
    delays = sorted(arrivals[name] - at for name, at in times.items() if name in arrivals)
    if len(delays) < FIRINGS:
        raise SystemExit(f'{len(delays)} of {FIRINGS} events came')
    return {'events': len(delays), 'p50_ms': round(delays[len(delays) // 2] * 1000, 1),
            'p99_ms': round(delays[len(delays) * 99 // 100] * 1000, 1), 'max_ms': round(delays[-1] * 1000, 1)}


def measure_kills(test, pattern, kills, arguments):
    """The test says itself what is lost or doubled; here it is only whether anything is."""
    began = time.monotonic()
    done = subprocess.run([sys.executable, os.path.join(TOP, 'tests', 'kafka', test), *arguments, '-k', pattern],
                          env=dict(os.environ, WEIR_TEST_KILLS=str(kills)), stderr=subprocess.PIPE, text=True, check=False)
    n_tests = int(re.search(r'Ran (\d+) test', done.stderr).group(1))
    if done.returncode != 0:
        say(done.stderr[-3000:])
    return {'kills': kills * n_tests, 'each_once': done.returncode == 0, 'seconds': round(time.monotonic() - began, 1)}


def show(result):
    delay = result.get('delay')
    if delay:
        say(f'alert event → in Kafka and read: {delay["events"]} events, p50 {delay["p50_ms"]} ms, p99 {delay["p99_ms"]} ms, '
            f'longest {delay["max_ms"]} ms')
    for name in ('pipe', 'windows', 'alerts'):
        if name in result:
            one = result[name]
            say(f'{name}: {one["kills"]} kills, {"each once" if one["each_once"] else "FAILED"}, {one["seconds"]} s')


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--gate', action='store_true', help='fail where something is lost or doubled')
    parser.add_argument('--only', choices=['delay', 'pipe', 'windows', 'alerts'], help='measure this alone')
    options = parser.parse_args()
    if not KAFKA:
        raise SystemExit('no Kafka: run it by ./dev bench alerts-kafka, or set WEIR_TEST_KAFKA')

    result = {}
    wanted = [options.only] if options.only else ['delay', 'pipe', 'windows', 'alerts']
    if 'delay' in wanted:
        result['delay'] = measure_delay()
    if 'pipe' in wanted:
        result['pipe'] = measure_kills('pipe.py', 'killed_again', KILLS, [CLI])
    if 'windows' in wanted:
        result['windows'] = measure_kills('windows_topic.py', 'killed_again', KILLS // WINDOW_KINDS, [CLI])
    if 'alerts' in wanted:
        result['alerts'] = measure_kills('alerts_topic.py', 'killed_again', KILLS, [WATCH, CLI])
    show(result)
    print(json.dumps(result))
    if options.gate and not all(one.get('each_once', True) for one in result.values()):
        sys.exit(1)


if __name__ == '__main__':
    main()
