#!/usr/bin/env python3
"""recording_reader.py pyarrow|duckdb DIR: the records of a recording as an independent reader has them, one JSON array a
line: topic, date, partition, offset, timestamp in µs, its type, key and value in base64, headers, other columns."""

import base64
import json
import os
import sys
import urllib.parse

OWN = ('partition', 'offset', 'timestamp', 'timestamp_type', 'key', 'value', 'headers')


def text(value):
    return None if value is None else base64.b64encode(value).decode()


def plain(row):
    headers = [[header['key'], text(header['value'])] for header in row['headers'] or []]
    stamp = row['timestamp']
    return [row['partition'], row['offset'], stamp, row['timestamp_type'], text(row['key']), text(row['value']), headers,
            {name: value for name, value in row.items() if name not in OWN}]


def read_pyarrow(path):
    import pyarrow
    import pyarrow.parquet

    table = pyarrow.parquet.ParquetFile(path).read()
    assert table.schema.field('timestamp').type == pyarrow.timestamp('us', tz='UTC'), table.schema
    stamps = table['timestamp'].cast(pyarrow.int64()).to_pylist()
    return [dict(row, timestamp=stamp) for row, stamp in zip(table.drop_columns(['timestamp']).to_pylist(), stamps)]


def read_duckdb(path):
    import duckdb

    cursor = duckdb.execute('SELECT * REPLACE (epoch_us("timestamp") AS "timestamp") FROM read_parquet(?, hive_partitioning=false)',
                            [path])
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row)) for row in cursor.fetchall()]


def main():
    read = {'pyarrow': read_pyarrow, 'duckdb': read_duckdb}[sys.argv[1]]
    for folder, _, names in sorted(os.walk(sys.argv[2])):
        for name in sorted(names):
            if name.startswith('.'):
                continue
            topic, date = (urllib.parse.unquote(part.split('=', 1)[1]) for part in folder.split(os.sep)[-2:])
            rows = [plain(row) for row in read(os.path.join(folder, name))]
            partition, first, last = map(int, name.removesuffix('.parquet').split('-'))
            assert rows[0][:2] == [partition, first] and rows[-1][:2] == [partition, last], (name, rows[0], rows[-1])
            assert [row[1] for row in rows] == sorted(row[1] for row in rows), name
            for row in rows:
                print(json.dumps([topic, date, *row]))


if __name__ == '__main__':
    main()
