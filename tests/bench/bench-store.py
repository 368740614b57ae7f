#!/usr/bin/env python3
"""./dev bench store: what leaves and comes back, on the Kafka at WEIR_TEST_KAFKA.

Exports beside DuckDB's own COPY of the same rows, their peak memory with ten times as many, windows of a recording beside
those of the topic, SQL of weir-cli beside plain DuckDB, and the recorder beside a bare consumer. Each pair runs by turns; the
fastest of each counts, so that what else a machine does matters little. Table on stderr, JSON on stdout. --gate fails below
the promises.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import uuid

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BUILD = os.environ.get('WEIR_BUILD', os.path.join(TOP, 'build'))
CLI = os.path.join(BUILD, 'app', 'cli', 'weir-cli')
QUERY = os.path.join(BUILD, 'tests', 'bench', 'bench-query')
BARE = os.path.join(BUILD, 'tests', 'bench', 'bare-kafka')
PYTHON = os.environ.get('WEIR_TEST_PYTHON', os.path.join(TOP, '.deps', 'venv', 'bin', 'python'))
KAFKA = os.environ.get('WEIR_TEST_KAFKA')
FIELDS = ['--key', 'k', '--time', 't:ms', '--value', 'v,n']
DUCKDB = 'import duckdb, sys; c = duckdb.connect(); c.execute(sys.argv[1])'
GOALS = {'csv_export_share': 0.8, 'parquet_export_share': 0.8, 'replay_share': 1.0, 'query_share': 0.9, 'kafka_function_share': 0.5, 'record_share': 0.5}
MEMORY_GOAL = 1.1


def say(text=''):
    print(text, file=sys.stderr, flush=True)


def run(*command):
    """Wall and CPU seconds, and peak memory in MiB."""
    begun = time.monotonic()
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    err = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 4):
        raise SystemExit(f'{" ".join(command)}: exit status {process.returncode}\n{err.decode()}')
    return time.monotonic() - begun, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def compare(options, ours, other):
    """The fastest run of each: seconds, CPU seconds, and how often the other's CPU seconds go into ours."""
    runs = [(run(*ours), run(*other)) for _ in range(options.runs)]
    mine = min(pair[0] for pair in runs)
    theirs = min(pair[1] for pair in runs)
    return {'seconds': round(mine[0], 3), 'other_seconds': round(theirs[0], 3), 'share': round(theirs[0] / mine[0], 2),
            'cpu_seconds': round(mine[1], 3), 'other_cpu_seconds': round(theirs[1], 3), 'peak_mib': round(mine[2])}


