#!/usr/bin/env python3
"""Starts, stops and administers a real Apache Kafka for tests and benchmarks.

One broker and controller in one process (KRaft), on loopback and free ports
only, its data in a temporary folder; with --brokers N, further brokers beside
it, which can be stopped, killed and started one by one. What is known of a
running one stands in its run folder: state.json for programs, env for shells.
"""

import argparse
import atexit
import contextlib
import json
import os
import shlex
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
HOST = '127.0.0.1'
CLUSTER_ID = 'd2VpcnRlc3RjbHVzdGVyMQ'
READY_SECONDS = 60
STOP_SECONDS = 30
START_TRIES = 3

# Known to tests only, on loopback only. `weir` may read everything, `guest`
# may log in and nothing else.
USERS = {'admin': 'admin-secret', 'weir': 'weir-secret', 'guest': 'guest-secret'}

TOOLS = {
    'topics': ('org.apache.kafka.tools.TopicCommand', '--bootstrap-server'),
    'groups': ('org.apache.kafka.tools.consumer.group.ConsumerGroupCommand',
               '--bootstrap-server'),
    'share_groups': ('org.apache.kafka.tools.consumer.group.ShareGroupCommand', '--bootstrap-server'),
    'offsets': ('org.apache.kafka.tools.GetOffsetShell', '--bootstrap-server'),
    'acls': ('org.apache.kafka.tools.AclCommand', '--bootstrap-server'),
    'configs': ('kafka.admin.ConfigCommand', '--bootstrap-server'),
}

QUICK_JAVA = ['-Xmx512m', '-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-Xshare:auto']
BENCH_JAVA = ['-Xms1g', '-Xmx1g', '-XX:+UseSerialGC']


class Failure(Exception):
    """What went wrong and what to do, for the user."""


def say(text):
    print(text, file=sys.stderr, flush=True)


# -- the run folder ----------------------------------------------------------

def deps_folder():
    return os.environ.get('WEIR_DEPS') or os.path.join(HERE, '..', '..', '.deps')


def run_folder(name):
    explicit = os.environ.get('WEIR_KAFKA_RUN')
    base = explicit or os.path.join(deps_folder(), 'run')
    return os.path.realpath(os.path.join(base, f'kafka-{name}'))


def load_state(name):
    try:
        with open(os.path.join(run_folder(name), 'state.json'), encoding='utf-8') as file:
            return json.load(file)
    except FileNotFoundError:
        return None


def save_state(name, state):
    folder = run_folder(name)
    variables = {'WEIR_TEST_KAFKA': state['bootstrap'], 'WEIR_TEST_KAFKA_DATA': state['data']}
    for key in ('sasl_ssl', 'ssl', 'tls'):
        if key in state:
            variables['WEIR_TEST_KAFKA_' + key.upper()] = state[key]
    with open(os.path.join(folder, 'env'), 'w', encoding='utf-8') as file:
        for key, value in variables.items():
            file.write(f'export {key}={shlex.quote(value)}\n')
    with open(os.path.join(folder, 'state.json'), 'w', encoding='utf-8') as file:
        json.dump(state, file, indent=2)


