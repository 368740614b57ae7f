#!/usr/bin/env python3
"""weir-cli lag from outside, on the Kafka at WEIR_TEST_KAFKA."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.error
import urllib.parse
import urllib.request
import uuid

import broker as kafka
import proxy

CLI = os.path.abspath(sys.argv.pop(1))
KAFKA = os.environ.get('WEIR_TEST_KAFKA')
ENVIRONMENT = dict(os.environ, LC_ALL='C.UTF-8', LANGUAGE='', HOME='/nonexistent', XDG_CONFIG_HOME='/nonexistent')

# The samples of each family, as the parser of the standard reads them.
PARSE = """
import json, sys
from prometheus_client.openmetrics.parser import text_string_to_metric_families as parse
print(json.dumps({family.name: [[sample.labels, sample.value] for sample in family.samples]
                  for family in parse(sys.stdin.read())}))
"""


def run(*arguments, text=None, stdout=subprocess.PIPE, broker=KAFKA):
    done = subprocess.run([CLI, arguments[0], '-b', broker, *arguments[1:]], input=text, stdout=stdout, stderr=subprocess.PIPE,
                          env=ENVIRONMENT, timeout=60, check=False)
    return done.returncode, (done.stdout or b'').decode(), done.stderr.decode()


def tool(name, *arguments):
    """What an administration program of Kafka prints."""
    main, option = kafka.TOOLS[name]
    done = subprocess.run(kafka.java([main, option, KAFKA, *arguments]), stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          timeout=60, check=True, text=True)
    return done.stdout


def rows_of(text):
    """The rows of a table of kafka-consumer-groups, as dictionaries."""
    lines = [line.split() for line in text.splitlines() if line.strip()]
    head = next(i for i, line in enumerate(lines) if line[0] == 'GROUP')
    return [dict(zip(lines[head], line)) for line in lines[head + 1:] if len(line) == len(lines[head])]


class Lag(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        if not KAFKA:
            if os.environ.get('WEIR_REQUIRE_KAFKA') == '1':
                raise AssertionError('WEIR_REQUIRE_KAFKA=1 and no WEIR_TEST_KAFKA')
            raise unittest.SkipTest('WEIR_TEST_KAFKA names no broker')
        cls.topic = f'lag-{uuid.uuid4().hex[:8]}'
        # ESC, DEL, a line end and CSI as one character: Kafka takes any name for a group.
        cls.group = f'{cls.topic}\x1b[31mred\x7f\u009b2J\nsecond'
        code, _, err = run('publish', '-', '-t', cls.topic, '--partitions', '1', text=b'{"n":1}\n{"n":2}\n')
        assert code == 0, err
        code, _, err = run('tail', '-t', cls.topic, '-G', cls.group, '-o', 'beginning', '-c', '1')
        assert code == 0, err

    def begin_group(self, name):
        """A group of its own, seen before its record is old enough to say that it has stopped."""
        group = f'{self.topic}-{name}'
        for arguments, text in ((('publish', '-', '-t', group, '--partitions', '1'), b'{"n":1}\n{"n":2}\n'),
                                (('tail', '-t', group, '-G', group, '-o', 'beginning', '-c', '1'), None)):
            code, _, err = run(*arguments, text=text)
            self.assertEqual(code, 0, err)
        return group

    def test_a_group_is_one_row_that_a_terminal_can_be_given(self):
        code, out, err = run('lag', '-G', self.group)
        self.assertEqual(code, 0, err)
        self.assertNotRegex(out, '[\x00-\x09\x0b-\x1f\x7f-\x9f]')
        rows = out.splitlines()
        self.assertEqual(len(rows), 2, out)
        self.assertIn(f'{self.topic}\\x1b[31mred\\x7f\\xc2\\x9b2J\\nsecond', rows[1])
        # Columns stay aligned.
        self.assertEqual(rows[0].index('TOPIC'), rows[1].index(self.topic, 1))

    def test_topics_are_named_by_patterns_too(self):
        for pattern, n_rows in ((f'^{self.topic[:-2]}', 1), ('^nothing-', 0), (self.topic, 1)):
            code, out, err = run('lag', '-G', self.group, '-t', pattern, '-J')
            self.assertEqual((code, len(out.splitlines())), (0 if n_rows else 1, n_rows), err)
        self.assertEqual(run('lag', '-t', '^(')[0], 2)

    def test_json_has_the_name_as_it_is(self):
        code, out, err = run('lag', '-G', self.group, '-J')
        self.assertEqual(code, 0, err)
        self.assertNotRegex(out, '[\x00-\x09\x0b-\x1f\x7f-\x9f]')
        self.assertEqual([json.loads(line)['group'] for line in out.splitlines()], [self.group])

    def test_a_full_standard_output_is_a_failure(self):
        for options in ([], ['-J'], ['--watch', '1s']):
            with open('/dev/full', 'wb') as full:
                code, _, err = run('lag', '-G', self.group, *options, stdout=full)
            self.assertEqual(code, 1, err)
            self.assertIn('standard output cannot be written: No space left on device', err)

    def test_a_damaged_answer_is_a_failed_read(self):
        # No group where one was asked about; another one; an answer cut off.
        damages = (lambda body: body[:5] + b'\1' + body[-1:],
                   lambda body: body.replace(self.topic.encode(), b'X' * len(self.topic)),
                   lambda body: body[:len(body) // 2])
        for damage in damages:
            with proxy.Proxy(KAFKA, lambda key, _, body, d=damage: d(body) if key == proxy.DESCRIBE_GROUPS else body) as broken:
                code, out, err = run('lag', '-G', self.group, '--timeout', '3', broker=broken.address)
            self.assertEqual((code, out), (1, ''), err)
            self.assertRegex(err, '^weir-cli lag: .*(could not be understood|failed).*\\n$')
            self.assertEqual(len(err.splitlines()), 1, err)

    def test_numbers_are_those_of_kafka_consumer_groups(self):
        topic = f'{self.topic}-same'
        code, _, err = run('publish', '-', '-t', topic, '--partitions', '3', '--key', 'k',
                           text=b''.join(b'{"k":"%d","n":%d}\n' % (i, i) for i in range(60)))
        self.assertEqual(code, 0, err)
        code, _, err = run('tail', '-t', topic, '-G', topic, '-o', 'beginning', '-c', '31')
        self.assertEqual(code, 0, err)

        theirs = rows_of(tool('groups', '--describe', '--group', topic))
        code, out, err = run('lag', '-G', topic)
        self.assertEqual(code, 0, err)
        for row in rows_of(tool('groups', '--describe', '--group', topic)):
            self.assertIn([row[name] for name in ('TOPIC', 'PARTITION', 'CURRENT-OFFSET', 'LOG-END-OFFSET', 'LAG')],
                          [line.split()[1:6] for line in out.splitlines()])
        code, out, err = run('lag', '-G', topic, '--output', 'json')
        ours = [json.loads(line) for line in out.splitlines()]
        self.assertEqual(sorted((row['topic'], str(row['partition']), str(row['committed']), str(row['end']), str(row['lag']))
                                for row in ours),
                         sorted((row['TOPIC'], row['PARTITION'], row['CURRENT-OFFSET'], row['LOG-END-OFFSET'], row['LAG'])
                                for row in theirs))
        self.assertEqual(sum(row['lag'] for row in ours), 29)
        for row in ours:
            self.assertEqual(row['lag'] == 0, row['lag_seconds'] == 0, row)
            self.assertEqual((row['group'], row['group_type'], row['group_state'], row['first']), (topic, 'classic', 'Empty', 0))

    def test_unknown_is_null_and_a_dash(self):
        group = self.begin_group('unknown')
        code, out, err = run('lag', '-G', group, '-J')
        self.assertEqual(code, 0, err)
        row = json.loads(out)
        self.assertEqual((row['committed'], row['end'], row['lag'], row['state']), (1, 2, 1, 'incomplete'))
        self.assertEqual(row['reason'], 'was seen once; more looks are needed to classify')
        for name in ('consumer_id', 'host', 'client_id', 'produce_rate', 'consume_rate', 'velocity', 'clear_seconds', 'at_risk'):
            self.assertIsNone(row[name], name)
        self.assertRegex(run('lag', '-G', group)[1].splitlines()[1], ' 1 +2 +1 +– +– +– +[0-9.]+ +incomplete ')

    def test_csv_has_the_names_of_json(self):
        code, out, err = run('lag', '-G', self.group, '--output', 'csv', '--watch', '10ms', '--count', '2')
        self.assertEqual(code, 0, err)
        lines = out.split('\r\n' if '\r\n' in out else '\n')
        names = list(json.loads(run('lag', '-G', self.group, '-J')[1]))
        self.assertEqual(lines[0].split(','), names)
        self.assertEqual(out.count('committed'), 1, 'one header, two looks')

    def test_fail_on_is_an_exit_status(self):
        arguments = ('lag', '-G', self.begin_group('fails'), '--watch', '10ms')
        self.assertEqual(run(*arguments, '--count', '2', '--fail-on', 'warn')[0], 0)
        # Nothing moves, and the group has no members.
        code, _, err = run(*arguments, '--fail-on', 'stop')
        self.assertEqual(code, 1)
        self.assertRegex(err, 'stop: has no members')
        self.assertEqual(run('lag', '-G', 'no-such-group')[0], 1)
        for wrong in (('--fail-on', 'ok'), ('--fail-on', 'bad'), ('--sort', 'x'), ('--output', 'xml'), ('--count', '2'),
                      ('--watch', 'x'), ('--summary', '--members'), ('--listen', '0.0.0.0:1')):
            self.assertEqual(run('lag', *wrong)[0], 2, wrong)

    def test_single_looks_with_a_history_are_as_good_as_a_watch(self):
        topic = f'{self.topic}-history'
        path = os.path.join(tempfile.mkdtemp(prefix='weir-lag-'), 'history')
        self.addCleanup(shutil.rmtree, os.path.dirname(path))
        for i in range(4):
            run('publish', '-', '-t', topic, '--partitions', '1', text=b'{"n":1}\n' * 10)
            run('reset-offsets', '-G', topic, '-t', topic, '--to-offset', str(i), '--execute', '--save', '/dev/null')
            code, out, err = run('lag', '-G', topic, '-J', '--history', path, '--fail-on', 'warn')
            row = json.loads(out)
            self.assertEqual((code, row['state']), (0, 'incomplete') if i < 2 else (1, 'warn'), err)
        self.assertRegex(row['reason'], '^its lag went from 10 to 37 within [0-9]+ s and never fell$')
        self.assertGreater(row['produce_rate'], row['consume_rate'])
        with open(path, 'w', encoding='ascii') as file:
            file.write('something else')
        code, out, err = run('lag', '-G', topic, '--history', path)
        self.assertEqual((code, out), (1, ''))
        self.assertIn('was not written by this program', err)

    def start_share_group(self):
        """The name of a share group with a member that has read a record."""
        group = f'{self.topic}-share'
        tool('configs', '--alter', '--entity-type', 'groups', '--entity-name', group, '--add-config',
             'share.auto.offset.reset=earliest')
        consumer = subprocess.Popen(
            kafka.java(['org.apache.kafka.tools.consumer.ConsoleShareConsumer', '--bootstrap-server', KAFKA, '--topic', self.topic,
                        '--group', group, '--consumer-property', 'client.id=the-sharer']),
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.addCleanup(consumer.communicate)
        self.addCleanup(consumer.terminate)
        self.assertIn(b'"n"', consumer.stdout.readline())
        return group

    def check_share_group(self, group, *login, broker=KAFKA):
        reason = 'is a share group: its members share each partition, so it commits no offset and has no lag'
        code, out, err = run('lag', '-G', group, '-J', *login, broker=broker)
        self.assertEqual(code, 0, err)
        row = json.loads(out)
        self.assertEqual((row['group'], row['group_type'], row['group_state'], row['committed'], row['lag'], row['lag_seconds'],
                          row['state'], row['reason']),
                         (group, 'share', 'Stable', None, None, None, 'unknown', reason))
        code, out, err = run('lag', '--summary', '-J', *login, broker=broker)
        self.assertEqual(code, 0, err)
        row = [row for row in map(json.loads, out.splitlines()) if row['group'] == group][0]
        self.assertEqual((row['group_type'], row['group_state'], row['members'], row['lag'], row['reason']),
                         ('share', 'Stable', 1, None, reason))
        theirs = tool('share_groups', '--describe', '--group', group, '--members').splitlines()
        theirs = [line.split() for line in theirs if line.startswith(group)]
        code, out, err = run('lag', '-G', group, '--members', '-J', *login, broker=broker)
        self.assertEqual(code, 0, err)
        member = json.loads(out)
        # GROUP CONSUMER-ID HOST CLIENT-ID #PARTITIONS ASSIGNMENT
        self.assertEqual([[member['group'], member['consumer_id'], member['host'], member['client_id'], str(member['partitions']),
                           member['assignment']]], theirs)
        self.assertEqual((member['client_id'], member['assignment']), ('the-sharer', f'{self.topic}:0'))

    def test_a_share_group_is_named_as_such(self):
        group = self.start_share_group()
        self.check_share_group(group)
        # In the table it has dashes, and the reason.
        code, out, err = run('lag', '-G', group)
        self.assertEqual(code, 0, err)
        self.assertRegex(out.splitlines()[1], f'^{group} +– +– +– +– +– .* unknown +is a share group: ')
        # What it is not like a consumer group in is said where it matters, too.
        code, _, err = run('reset-offsets', '-G', group, '-t', self.topic, '--to-earliest')
        self.assertEqual(code, 1)
        self.assertIn('share group', err)
        secure = os.environ.get('WEIR_TEST_KAFKA_SASL_SSL')
        if secure:
            login = [word for pair in ('security.protocol=sasl_ssl', 'sasl.mechanisms=SCRAM-SHA-512', 'sasl.username=admin',
                                       f'sasl.password={kafka.USERS["admin"]}',
                                       f'ssl.ca.location={os.environ["WEIR_TEST_KAFKA_TLS"]}/ca.pem') for word in ('-X', pair)]
            self.check_share_group(group, *login, broker=secure)
            self.check_without_own_connections(group, secure)

    def check_without_own_connections(self, group, secure):
        """Over a mechanism that only librdkafka has, it is said what is missing, and why."""
        login = [word for pair in ('security.protocol=sasl_ssl', 'sasl.mechanisms=OAUTHBEARER',
                                   'enable.sasl.oauthbearer.unsecure.jwt=true', 'sasl.oauthbearer.config=principal=admin',
                                   f'ssl.ca.location={os.environ["WEIR_TEST_KAFKA_TLS"]}/ca.pem') for word in ('-X', pair)]
        code, out, err = run('lag', '--summary', '-J', *login, broker=secure)
        self.assertEqual(code, 0, err)
        row = [row for row in map(json.loads, out.splitlines()) if row['group'] == group][0]
        self.assertEqual((row['group_type'], row['members'], row['lag'], row['reason']),
                         ('share or streams', None, None, 'sizes, releases, share groups and epochs need SASL PLAIN, SCRAM or no SASL: '
                                                          'Weir cannot ask for them over OAUTHBEARER'))

    def test_a_group_of_the_new_protocol_has_the_epochs_of_kafka_consumer_groups(self):
        topic = f'{self.topic}-epochs'
        run('publish', '-', '-t', topic, '--partitions', '2', text=b'{"n":1}\n')
        readers = []
        for i in range(2):
            readers.append(subprocess.Popen([CLI, 'tail', '-b', KAFKA, '-t', topic, '-G', topic, '-o', 'beginning', '-X',
                                             'group.protocol=consumer', '-X', f'client.id=reader-{i}'],
                                            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=ENVIRONMENT))
            self.addCleanup(readers[-1].wait, 20)
            self.addCleanup(readers[-1].terminate)

        def told(*options):
            code, out, err = run('lag', '-G', topic, '-J', *options)
            return [json.loads(line) for line in out.splitlines()] if code == 0 else []

        # The time limit of the test is that of this wait.
        while [member['current_epoch'] for member in told('--members')] not in ([2, 2], [3, 3]):
            self.assertEqual([reader.poll() for reader in readers], [None, None])
        theirs = rows_of(tool('groups', '--describe', '--group', topic, '--members', '--verbose'))
        members = told('--members')
        self.assertEqual({row['consumer_id']: str(row['current_epoch']) for row in members},
                         {row['CONSUMER-ID']: row['CURRENT-EPOCH'] for row in theirs})
        # "127.0.0.1:9092 (1)" is two words.
        state = tool('groups', '--describe', '--group', topic, '--state', '--verbose').splitlines()[-1].split()
        group = told('--summary')[0]
        self.assertEqual([group['group'], str(group['group_epoch']), str(group['target_assignment_epoch'])],
                         [state[0], state[5], state[6]])
        everyone = [row for row in map(json.loads, run('lag', '--summary', '-J')[1].splitlines()) if row['group'] == topic]
        self.assertEqual(everyone[0]['group_epoch'], group['group_epoch'])

    def test_a_member_is_told_as_kafka_consumer_groups_tells_it(self):
        topic = f'{self.topic}-member'
        run('publish', '-', '-t', topic, '--partitions', '2', text=b'{"n":1}\n')
        with subprocess.Popen([CLI, 'tail', '-b', KAFKA, '-t', topic, '-G', topic, '-o', 'beginning', '-X',
                               'group.instance.id=the-one', '-X', 'client.id=the-client'],
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=ENVIRONMENT) as reader:
            try:
                self.assertIn(b'"n"', reader.stdout.readline())
                theirs = rows_of(tool('groups', '--describe', '--group', topic, '--members', '--verbose'))
                code, out, err = run('lag', '-G', topic, '--members', '-J')
                self.assertEqual(code, 0, err)
                member = json.loads(out)
                self.assertEqual(len(theirs), 1, theirs)
                for name, title in (('group', 'GROUP'), ('consumer_id', 'CONSUMER-ID'), ('instance_id', 'GROUP-INSTANCE-ID'),
                                    ('host', 'HOST'), ('client_id', 'CLIENT-ID'), ('partitions', '#PARTITIONS')):
                    self.assertEqual(str(member[name]), theirs[0][title])
                self.assertEqual((member['instance_id'], member['client_id'], member['assignment']),
                                 ('the-one', 'the-client', f'{topic}:0,1'))
                state = ' '.join(tool('groups', '--describe', '--group', topic, '--state').split())
                group = json.loads(run('lag', '-G', topic, '--summary', '-J')[1])
                self.assertRegex(state, rf'{re.escape(group["coordinator"])} {group["assignor"]} {group["group_state"]} 1')
            finally:
                reader.send_signal(signal.SIGTERM)
                reader.wait(20)

    def test_records_that_retention_takes_are_counted(self):
        topic = f'{self.topic}-short'
        tool('topics', '--create', '--topic', topic, '--partitions', '1', '--config', 'retention.ms=3600000')
        run('publish', '-', '-t', topic, text=b'{"n":1}\n' * 9)
        run('reset-offsets', '-G', topic, '-t', topic, '--to-offset', '2', '--execute')
        code, out, err = run('lag', '-G', topic, '-J', '--watch', '10ms', '--count', '2')
        self.assertEqual(code, 0, err)
        # Nothing reads on, so retention takes all of them in the end.
        self.assertEqual([json.loads(line)['at_risk'] for line in out.splitlines()], [None, 7])
        # The broker of the tests keeps records for ever.
        out = run('lag', '-G', self.begin_group('long'), '-J', '--watch', '10ms', '--count', '2')[1]
        self.assertEqual([json.loads(line)['at_risk'] for line in out.splitlines()], [None, 0])

    def test_a_group_that_we_may_not_ask_about_is_forbidden(self):
        secure = os.environ.get('WEIR_TEST_KAFKA_SASL_SSL')
        if not secure:
            self.skipTest('no Kafka with access control: ./dev kafka start --secure')
        right = ['--allow-principal', 'User:guest', '--operation', 'Describe', '--cluster']
        tool('acls', '--add', *right)
        self.addCleanup(tool, 'acls', '--remove', '--force', *right)
        login = [word for pair in ('security.protocol=sasl_ssl', 'sasl.mechanisms=SCRAM-SHA-256', 'sasl.username=guest',
                                   f'sasl.password={kafka.USERS["guest"]}',
                                   f'ssl.ca.location={os.environ["WEIR_TEST_KAFKA_TLS"]}/ca.pem') for word in ('-X', pair)]
        code, out, err = run('lag', '-J', *login, broker=secure)
        self.assertEqual(code, 0, err)
        rows = [row for row in map(json.loads, out.splitlines()) if row['group'] == self.group]
        self.assertEqual([(row['group_state'], row['topic'], row['lag'], row['state']) for row in rows],
                         [('Forbidden', None, None, 'unknown')])
        self.assertIn('authorization', rows[0]['reason'].lower())
        # By its name it is what was asked for.
        self.assertEqual(run('lag', '-G', self.group, *login, broker=secure)[0], 3)

    def test_openmetrics_are_what_a_parser_of_the_standard_reads(self):
        python = os.environ.get('WEIR_TEST_PYTHON', sys.executable)
        if subprocess.run([python, '-c', 'import prometheus_client'], check=False, stderr=subprocess.DEVNULL).returncode != 0:
            self.skipTest('prometheus_client is not there: ./dev deps')
        group = self.begin_group('metrics')
        code, out, err = run('lag', '-G', group, '--output', 'openmetrics')
        self.assertEqual(code, 0, err)
        families = json.loads(subprocess.run([python, '-c', PARSE], input=out, stdout=subprocess.PIPE, check=True, text=True).stdout)
        self.assertEqual(families['weir_group_lag_records'],
                         [[{'group': group, 'topic': group, 'partition': '0'}, 1]])
        self.assertEqual([labels['weir_group_state'] for labels, value in families['weir_group_state'] if value], ['incomplete'])
        # What is unknown has no sample.
        self.assertEqual(families['weir_group_lag_velocity'], [])

    def test_a_real_prometheus_scrapes_them(self):
        if shutil.which('prometheus') is None:
            self.skipTest('prometheus is not installed')
        group = self.begin_group('scraped')
        folder = tempfile.mkdtemp(prefix='weir-prometheus-')
        self.addCleanup(shutil.rmtree, folder, ignore_errors=True)
        server = subprocess.Popen([CLI, 'lag', '-b', KAFKA, '--listen', '127.0.0.1:0', '--watch', '200ms'],
                                  stderr=subprocess.PIPE, env=ENVIRONMENT)
        self.addCleanup(server.communicate)
        self.addCleanup(server.terminate)
        target = re.search(r'http://([^/]+)/', server.stderr.readline().decode()).group(1)
        with open(os.path.join(folder, 'prometheus.yml'), 'w', encoding='ascii') as file:
            json.dump({'global': {'scrape_interval': '1s', 'scrape_timeout': '1s'},
                       'scrape_configs': [{'job_name': 'weir', 'static_configs': [{'targets': [target]}]}]}, file)
        port = kafka.free_ports(1)[0]
        prometheus = subprocess.Popen(['prometheus', f'--config.file={folder}/prometheus.yml', f'--storage.tsdb.path={folder}/data',
                                       f'--web.listen-address=127.0.0.1:{port}', '--log.level=error'])
        self.addCleanup(prometheus.wait)
        self.addCleanup(prometheus.terminate)

        def ask(path):
            try:
                with urllib.request.urlopen(f'http://127.0.0.1:{port}/api/v1/{path}', timeout=10) as answer:
                    return json.load(answer)['data']
            except urllib.error.URLError:
                # It is starting.
                return None

        query = urllib.parse.quote(f'weir_group_lag_records{{group="{group}"}}')
        found = None
        # The time limit of the test is that of this wait.
        while not found:
            self.assertIsNone(prometheus.poll())
            found = (ask(f'query?query={query}') or {}).get('result')
            time.sleep(0.2)
        self.assertEqual([(row['metric']['topic'], row['metric']['partition'], row['value'][1]) for row in found],
                         [(group, '0', '1')])
        targets = ask('targets')['activeTargets']
        self.assertEqual([(one['health'], one['lastError']) for one in targets], [('up', '')])

    def test_metrics_are_served_on_loopback(self):
        with subprocess.Popen([CLI, 'lag', '-b', KAFKA, '-G', self.group, '--listen', '127.0.0.1:0', '--watch', '100ms'],
                              stderr=subprocess.PIPE, env=ENVIRONMENT) as server:
            try:
                address = re.search(r'http://\S+', server.stderr.readline().decode()).group()
                text = None
                while text is None:
                    try:
                        with urllib.request.urlopen(address, timeout=10) as answer:
                            self.assertEqual(answer.headers['Content-Type'],
                                             'application/openmetrics-text; version=1.0.0; charset=utf-8')
                            text = answer.read().decode()
                    except urllib.error.HTTPError as problem:
                        # Nothing was read yet.
                        self.assertEqual(problem.code, 503)
                self.assertIn('weir_lag_up 1\n', text)
                self.assertTrue(text.endswith('# EOF\n'))
                with self.assertRaisesRegex(urllib.error.HTTPError, '404'):
                    urllib.request.urlopen(address + 'x', timeout=10)
                with self.assertRaisesRegex(urllib.error.HTTPError, '405'):
                    urllib.request.urlopen(address, data=b'x', timeout=10)
            finally:
                server.send_signal(signal.SIGTERM)
                self.assertEqual(server.wait(20), 130)


if __name__ == '__main__':
    unittest.main()