def cli(*arguments):
    done = subprocess.run([CLI, *map(str, arguments)], stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
    if done.returncode != 0:
        raise SystemExit(f'weir-cli {" ".join(map(str, arguments))}: {done.stderr.decode()}')


def prepare(options, folder):
    """A topic of records, its recording, and one that has a tenth of them."""
    topic = f'bench-store-{uuid.uuid4().hex[:6]}'
    path = os.path.join(folder, 'records.ndjson')
    with open(path, 'w', encoding='ascii') as file:
        for i in range(options.records):
            file.write(f'{{"k":"key-{i % 1000}","t":{1_700_000_000_000 + i * 10},"v":{i % 977}.25,"n":{i}}}\n')
    cli('publish', path, '-b', KAFKA, '-t', topic, '--partitions', 4, '--key', 'k', '-q')
    recording = os.path.join(folder, 'recording')
    cli('record', '-b', KAFKA, '-t', topic, '-e', '--to', recording, '-q')
    return topic, recording


def measure_exports(options, recording, folder, figures):
    """Records as rows: both read the same Parquet files and decode the same JSON."""
    files = os.path.join(recording, '**', '*.parquet')
    select = ("SELECT k AS \"key\", make_timestamp(t * 1000) AS \"time\", topic, partition, \"offset\", v, n FROM (SELECT *, "
              "unnest(from_json(decode(value), '{\"k\":\"VARCHAR\",\"t\":\"BIGINT\",\"v\":\"DOUBLE\",\"n\":\"BIGINT\"}')) "
              f"FROM read_parquet('{files}', hive_partitioning = true))")
    for ending, how in (('csv', 'FORMAT csv, HEADER'), ('parquet', 'FORMAT parquet, COMPRESSION zstd')):
        ours = [CLI, 'export', 'records', '--input', recording, *FIELDS, '-q', '-O', os.path.join(folder, 'ours.' + ending)]
        other = [PYTHON, '-c', DUCKDB, f"COPY ({select}) TO '{os.path.join(folder, 'other.' + ending)}' ({how})"]
        figures[ending + '_export'] = compare(options, ours, other)


def measure_memory(options, folder, recording, figures):
    """Peak memory of an export of all records, and of a tenth of them. From a recording: what librdkafka reads ahead of a
    topic, up to queued.max.messages.kbytes a partition, a tenth does not fill."""
    for ending in ('csv', 'parquet'):
        peaks = [run(CLI, 'export', 'records', '--input', recording, *FIELDS, '-c', str(n), '-q', '-O',
                     os.path.join(folder, 'memory.' + ending))[2] for n in (options.records // 10, options.records)]
        figures[ending + '_memory'] = {'peak_mib': round(peaks[1]), 'tenth_mib': round(peaks[0]), 'ratio': round(peaks[1] / peaks[0], 2)}


def measure_reading(options, topic, recording, folder, figures):
    windows = [*FIELDS, '--window', '1m', '--agg', 'count,mean,min,max', '-q']
    figures['replay'] = compare(options, [CLI, 'windows', '--input', recording, *windows], [CLI, 'windows', '-b', KAFKA, '-t', topic, '-e', *windows])
    counted = 'SELECT partition, date_trunc(\'minute\', "timestamp"), count(*), sum(octet_length(value)) FROM {} GROUP BY ALL'
    files = os.path.join(recording, '**', '*.parquet')
    figures['query'] = compare(options, [CLI, 'query', counted.format(f'recorded."{topic}"'), '--recordings', recording, '--output', 'csv', '-q'],
                               [PYTHON, '-c', DUCKDB, counted.format(f"read_parquet('{files}')")])
    figures['kafka_function'] = compare(options, [CLI, 'query', counted.format(f"kafka('{topic}')"), '-b', KAFKA, '--output', 'csv', '-q'],
                                        [CLI, 'windows', '-b', KAFKA, '-t', topic, '-e', *windows])
    again = os.path.join(folder, 'again')
    runs = []
    for _ in range(options.runs):
        shutil.rmtree(again, ignore_errors=True)
        runs.append((run(CLI, 'record', '-b', KAFKA, '-t', topic, '-e', '--to', again, '-q'),
                     run(BARE, 'read', KAFKA, topic, str(options.records))))
    record, bare = min(pair[0] for pair in runs), min(pair[1] for pair in runs)
    figures['record'] = {'seconds': round(record[0], 3), 'other_seconds': round(bare[0], 3), 'share': round(bare[0] / record[0], 2),
                         'cpu_seconds': round(record[1], 3), 'other_cpu_seconds': round(bare[1], 3), 'peak_mib': round(record[2])}


def measure_live(figures):
    """Statements over rows of the program, and how soon one that runs away ends."""
    figures['live'] = json.loads(subprocess.run([QUERY], check=True, stdout=subprocess.PIPE).stdout)


def show(figures):
    others = {'csv_export': "DuckDB's COPY", 'parquet_export': "DuckDB's COPY", 'replay': 'windows of the topic', 'query': 'plain DuckDB',
              'kafka_function': 'windows of the topic', 'record': 'a bare consumer'}
    say(f'{"":16} {"s":>8} {"other s":>8} {"share":>6} {"CPU s":>7} {"other":>7} {"MiB":>5}')
    for name, other in others.items():
        row = figures[name]
        say(f'{name:16} {row["seconds"]:8.2f} {row["other_seconds"]:8.2f} {row["share"]:6.2f} {row["cpu_seconds"]:7.2f} '
            f'{row["other_cpu_seconds"]:7.2f} {row["peak_mib"]:5}  beside {other}')
    for ending in ('csv', 'parquet'):
        row = figures[ending + '_memory']
        say(f'{ending}: peak memory {row["peak_mib"]} MiB, of a tenth {row["tenth_mib"]} MiB: {row["ratio"]}')
    live = figures['live']
    say(f'live.*: {live["copy_rows_per_second"]:.0f} rows/s copied, {live["sum_rows_per_second"]:.0f} summed, '
        f'{live["group_rows_per_second"]:.0f} grouped; cancelled after {live["cancel_median_ms"]} ms, at most {live["cancel_max_ms"]} ms')


def find_misses(figures):
    misses = [f'{name}: {figures[name.removesuffix("_share")]["share"]} is below {goal}' for name, goal in GOALS.items()
              if figures[name.removesuffix('_share')]['share'] < goal]
    return misses + [f'{ending} memory: {figures[ending + "_memory"]["ratio"]} is above {MEMORY_GOAL}' for ending in ('csv', 'parquet')
                     if figures[ending + '_memory']['ratio'] > MEMORY_GOAL]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--records', type=int, default=1_000_000)
    parser.add_argument('--runs', type=int, default=3)
    parser.add_argument('--gate', action='store_true')
    options = parser.parse_args()
    if KAFKA is None:
        raise SystemExit('WEIR_TEST_KAFKA names no Kafka: ./dev kafka start')

    figures = {'records': options.records, 'runs': options.runs, 'cores': len(os.sched_getaffinity(0))}
    with tempfile.TemporaryDirectory(prefix='weir-bench-') as folder:
        topic, recording = prepare(options, folder)
        measure_exports(options, recording, folder, figures)
        measure_memory(options, folder, recording, figures)
        measure_reading(options, topic, recording, folder, figures)
    measure_live(figures)
    show(figures)
    print(json.dumps(figures, indent=2))
    misses = find_misses(figures)
    for miss in misses:
        say(miss)

    return 1 if misses and options.gate else 0


if __name__ == '__main__':
    sys.exit(main())