def birth_of(pid):
    """When PID started, in the kernel's ticks: tells a reused pid apart."""
    try:
        with open(f'/proc/{pid}/stat', encoding='ascii', errors='replace') as file:
            fields = file.read().rpartition(')')[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
    return None if fields[0] == 'Z' else int(fields[19])


def is_running(state):
    return state is not None and birth_of(state['pid']) == state['birth']


# -- certificates ------------------------------------------------------------

def openssl(*arguments):
    done = subprocess.run(['openssl', *arguments], stdin=subprocess.DEVNULL, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    if done.returncode != 0:
        raise Failure(f'openssl {arguments[0]} failed: {done.stdout[-300:]}')


def make_certificate(folder, name, extension):
    path = os.path.join(folder, name)
    openssl('req', '-newkey', 'rsa:2048', '-nodes', '-subj', f'/CN={name}',
            '-keyout', path + '.key', '-out', path + '.csr')
    with open(path + '.ext', 'w', encoding='ascii') as file:
        file.write(extension)
    openssl('x509', '-req', '-in', path + '.csr', '-days', '30', '-extfile', path + '.ext',
            '-CA', os.path.join(folder, 'ca.pem'), '-CAkey', os.path.join(folder, 'ca.key'),
            '-CAcreateserial', '-out', path + '.pem')
    with open(path + '-keystore.pem', 'w', encoding='ascii') as keystore:
        for part in (path + '.key', path + '.pem', os.path.join(folder, 'ca.pem')):
            with open(part, encoding='ascii') as file:
                keystore.write(file.read())


def make_certificates(folder):
    """ca.pem, server-keystore.pem, client.pem and client.key in FOLDER."""
    os.makedirs(folder, mode=0o700)
    openssl('req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '30',
            '-subj', '/CN=Weir test CA', '-keyout', os.path.join(folder, 'ca.key'),
            '-out', os.path.join(folder, 'ca.pem'))
    make_certificate(folder, 'server',
                     f'subjectAltName=IP:{HOST},DNS:localhost\nextendedKeyUsage=serverAuth\n')
    make_certificate(folder, 'client', 'extendedKeyUsage=clientAuth\n')


# -- configuration -----------------------------------------------------------

def free_ports(count):
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind((HOST, 0))
        return [each.getsockname()[1] for each in sockets]


def base_properties(ports, data):
    clients = [name for name in ports if name != 'CONTROLLER']
    address = '{0}://{1}:{2}'.format
    return {
        'process.roles': 'broker,controller',
        'node.id': '1',
        'controller.quorum.voters': f'1@{HOST}:{ports["CONTROLLER"]}',
        'listeners': ','.join(address(name, HOST, port) for name, port in ports.items()),
        'advertised.listeners': ','.join(address(name, HOST, ports[name]) for name in clients),
        'controller.listener.names': 'CONTROLLER',
        'inter.broker.listener.name': 'PLAINTEXT',
        'listener.security.protocol.map': 'CONTROLLER:PLAINTEXT,' +
                                          ','.join(f'{name}:{name}' for name in clients),
        'log.dirs': data,
        # Recordings of years ago are published with their own times.
        'log.retention.ms': '-1',
        'log.message.timestamp.after.max.ms': '9223372036854775807',
        'message.max.bytes': '20000000',
        'offsets.topic.replication.factor': '1',
        'offsets.topic.num.partitions': '4',
        'transaction.state.log.replication.factor': '1',
        'transaction.state.log.min.isr': '1',
        'transaction.state.log.num.partitions': '4',
        'share.coordinator.state.topic.replication.factor': '1',
        'share.coordinator.state.topic.min.isr': '1',
        'group.initial.rebalance.delay.ms': '0',
        # The newer group protocol: a member that was killed is waited for as long as the broker says, 45 s by default.
        'group.consumer.min.session.timeout.ms': '1000',
        'group.consumer.session.timeout.ms': '10000',
        'group.consumer.min.heartbeat.interval.ms': '100',
        'group.consumer.heartbeat.interval.ms': '1000',
    }


def secure_properties(tls):
    plain = ' '.join(f'user_{name}="{password}"' for name, password in USERS.items())
    scram = 'org.apache.kafka.common.security.scram.ScramLoginModule required;'
    jaas = 'listener.name.sasl_ssl.{}.sasl.jaas.config'.format
    return {
        'ssl.keystore.type': 'PEM',
        'ssl.keystore.location': os.path.join(tls, 'server-keystore.pem'),
        'ssl.truststore.type': 'PEM',
        'ssl.truststore.location': os.path.join(tls, 'ca.pem'),
        'ssl.client.auth': 'required',
        'listener.name.sasl_ssl.ssl.client.auth': 'none',
        'sasl.enabled.mechanisms': 'SCRAM-SHA-256,SCRAM-SHA-512,PLAIN,OAUTHBEARER',
        jaas('scram-sha-256'): scram,
        jaas('scram-sha-512'): scram,
        jaas('plain'): 'org.apache.kafka.common.security.plain.PlainLoginModule required '
                       + plain + ';',
        # Any name that a client gives itself, signed by nobody.
        jaas('oauthbearer'): 'org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required '
                             'unsecuredLoginStringClaim_sub="broker";',
        'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
        # Who comes by the plain listener, tests and the tools below, may do anything.
        'super.users': 'User:ANONYMOUS;User:admin',
    }


def java(arguments, options=QUICK_JAVA):
    jars = os.path.join(deps_folder(), 'kafka')
    if not os.path.isdir(jars):
        raise Failure('Kafka is not there: run ./dev deps kafka')
    if shutil.which('java') is None:
        raise Failure('java is missing: run ./dev setup')
    return ['java', *options, '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn',
            '-cp', os.path.join(jars, '*'), *arguments]


def describe_groups(bootstrap, *which):
    """What kafka-consumer-groups --describe says: (group, topic, partition) → its row by the names of its columns."""
    main, option = TOOLS['groups']
    done = subprocess.run(java([main, option, bootstrap, '--describe', *which]), stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          timeout=60, check=True, text=True)
    head, rows = None, {}
    for line in (line.split() for line in done.stdout.splitlines() if line.strip()):
        if line[0] == 'GROUP':
            head = line
        elif head is not None and len(line) == len(head):
            row = dict(zip(head, line))
            rows[row['GROUP'], row['TOPIC'], int(row['PARTITION'])] = row
    return rows


# -- start and stop ----------------------------------------------------------

def metadata_answers(port):
    """Whether a metadata request is answered with at least one broker."""
    client = b'weir'
    body = struct.pack('>hhih', 3, 1, 1, len(client)) + client + struct.pack('>i', -1)
    try:
        with socket.create_connection((HOST, port), timeout=2) as connection:
            connection.sendall(struct.pack('>i', len(body)) + body)
            with connection.makefile('rb') as stream:
                size = stream.read(4)
                answer = stream.read(struct.unpack('>i', size)[0]) if len(size) == 4 else b''
    except OSError:
        return False
    return len(answer) >= 8 and struct.unpack('>i', answer[4:8])[0] > 0


def log_tail(folder):
    try:
        with open(os.path.join(folder, 'broker.log'), encoding='utf-8', errors='replace') as file:
            return ''.join(file.readlines()[-15:])
    except FileNotFoundError:
        return ''


def wait_ready(process, port, folder):
    deadline = time.monotonic() + READY_SECONDS
    while not metadata_answers(port):
        if process.poll() is not None:
            raise Failure(f'Kafka ended while starting:\n{log_tail(folder)}')
        if time.monotonic() > deadline:
            process.terminate()
            process.wait(STOP_SECONDS)
            raise Failure(f'Kafka gave no metadata within {READY_SECONDS} s:\n{log_tail(folder)}')
        time.sleep(0.1)


def write_properties(path, properties):
    with open(path, 'w', encoding='utf-8') as file:
        os.chmod(path, 0o600)
        for key, value in properties.items():
            file.write(f'{key}={value}\n')


def format_storage(folder, properties_path, secure):
    command = ['kafka.tools.StorageTool', 'format', '-t', CLUSTER_ID, '-c', properties_path,
               '--feature', 'share.version=1']
    if secure:
        for name, password in USERS.items():
            for mechanism in ('SCRAM-SHA-256', 'SCRAM-SHA-512'):
                command += ['--add-scram', f'{mechanism}=[name={name},password={password}]']
    with open(os.path.join(folder, 'format.log'), 'w+', encoding='utf-8') as log:
        if subprocess.run(java(command), stdout=log, stderr=log, check=False).returncode != 0:
            log.seek(0)
            raise Failure(f'Kafka could not format its storage:\n{log.read()[-1500:]}')


def start_process(folder, data, options=QUICK_JAVA):
    """As FOLDER describes it, on what DATA holds."""
    with open(os.path.join(folder, 'broker.log'), 'w', encoding='utf-8') as log:
        return subprocess.Popen(java(['kafka.Kafka', os.path.join(folder, 'server.properties')], options),
                                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, cwd=data)


def launch(folder, data, options):
    """One try at starting: the running process and what is known of it."""
    names = ['CONTROLLER', 'PLAINTEXT'] + (['SASL_SSL', 'SSL'] if options.secure else [])
    ports = dict(zip(names, free_ports(len(names))))
    properties = base_properties(ports, os.path.join(data, 'log'))
    state = {'bootstrap': f'{HOST}:{ports["PLAINTEXT"]}', 'data': data, 'folder': folder}
    if options.secure:
        tls = os.path.join(folder, 'tls')
        if not os.path.isdir(tls):
            make_certificates(tls)
        properties.update(secure_properties(tls))
        state.update(tls=tls, ssl=f'{HOST}:{ports["SSL"]}',
                     sasl_ssl=f'{HOST}:{ports["SASL_SSL"]}')
    properties.update(pair.split('=', 1) for pair in options.set)
    path = os.path.join(folder, 'server.properties')
    write_properties(path, properties)
    format_storage(folder, path, options.secure)
    process = start_process(folder, data, BENCH_JAVA if options.bench else QUICK_JAVA)
    state.update(pid=process.pid, birth=birth_of(process.pid), nodes={}, set=options.set,
                 voters=properties['controller.quorum.voters'])
    wait_ready(process, ports['PLAINTEXT'], folder)
    return state


# -- further brokers -----------------------------------------------------------

def run_node(state, node):
    """Starts broker NODE beside the first; what is known of it is kept in STATE."""
    folder, data = state['folder'], os.path.join(state['data'], f'node-{node}')
    path = os.path.join(folder, f'server-{node}.properties')
    known = state['nodes'].setdefault(str(node), {})
    if not known:
        os.makedirs(data)
        port = free_ports(1)[0]
        properties = base_properties({'CONTROLLER': 0, 'PLAINTEXT': port}, os.path.join(data, 'log'))
        properties.update({'process.roles': 'broker', 'node.id': str(node),
                           'controller.quorum.voters': state['voters'],
                           'listeners': f'PLAINTEXT://{HOST}:{port}'})
        properties.update(pair.split('=', 1) for pair in state['set'])
        write_properties(path, properties)
        format_storage(folder, path, False)
        known.update(bootstrap=f'{HOST}:{port}')
    with open(os.path.join(folder, f'broker-{node}.log'), 'a', encoding='utf-8') as log:
        process = subprocess.Popen(java(['kafka.Kafka', path]), stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                   start_new_session=True, cwd=data)
    known.update(pid=process.pid, birth=birth_of(process.pid))
    wait_ready(process, int(known['bootstrap'].rpartition(':')[2]), folder)


def end_process(state, number):
    """Ends the broker that STATE knows, by signal NUMBER."""
    if not is_running(state):
        return
    os.kill(state['pid'], number)
    deadline = time.monotonic() + STOP_SECONDS
    while is_running(state) and time.monotonic() < deadline:
        time.sleep(0.05)
    if is_running(state):
        say(f'kafka: process {state["pid"]} did not end within {STOP_SECONDS} s, killed')
        os.kill(state['pid'], signal.SIGKILL)


def node(options):
    state = load_state(options.name)
    if not is_running(state):
        raise Failure(f'{options.name} is not running: ./dev kafka start')
    if options.action == 'start':
        if is_running(state['nodes'].get(str(options.node))):
            raise Failure(f'broker {options.node} of {options.name} is running')
        run_node(state, options.node)
        save_state(options.name, state)
    else:
        known = state['nodes'].get(str(options.node))
        if known is None:
            raise Failure(f'{options.name} has no broker {options.node} beside the first')
        end_process(known, signal.SIGKILL if options.action == 'kill' else signal.SIGTERM)
    print(state['nodes'][str(options.node)]['bootstrap'])


# -- start and stop, of all ----------------------------------------------------

def start(options):
    state = load_state(options.name)
    if is_running(state):
        say(f'kafka: {options.name} is already running')
        print(state['bootstrap'])
        return
    folder = run_folder(options.name)
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder, mode=0o700)
    say(f'kafka: starting Apache Kafka ({options.name})')
    for attempt in range(1, START_TRIES + 1):
        data = tempfile.mkdtemp(prefix='weir-kafka-')
        try:
            state = launch(folder, data, options)
            break
        except BaseException as problem:
            shutil.rmtree(data, ignore_errors=True)
            # Another process may take a free port between our look and Kafka's.
            taken = 'Address already in use' in log_tail(folder)
            if attempt == START_TRIES or not taken or not isinstance(problem, Failure):
                raise
    save_state(options.name, state)
    for each in range(2, options.brokers + 1):
        run_node(state, each)
        save_state(options.name, state)
    if options.secure:
        for resource in ('--topic', '--group'):
            run_tool(state, 'acls', ['--add', '--allow-principal', 'User:weir', '--operation',
                                     'Read', resource, '*'], stdout=subprocess.DEVNULL)
    say(f'kafka: ready at {state["bootstrap"]}; shell variables in {folder}/env')
    print(state['bootstrap'])


def stop_at_exit(name):
    """A test's brokers end with it, however it ends: unittest runs no clean-up after an interrupt, nor Python after SIGTERM."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    atexit.register(lambda: load_state(name) and stop(argparse.Namespace(name=name)))


def stop(options):
    state = load_state(options.name)
    for each in (state or {}).get('nodes', {}).values():
        end_process(each, signal.SIGKILL)
    if is_running(state):
        end_process(state, signal.SIGTERM)
        say(f'kafka: {options.name} stopped')
    else:
        say(f'kafka: {options.name} is not running')
    if state is not None:
        shutil.rmtree(state['data'], ignore_errors=True)
        shutil.rmtree(state['folder'], ignore_errors=True)


def restart(name):
    """After it was killed: on its old ports, with its old data."""
    state = load_state(name)
    process = start_process(state['folder'], state['data'])
    state.update(pid=process.pid, birth=birth_of(process.pid))
    save_state(name, state)
    wait_ready(process, int(state['bootstrap'].rpartition(':')[2]), state['folder'])
    return state


def status(options):
    state = load_state(options.name)
    if not is_running(state):
        say(f'kafka: {options.name} is not running: ./dev kafka start')
        return 1
    answers = metadata_answers(int(state['bootstrap'].rpartition(':')[2]))
    say(f'kafka: {options.name} (pid {state["pid"]}) '
        + ('answers' if answers else 'runs but gives no metadata'))
    print(state['bootstrap'])
    return 0 if answers else 1


def where(options):
    print(run_folder(options.name))


def run_tool(state, tool, arguments, stdout=None):
    main, option = TOOLS[tool]
    done = subprocess.run(java([main, option, state['bootstrap'], *arguments]),
                          stdout=stdout, check=False)
    return done.returncode


def tool(options):
    state = load_state(options.name)
    if not is_running(state):
        raise Failure(f'{options.name} is not running: ./dev kafka start')
    return run_tool(state, options.tool, options.arguments)


# -- command line ------------------------------------------------------------

def parse_arguments():
    parser = argparse.ArgumentParser(prog='./dev kafka', description=__doc__)
    verbs = parser.add_subparsers(dest='verb', required=True)
    for name, function, text in (
            ('start', start, 'start one and print its address'),
            ('stop', stop, 'stop it and remove its data'),
            ('status', status, 'print its address; exit 1 where it does not answer'),
            ('where', where, 'print its run folder (env, state.json, broker.log, tls)'),
            ('node', node, 'start, stop or kill one of several brokers'),
            ('tool', tool, 'run an administration program against it')):
        verb = verbs.add_parser(name, help=text, description=text)
        verb.set_defaults(function=function)
        verb.add_argument('--name', default='default', help='which one, where several run')
    verbs.choices['start'].add_argument(
        '--secure', action='store_true',
        help='add SASL_SSL (SCRAM, PLAIN) and SSL (client certificates) listeners and ACLs')
    verbs.choices['start'].add_argument('--bench', action='store_true',
                                        help='1 GiB heap and the full compiler')
    verbs.choices['start'].add_argument('--set', action='append', default=[], metavar='KEY=VALUE',
                                        help='a line of server.properties')
    verbs.choices['start'].add_argument('--brokers', type=int, default=1, metavar='N',
                                        help='so many, the others with a plain listener alone')
    verbs.choices['node'].add_argument('action', choices=['start', 'stop', 'kill'])
    verbs.choices['node'].add_argument('node', type=int, help='its number: 2 and on')
    verbs.choices['tool'].add_argument('tool', choices=sorted(TOOLS))
    verbs.choices['tool'].add_argument('arguments', nargs=argparse.REMAINDER)
    return parser.parse_args()


def main():
    options = parse_arguments()
    try:
        return options.function(options) or 0
    except (Failure, OSError) as problem:
        say(f'kafka: {problem}')
        return 1


if __name__ == '__main__':
    sys.exit(main())
