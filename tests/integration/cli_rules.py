#!/usr/bin/env python3
"""Rules on the command line beyond their changes of state: tests of rules, alert events in Kafka, windows."""

import json
import os
import subprocess
import sys
import tempfile
import unittest

import jsonschema

CLI = os.path.abspath(sys.argv.pop(1))
SCHEMA = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..', 'data', 'stream', 'weir-alert-event.schema.json')
ENVIRONMENT = dict(os.environ, LC_ALL='C.UTF-8', HOME='/nonexistent', XDG_CONFIG_HOME='/nonexistent')
ROWS = [{'k': 'a', 't': 100, 'v': 1}, {'k': 'a', 't': 101, 'v': 5}, {'k': 'b', 't': 102, 'v': 6}, {'k': 'a', 't': 103, 'v': 2},
        {'k': 'b', 't': 104, 'v': 7}]
RULE = ['--key', 'k', '--time', 't:s', '--value', 'v', '--rule', 'high: v > 4']
WORKSPACE = {
    'weir': 1,
    'connections': [{'name': 'c', 'bootstrap': '127.0.0.1:9'}],
    'streams': [{'name': 's', 'connection': 'c', 'topics': ['in'], 'format': 'json', 'key': 'k', 'time': {'field': 't', 'unit': 's'},
                 'fields': [{'name': 'v', 'path': 'v'}]}],
    'rules': [{'name': 'high', 'title': 'Too high', 'stream': 's', 'kind': 'record', 'severity': 'critical', 'publish_to': 'alerts',
               'condition': {'fire': 'v > 4', 'for': '2s'}}],
}


