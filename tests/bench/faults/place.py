"""Where rungs run: a real Kafka, the programs, a folder for each run."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import uuid

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '..', '..', 'kafka'))

import broker   # noqa: E402
import proxy    # noqa: E402

PATIENCE_SECONDS = 60
# Members that die are missed soon.
SETTINGS = ['group.min.session.timeout.ms=1000', 'group.consumer.min.session.timeout.ms=1000',
            'group.consumer.session.timeout.ms=3000', 'group.consumer.min.heartbeat.interval.ms=100',
            'group.consumer.heartbeat.interval.ms=500', 'log.cleaner.backoff.ms=200', 'log.retention.check.interval.ms=1000']


class Admin:
    """kafka-admin, which obeys one command at a time."""

    def __init__(self, program, bootstrap, data):
        self.lock = threading.Lock()
        self.process = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                        env=dict(os.environ, WEIR_TEST_KAFKA=bootstrap, WEIR_TEST_KAFKA_DATA=data or ''))

    def __call__(self, *words):
        with self.lock:
            self.process.stdin.write(' '.join(map(str, words)) + '\n')
            self.process.stdin.flush()
            answer = self.process.stdout.readline().split()
        if not answer:
            raise RuntimeError(f'kafka-admin ended at: {words}')
        return [int(word) for word in answer[:-1]]

    def close(self):
        with self.lock:
            # What was said to one that has ended went nowhere.
            with contextlib.suppress(BrokenPipeError):
                self.process.stdin.close()
            self.process.stdout.close()
            self.process.wait()


def has_kafka():
    return 'WEIR_TEST_KAFKA' in os.environ


def kafka(*arguments):
    """A verb of ./dev kafka."""
    subprocess.run([sys.executable, broker.__file__, *arguments], check=True, stdout=sys.stderr)


class Place:
    """With a broker of its own, or that of the tests (WEIR_TEST_KAFKA), which then is neither stopped nor restarted."""

    def __init__(self, build):
        self.build = build
        self.cli = os.path.join(build, 'app', 'cli', 'weir-cli')
        self.fail_calls = os.path.join(build, 'tests', 'integration', 'libfail-calls.so')
        self.folder = tempfile.mkdtemp(prefix='weir-faults-')
        self.admins = {}
        self.admin_program = os.path.join(build, 'tests', 'kafka', 'kafka-admin')
        self.bootstrap = os.environ.get('WEIR_TEST_KAFKA')
        self.data = os.environ.get('WEIR_TEST_KAFKA_DATA')
        self.name = None
        self.lock = threading.Lock()
        self.made = {}
        # Programs say what they say in English, and read no configuration of the user.
        self.environment = dict(os.environ, LC_ALL='C.UTF-8', LANGUAGE='', HOME=self.folder, XDG_CONFIG_HOME=self.folder,
                                XDG_STATE_HOME=self.folder)

    def __enter__(self):
        if not self.bootstrap:
            name = f'faults-{os.getpid()}'
            self.name = name
            kafka('start', '--name', name, '--bench', *(word for one in SETTINGS for word in ('--set', one)))
            state = broker.load_state(name)
            self.bootstrap, self.data = state['bootstrap'], state['data']
        return self

    def __exit__(self, *_):
        for admin in self.admins.values():
            admin.close()
        if self.name is not None:
            kafka('stop', '--name', self.name)
        shutil.rmtree(self.folder, ignore_errors=True)

    # -- the broker --------------------------------------------------------------

    @property
    def owns_broker(self):
        return self.name is not None

    def signal_broker(self, number):
        os.kill(broker.load_state(self.name)['pid'], number)

    def kill_broker(self):
        state = broker.load_state(self.name)
        os.kill(state['pid'], signal.SIGKILL)
        while broker.is_running(state):
            time.sleep(0.02)

    def restart_broker(self):
        broker.restart(self.name)
        # Its producer counts what it sent to the old broker among what was lost.
        for admin in self.admins.values():
            admin.close()
        self.admins.clear()

    def kafka_tool(self, tool, *arguments):
        state = {'bootstrap': self.bootstrap}
        if broker.run_tool(state, tool, list(arguments), stdout=subprocess.DEVNULL) != 0:
            raise RuntimeError(f'{tool} {arguments} failed')

    def once(self, name, make):
        """What MAKE returns, made by the run that comes first."""
        with self.lock:
            if name not in self.made:
                self.made[name] = make()
            return self.made[name]

    # -- one run -----------------------------------------------------------------

    def admin(self, *words):
        """One process a thread: commands of several runs do not wait for each other."""
        owner = threading.get_ident()
        if owner not in self.admins or self.admins[owner].process.poll() is not None:
            self.admins[owner] = Admin(self.admin_program, self.bootstrap, self.data)
        return self.admins[owner](*words)

    @contextlib.contextmanager
    def room(self, seed):
        with tempfile.TemporaryDirectory(dir=self.folder) as folder, contextlib.ExitStack() as stack:
            yield Room(self, folder, stack, seed)


class Room:
    """What one run needs, and what is cleared away after it."""

    def __init__(self, place, folder, stack, seed):
        self.place = place
        self.folder = folder
        self.stack = stack
        self.seed = seed
        self.notes = {}
        self.admin = place.admin
        self.topic = f'faults-{uuid.uuid4().hex[:12]}'
        self.group = self.topic

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def write(self, name, content):
        with open(self.path(name), 'wb') as file:
            file.write(content)
        return self.path(name)

    def create(self, n_partitions):
        self.admin('create', self.topic, n_partitions)

    def proxy(self, damage=None):
        link = proxy.Proxy(self.place.bootstrap, damage) if damage else proxy.Proxy(self.place.bootstrap)
        return self.stack.enter_context(link)

    def command(self, verb, *arguments, address=None):
        where = [] if verb in ('check', 'test-rules') or '--workspace' in arguments else ['-b', address or self.place.bootstrap]
        return [self.place.cli, *verb.split(), *where, *map(str, arguments)]

    def start(self, verb, *arguments, address=None, environment=None, **options):
        return self.spawn(self.command(verb, *arguments, address=address), dict(self.place.environment, **environment or {}),
                          **{'stdout': subprocess.PIPE, 'stderr': subprocess.PIPE, **options})

    def spawn(self, command, environment=None, **options):
        """Any program; it ends with this run."""
        process = subprocess.Popen(command, env=environment or self.place.environment,
                                   **{'stdin': subprocess.DEVNULL, 'stdout': subprocess.DEVNULL, 'stderr': subprocess.DEVNULL, **options})
        self.stack.callback(end, process)
        return process

    def note(self, name, value):
        """A figure of this run; the ladder keeps the largest of its rung."""
        self.notes[name] = max(value, self.notes.get(name, value))

    def run(self, verb, *arguments, text=None, timeout=PATIENCE_SECONDS, **options):
        """Its exit status, standard output and standard error."""
        if text is not None:
            options['stdin'] = subprocess.PIPE
        process = self.start(verb, *arguments, **options)
        out, err = process.communicate(text, timeout=timeout)
        return process.returncode, out, err.decode(errors='replace')


def end(process):
    """Whatever state a failed run left it in."""
    if process.poll() is None:
        process.kill()
    for stream in (process.stdin, process.stdout, process.stderr):
        if stream is not None and not stream.closed:
            with contextlib.suppress(OSError):
                stream.close()
    process.wait()
