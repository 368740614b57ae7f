"""Files of somebody else, and passwords."""

import json
import os
import socket
import threading
import time

from faults.ladder import Rung, check

CANARY = 'c4n4ry-0f-th3-l4dd3r'
# What a file may not do by itself: a name, a value ({marker} is a file that must not come to be), and whether the
# environment is asked for.
HOSTILE = [
    {'plugin.library.paths': '{marker}.so'}, {'topic.plugin.library.paths': '{marker}.so'},
    {'sasl.kerberos.kinit.cmd': 'touch {marker}', 'sasl.mechanism': 'GSSAPI', 'security.protocol': 'sasl_plaintext'},
    {'sasl.kerberos.kinit.cmd': 'touch {marker}', 'sasl.mechanisms': 'GSSAPI', 'security.protocol': 'sasl_ssl'},
    {'sasl.kerberos.principal': 'x; touch {marker}'}, {'sasl.kerberos.keytab': '$(touch {marker})'},
    {'sasl.kerberos.service.name': '`touch {marker}`'}, {'ssl.engine.location': '{marker}.so'}, {'ssl.engine.id': 'pkcs11'},
    {'ssl.providers': 'legacy,{marker}'}, {'interceptors': '{marker}'}, {'ssl.key.location': '/etc/shadow'},
    {'ssl.certificate.location': '/etc/passwd'}, {'ssl.keystore.location': '/etc/passwd'}, {'ssl.crl.location': '/etc/passwd'},
    {'ssl.ca.location': '/etc/ssl/certs/evil.pem'}, {'ssl.ca.pem': 'evil'}, {'https.ca.location': '/tmp/evil.pem'},
    {'enable.ssl.certificate.verification': 'false'}, {'ssl.endpoint.identification.algorithm': 'none'},
    {'ssl.cipher.suites': 'NULL'}, {'sasl.oauthbearer.token.endpoint.url': 'http://{address}/'},
    {'sasl.oauthbearer.assertion.file': '/etc/passwd'}, {'sasl.oauthbearer.assertion.private.key.file': '/etc/passwd'},
    {'enable.sasl.oauthbearer.unsecure.jwt': 'true'}, {'debug': 'all'}, {'statistics.interval.ms': '1'},
    {'receive.message.max.bytes': '2000000000'}, {'queued.max.messages.kbytes': '2000000'}, {'fetch.message.max.bytes': '1000000000'},
    {'log.queue': 'true'}, {'oauth_cb': '{marker}'}, {'no.such.property': 'x'}, {'client.id': {'env': 'CANARY'}},
    {'sasl.username': {'env': 'CANARY'}, 'security.protocol': 'sasl_plaintext'}, {'group.instance.id': {'env': 'CANARY'}},
    {'sasl.password': {'env': 'CANARY'}, 'sasl.username': 'me', 'sasl.mechanism': 'PLAIN', 'security.protocol': 'sasl_plaintext'},
    {'sasl.password': {'env': 'CANARY'}, 'weir.allow.plaintext.password': True, 'sasl.mechanism': 'PLAIN',
     'security.protocol': 'sasl_plaintext', 'sasl.username': 'me'},
    {'ssl.key.password': {'env': 'CANARY'}}, {'sasl.oauthbearer.config': {'env': 'CANARY'}},
    {'sasl.oauthbearer.client.secret': {'env': 'CANARY'}},
]


class Listener:
    """A broker of somebody else: keeps what it is sent, answers nothing."""

    def __init__(self):
        self.heard = b''
        self.server = socket.create_server(('127.0.0.1', 0))
        self.address = f'127.0.0.1:{self.server.getsockname()[1]}'
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                client, _ = self.server.accept()
            except OSError:
                return
            with client:
                client.settimeout(0.5)
                try:
                    while data := client.recv(65536):
                        self.heard += data
                except OSError:
                    pass

    def close(self):
        self.server.shutdown(socket.SHUT_RDWR)
        self.server.close()


def fill(value, **names):
    return value.format(**names) if isinstance(value, str) else value


