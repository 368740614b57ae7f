"""weir-cli tail as a reader whose every record is counted."""

import collections
import re
import signal
import threading
import time

from faults.ladder import Failed, check

RECORD = re.compile(rb'"partition":(\d+),"offset":(\d+)')
LOST = re.compile(r'\[(\d+)\]: offsets (\d+) to (\d+) are missing: ')
BACK = re.compile(r'\[(\d+)\]: from offset (\d+) reading goes back to (\d+): ')
# Faults of a second are noticed, and tried again, within a run.
IMPATIENT = ['socket.timeout.ms=2000', 'reconnect.backoff.ms=10', 'reconnect.backoff.max.ms=200', 'fetch.wait.max.ms=50',
             'topic.metadata.refresh.interval.ms=1000', 'retry.backoff.ms=20']
END_SECONDS = 10


class Reader:
    def __init__(self, room, *arguments, address=None, properties=(), impatient=IMPATIENT):
        words = [word for one in (*impatient, *properties) for word in ('-X', one)]
        self.process = room.start('tail', '-t', room.topic, '-J', *words, *arguments, address=address)
        self.changed = threading.Condition()
        self.written = collections.defaultdict(list)
        self.lost = []      # (partition, first offset, last offset)
        self.said = []
        self.threads = [threading.Thread(target=work, daemon=True) for work in (self.read_records, self.read_messages)]
        for thread in self.threads:
            thread.start()

    def read_records(self):
        for line in self.process.stdout:
            found = RECORD.search(line)
            # A process that was killed may have left half a line.
            if found and line.endswith(b'\n'):
                with self.changed:
                    self.written[int(found.group(1))].append(int(found.group(2)))
                    self.changed.notify_all()

    def read_messages(self):
        for line in self.process.stderr:
            text = line.decode(errors='replace').rstrip()
            found = LOST.search(text)
            with self.changed:
                self.said.append(text)
                if found:
                    self.lost.append(tuple(map(int, found.groups())))
                self.changed.notify_all()

    def describe(self):
        written = {partition: (len(offsets), max(offsets)) for partition, offsets in list(self.written.items()) if offsets}
        return f'written (how many, last): {written}; said: {self.said[-8:]}'

    def count(self):
        return sum(map(len, self.written.values()))

    def await_true(self, condition, seconds, what):
        deadline = time.monotonic() + seconds
        with self.changed:
            while not condition():
                left = deadline - time.monotonic()
                if left <= 0 or self.process.poll() is not None:
                    raise Failed(f'{what}: not in {seconds} s (exit {self.process.poll()}); {self.describe()}')
                self.changed.wait(min(left, 0.2))

    def stop(self, number=signal.SIGINT, seconds=END_SECONDS):
        """Its exit status; all it wrote is known then."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        self.process.wait(seconds)
        for thread in self.threads:
            thread.join()
        return self.process.returncode


def covered_by(readers, partition):
    """What was written, and what was said to be lost."""
    written = set().union(*(reader.written[partition] for reader in readers))
    lost = {offset for reader in readers for p, first, last in reader.lost if p == partition
            for offset in range(first, last + 1)}
    return written, lost


def check_covered(readers, ends, once, begins=None):
    """Each offset from BEGINS (0) to below ENDS is written or said to be lost; with ONCE none is written twice, or both."""
    for partition, end in enumerate(ends):
        written, lost = covered_by(readers, partition)
        missing = sorted(set(range(begins[partition] if begins else 0, end)) - written - lost)
        check(not missing, f'partition {partition}: {len(missing)} of {end} records are gone without a word: {missing[:10]}')
        check(not written or max(written) < end, f'partition {partition}: offset {max(written, default=0)} of {end}')
        if once:
            every = [offset for reader in readers for offset in reader.written[partition]]
            check(len(every) == len(written), f'partition {partition}: {len(every) - len(written)} records came twice')
            check(not written & lost, f'partition {partition}: read and said to be lost: {sorted(written & lost)[:10]}')


def check_committed(room, readers, n_partitions, begins=None):
    """No offset of the group is past what its members wrote or said to be lost."""
    for partition, offset in enumerate(room.admin('committed', room.group, room.topic, n_partitions)):
        written, lost = covered_by(readers, partition)
        missing = sorted(set(range(begins[partition] if begins else 0, offset)) - written - lost) if offset > 0 else []
        check(not missing, f'partition {partition}: offset {offset} is committed, {missing[:10]} were not written')
