#!/usr/bin/env python3
"""recording_writer.py DIR: writes a recording with pyarrow. Standard input has a JSON object a line, each a file: its "topic",
"partition", "gaps" ([{from, to, reason}]) and "records", [offset, µs, key, value, [[header, value], …]] with texts or null."""

import json
import os
import sys

import pyarrow
import pyarrow.parquet

HEADER = pyarrow.list_(pyarrow.struct([('key', pyarrow.string()), ('value', pyarrow.binary())]))
SCHEMA = pyarrow.schema([('partition', pyarrow.int32()), ('offset', pyarrow.int64()), ('timestamp', pyarrow.timestamp('us', tz='UTC')),
                         ('timestamp_type', pyarrow.string()), ('key', pyarrow.binary()), ('value', pyarrow.binary()), ('headers', HEADER)])


def to_bytes(text):
    return None if text is None else text.encode()


def write(folder, file):
    rows = [{'partition': file['partition'], 'offset': offset, 'timestamp': time, 'timestamp_type': 'create', 'key': to_bytes(key),
             'value': to_bytes(value), 'headers': [{'key': name, 'value': to_bytes(text)} for name, text in headers]}
            for offset, time, key, value, headers in file['records']]
    place = os.path.join(folder, 'topic=' + file['topic'], 'date=2024-01-01')
    os.makedirs(place, exist_ok=True)
    schema = SCHEMA.with_metadata({'weir.gaps': json.dumps(file.get('gaps', []))})
    name = f'{file["partition"]}-{rows[0]["offset"]}-{rows[-1]["offset"]}.parquet'
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(rows, schema=schema), os.path.join(place, name))


for line in sys.stdin:
    write(sys.argv[1], json.loads(line))