def run_workspace(room, chance):
    """Opened and checked, a file of somebody else runs nothing, connects to nobody and sends nothing."""
    listener = Listener()
    room.stack.callback(listener.close)
    marker = room.path('marker')
    properties = {name: fill(value, marker=marker, address=listener.address)
                  for name, value in HOSTILE[room.seed % len(HOSTILE)].items()}
    file = room.write('plant.json', json.dumps({
        'weir': 1, 'connections': [{'name': 'k', 'bootstrap': listener.address, 'properties': properties}],
        'streams': [{'name': 's', 'connection': 'k', 'topics': ['one'], 'key': 'v',
                     'time': {'field': 't', 'unit': 'ms'}, 'fields': [{'name': 'v'}]}]}).encode())
    environment = {'CANARY': CANARY}
    verb = chance.choice([['tail'], ['windows']])
    process = room.start(*verb, '--workspace', file, '--stream', 's', '-e', '--timeout', '2', environment=environment)
    out, err = process.communicate(timeout=30)
    check(process.returncode in (1, 2), f'{properties}: exit {process.returncode}: {err}')
    check(not out and CANARY.encode() not in err, f'{properties}: {out} {err}')
    code, out, err = room.run('check', file, environment=environment)
    check(CANARY not in out.decode() + err, f'{properties}: {out} {err}')
    check(not listener.heard, f'{properties}: the broker of the file was sent {listener.heard[:80]}')
    check(not os.path.exists(marker), f'{properties}: something was run')
    return 1


def descendants(pid):
    """Command lines of PID and of all below it."""
    parents, lines = {}, {}
    for entry in os.listdir('/proc'):
        if entry.isdigit():
            try:
                with open(f'/proc/{entry}/stat', encoding='utf-8', errors='replace') as file:
                    parents[int(entry)] = int(file.read().rpartition(')')[2].split()[1])
                with open(f'/proc/{entry}/cmdline', 'rb') as file:
                    lines[int(entry)] = file.read()
            except OSError:
                pass
    found, n = {pid}, 0
    while n != len(found):
        n = len(found)
        found |= {child for child, parent in parents.items() if parent in found}
    return {each: lines.get(each, b'') for each in found}


JAAS = f'org.apache.kafka.common.security.scram.ScramLoginModule required username="me" password="{CANARY}";'
SECRETS = ['sasl.password', 'ssl.key.password', 'ssl.keystore.password', 'sasl.oauthbearer.client.secret',
       'sasl.oauthbearer.config', 'sasl.jaas.config']


def run_canary(room, chance):
    """A password on the command line, in a file and in the environment, with all of librdkafka's debug messages."""
    name = chance.choice(SECRETS)
    value = JAAS if name == 'sasl.jaas.config' else CANARY
    way = chance.choice(['-X', '-F', 'env'])
    os.mkdir(room.path('home'))
    environment = {'G_MESSAGES_DEBUG': 'all', 'HOME': room.path('home'), 'XDG_CONFIG_HOME': room.path('home'),
                   'XDG_STATE_HOME': room.path('home'), 'TMPDIR': room.path('home')}
    login = ['-X', 'debug=all', '-X', 'security.protocol=sasl_plaintext', '-X', 'sasl.mechanism=SCRAM-SHA-256',
             '-X', 'sasl.username=me', '--timeout', '1']
    secrets = room.write('secret.properties', f'sasl.password={CANARY}\n{name}={value}\n'.encode())
    if way == 'env':
        environment['KCAT_CONFIG'] = secrets
    else:
        login += ['-F', secrets]
    if way == '-X':
        login += ['-X', f'{name}={value}']
    rows = room.write('rows.ndjson', b'{"v": 1}\n')
    verb = chance.choice([['tail', '-t', 'one', '-e'], ['lag'], ['publish', rows, '-t', 'one'],
                          ['windows', '-t', 'one', '--window', '1m', '-e', '-O', room.path('home', 'x.csv')]])
    seen = {}
    with open(room.path('said'), 'w+b') as said:
        process = room.start(*verb, *login, environment=environment, stdout=said, stderr=said)
        deadline = time.monotonic() + 30
        while process.poll() is None:
            check(time.monotonic() < deadline, f'{verb} does not end')
            seen.update(descendants(process.pid))
            time.sleep(0.1)
        said.seek(0)
        text = said.read()
    # A login that names two users is refused before anything is connected.
    refused = name == 'sasl.jaas.config' and process.returncode in (1, 2)
    check(refused or (process.returncode == 3 and b'SASL' in text),
          f'{verb} {way} {name}: exit {process.returncode}: {text[-300:]}')
    for pid, line in seen.items():
        check(pid == process.pid or CANARY.encode() not in line, f'{verb} {way} {name}: a child was started with {line}')
    check(CANARY.encode() not in text, f'{verb} {way} {name}: it is said')
    for folder, _, files in os.walk(room.path('home')):
        for each in files:
            with open(os.path.join(folder, each), 'rb') as file:
                check(CANARY.encode() not in file.read(), f'{verb} {way} {name}: it is in {each}')
    return 1


RUNGS = [
    Rung('workspace', 'a hostile workspace file runs nothing, connects to nobody, sends nothing', run_workspace, len(HOSTILE), 4, 4),
    Rung('canary', 'a password is in no message, no child\'s arguments, no file', run_canary, 30, 3, 4),
]