def run(*arguments):
    done = subprocess.run([CLI, *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False,
                          stdin=subprocess.DEVNULL, env=ENVIRONMENT, timeout=60)
    return done.returncode, done.stdout, done.stderr


class Rules(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix='weir-rules-')
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def write(self, name, content):
        path = os.path.join(self.folder, name)
        with open(path, 'w', encoding='utf-8') as file:
            file.write(content if isinstance(content, str) else json.dumps(content))
        return path

    def rows(self, rows=None):
        return self.write('rows.ndjson', ''.join(json.dumps(row) + '\n' for row in ROWS if rows is None or row in rows))

    # -- test-rules ----------------------------------------------------------

    def suite(self, alerts, **more):
        records = [{'time': 1000 * row['t'], 'payload': row} for row in ROWS]
        return self.write('tests.json', {'workspace': WORKSPACE, 'tests': [
            {'name': 'one', 'topic': 'in', 'records': records, 'alerts': alerts, **more}]})

    EXPECTED = [{'rule': 'high', 'key': 'a', 'state': 'pending', 'time': '1970-01-01T00:01:41Z'},
                {'rule': 'high', 'key': 'a', 'state': 'resolved', 'time': '1970-01-01T00:01:43Z'},
                {'rule': 'high', 'key': 'b', 'state': 'pending', 'time': 102000},
                {'rule': 'high', 'key': 'b', 'state': 'firing', 'time': 104000}]

    def test_rules_do_what_is_expected(self):
        self.assertEqual(run('test-rules', self.suite(self.EXPECTED)), (0, 'ok   one (4)\n', ''))

    def test_an_error_may_be_expected_and_need_not(self):
        rows = [{'time': 1000, 'payload': {'k': 'a', 't': 1}}]
        expected = {'rule': 'high', 'state': 'error', 'time': 1000}
        for alerts in ([], [expected]):
            self.assertEqual(run('test-rules', self.suite(alerts, records=rows)), (0, 'ok   one (0)\n', ''))
        code, out, _ = run('test-rules', self.suite([{**expected, 'time': 2000}], records=rows))
        self.assertEqual(code, 1)
        self.assertIn('missing    high,,error,', out)

    def test_what_is_missing_and_what_is_too_much_is_told(self):
        path = self.suite([*self.EXPECTED[:3], {'rule': 'high', 'key': 'b', 'state': 'firing', 'time': 105000}])
        self.assertEqual(run('test-rules', path), (1, 'FAIL one (4)\n'
                                                   '     missing    high,b,firing,1970-01-01T00:01:45.000000Z\n'
                                                   '     unexpected high,b,firing,1970-01-01T00:01:44.000000Z\n', ''))

    def test_a_workspace_may_be_a_file_and_rules_may_be_chosen(self):
        self.write('plant.json', WORKSPACE)
        path = self.write('tests.json', {'workspace': 'plant.json', 'tests': [
            {'topic': 'in', 'records': [], 'alerts': []},
            {'name': 'none of them', 'topic': 'in', 'rules': [], 'alerts': [], 'dead_letters': True,
             'records': [{'payload': 'no json'}, {'time': 1, 'payload': ROWS[1]}]}]})
        self.assertEqual(run('test-rules', path), (0, 'ok   1 (0)\nok   none of them (0)\n', ''))

    def test_alerts_of_others_come_with_their_key_severity_and_state(self):
        def rule(name):
            return {'name': name, 'stream': 'foreign', 'kind': 'topic', 'severity': name,
                    'condition': {'fire': f"level = '{name}' and status = 'firing'", 'clear': "status = 'resolved'"}}

        def record(time, device, level, status):
            return {'time': time, 'payload': {'labels': {'device': device, 'severity': level}, 'status': status, 'startsAt': time}}

        workspace = {
            'weir': 1, 'connections': [{'name': 'c', 'bootstrap': 'localhost:9092'}], 'rules': [rule('critical'), rule('warning')],
            'streams': [{'name': 'foreign', 'connection': 'c', 'topics': ['theirs'], 'format': 'json', 'key': 'labels.device',
                         'time': {'field': 'startsAt', 'unit': 'ms'},
                         'fields': [{'name': 'level', 'path': 'labels.severity', 'type': 'text'},
                                    {'name': 'status', 'path': 'status', 'type': 'text'}]}]}
        path = self.write('tests.json', {'workspace': workspace, 'tests': [{
            'name': 'theirs', 'topic': 'theirs',
            'records': [record(1000, 'd1', 'critical', 'firing'), record(2000, 'd2', 'warning', 'firing'),
                        record(3000, 'd1', 'critical', 'resolved')],
            'alerts': [{'rule': 'critical', 'key': 'd1', 'state': 'firing', 'time': 1000},
                       {'rule': 'warning', 'key': 'd2', 'state': 'firing', 'time': 2000},
                       {'rule': 'critical', 'key': 'd1', 'state': 'resolved', 'time': 3000}]}]})
        self.assertEqual(run('test-rules', path), (0, 'ok   theirs (3)\n', ''))

    def test_what_is_wrong_with_a_file_is_told(self):
        for content, words in (
                ('{', 'byte 1'), ('{"workspace": ' + '[' * 200000, 'nesting'), ([], 'no object'), ({'tests': []}, '“workspace” is missing'), ({'workspace': WORKSPACE}, '“tests”'),
                ({'workspace': WORKSPACE, 'tests': [{'records': []}]}, 'test “1”: “alerts” is missing'),
                ({'workspace': WORKSPACE, 'tests': [{'alerts': [], 'records': [{'topic': 'no'}]}]}, 'record 1: no stream reads'),
                ({'workspace': WORKSPACE, 'tests': [{'alerts': [{}], 'records': []}]}, 'an expected alert'),
                ({'workspace': WORKSPACE, 'tests': [{'alerts': [], 'records': [{'topic': 'in', 'payload': 'x'}]}]}, '1 record does not'),
                ({'workspace': WORKSPACE, 'tests': [{'alerts': [], 'records': [{'topic': 'in', 'time': 'x'}]}]}, 'is no time')):
            code, out, err = run('test-rules', self.write('tests.json', content))
            self.assertEqual((code, out), (1, ''), (content, err))
            self.assertIn(words, err)
        self.assertEqual(run('test-rules')[0], 2)

    # -- windows -------------------------------------------------------------

    def test_a_rule_may_be_on_windows(self):
        code, out, err = run('alerts', '--input', self.rows(), *RULE[:6], '--window', '2s', '--agg', 'count,max',
                             '--rule', 'many: window count > 1', '--rule', 'peak: window v_max > 6')
        self.assertEqual(code, 0, err)
        self.assertEqual([line.split(',')[:4] for line in out.splitlines()[1:]], [
            ['many', 'a', 'firing', '1970-01-01T00:01:40.000000Z'],
            ['many', 'a', 'resolved', '1970-01-01T00:01:42.000000Z'],
            ['peak', 'b', 'firing', '1970-01-01T00:01:44.000000Z']])
        # A minute, as in windows.
        code, out, err = run('alerts', '--input', self.rows(), *RULE[:6], '--rule', 'many: window count > 1')
        self.assertEqual(code, 0, err)
        self.assertEqual([line.split(',')[1:5] for line in out.splitlines()[1:]], [
            ['a', 'firing', '1970-01-01T00:01:00.000000Z', '3'], ['b', 'firing', '1970-01-01T00:01:00.000000Z', '2']])
        code, out, err = run('alerts', '--input', self.rows(), *RULE[:6], '--window', '2s', '--rule', 'many: window cuont > 1')
        self.assertEqual((code, out), (2, ''))
        self.assertIn('did you mean “count”', err)

    # -- into Kafka ----------------------------------------------------------

    def broker(self):
        process = subprocess.Popen([CLI, 'broker', '--topics', 'alerts:2,in:1,other:1'], stdout=subprocess.PIPE, text=True, env=ENVIRONMENT)
        self.addCleanup(process.communicate)
        self.addCleanup(process.terminate)
        return process.stdout.readline().strip()

    def events(self, address):
        code, out, err = run('tail', '-b', address, '-t', 'alerts', '-e', '--json')
        self.assertEqual(code, 0, err)
        records = [json.loads(line) for line in out.splitlines()]
        return sorted(((r['key'], r['ts'], json.loads(r['payload'])) for r in records), key=lambda r: (r[1], r[0]))

    def test_each_change_is_written_once_over_all_runs(self):
        address = self.broker()
        publish = ['-b', address, '--publish-to', 'alerts']
        code, _, err = run('alerts', '--input', self.rows(ROWS[:2]), *RULE, *publish)
        self.assertEqual(code, 0, err)
        self.assertIn('1 published', err)
        # The same records again, and more: what was written is not, and what went on is.
        code, _, err = run('alerts', '--input', self.rows(), *RULE, *publish)
        self.assertIn('2 published, 1 known', err)
        code, _, err = run('alerts', '--input', self.rows(), *RULE, *publish)
        self.assertIn('0 published, 3 known', err)
        events = self.events(address)
        self.assertEqual([(key, time, event['state'], event['before'], event['value']) for key, time, event in events], [
            ('high:a', 101000, 'firing', 'normal', 5), ('high:b', 102000, 'firing', 'normal', 6),
            ('high:a', 103000, 'resolved', 'firing', 2)])
        with open(SCHEMA, encoding='utf-8') as file:
            schema = json.load(file)
        for _, _, event in events:
            jsonschema.validate(event, schema)
        self.assertEqual(events[0][2], {
            'id': events[0][2]['id'], 'rule': 'high', 'title': 'high', 'severity': 'warning', 'stream': 'records', 'key': 'a',
            'state': 'firing', 'before': 'normal', 'event_time': '1970-01-01T00:01:41.000000Z', 'value': 5, 'topic': 'rows.ndjson',
            'partition': 0, 'offset': 1, 'reason': 'v > 4'})

    def test_a_run_that_begins_while_it_fires_does_not_say_so_again(self):
        address = self.broker()
        publish = ['-b', address, '--publish-to', 'alerts', '--for', '1s']
        run('alerts', '--input', self.rows([ROWS[2], ROWS[4]]), *RULE, *publish)
        rows = self.write('rows.ndjson', ''.join(json.dumps({'k': 'b', 't': t, 'v': v}) + '\n'
                                                 for t, v in ((200, 9), (202, 9), (203, 1), (204, 9))))
        _, _, err = run('alerts', '--input', rows, *RULE, *publish)
        self.assertIn('2 published, 2 known', err)
        self.assertEqual([(event['state'], time) for _, time, event in self.events(address)], [
            ('pending', 102000), ('firing', 104000), ('resolved', 203000), ('pending', 204000)])

    def test_rules_of_a_workspace_say_where_to_and_other_streams_are_not_read(self):
        address = self.broker()
        other = {'name': 'other', 'connection': 'c', 'topics': ['no-such-topic'], 'format': 'json', 'time': {'basis': 'record'}}
        path = self.write('plant.json', {**WORKSPACE, 'connections': [{'name': 'c', 'bootstrap': address}],
                                         'streams': [*WORKSPACE['streams'], other]})
        run('publish', self.rows(), '-b', address, '-t', 'in')
        code, _, err = run('alerts', '--workspace', path, '-b', address, '-e', '--publish')
        self.assertEqual(code, 0, err)
        self.assertEqual([(event['title'], event['severity'], event['state']) for _, _, event in self.events(address)],
                         [('Too high', 'critical', state) for state in ('pending', 'pending', 'resolved', 'firing')])
        code, _, err = run('alerts', '--input', self.rows(), *RULE, '-b', address, '--publish')
        self.assertEqual(code, 2)
        self.assertIn('publish_to', err)


if __name__ == '__main__':
    unittest.main()
