"""Fetches and builds the peers of ./dev bench windows, with pip and Maven.

Everything lands in a folder beside the other dependencies. Nothing is fetched
while a peer runs: each command that comes from here finds all it needs there.
"""

import glob
import hashlib
import os
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
DEPS = os.environ.get('WEIR_DEPS', os.path.join(HERE, '..', '..', '..', '.deps'))
PEERS = os.path.join(os.path.realpath(DEPS), 'peers')


def say(text):
    print(text, file=sys.stderr, flush=True)


def quiet(command, **options):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
                          check=False, **options)
    if done.returncode != 0:
        raise SystemExit(f'{" ".join(command)}:\n{done.stdout.decode()[-2000:]}')


def pip(requirements):
    folder = os.path.join(PEERS, 'venv')
    python = os.path.join(folder, 'bin', 'python')
    if not os.path.exists(python):
        quiet([sys.executable, '-m', 'venv', folder])
    quiet([python, '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check',
           '-r', os.path.join(HERE, requirements)])
    return python


def maven(name):
    """The jars that NAME/pom.xml pins, fetched once for each state of that file."""
    pom = os.path.join(HERE, name, 'pom.xml')
    with open(pom, 'rb') as file:
        jars = os.path.join(PEERS, name, hashlib.sha256(file.read()).hexdigest()[:16])
    if not os.path.isdir(jars):
        quiet(['mvn', '-q', '-B', '-f', pom, 'dependency:copy-dependencies',
               f'-DoutputDirectory={jars}.part', '-DincludeScope=runtime'])
        os.rename(f'{jars}.part', jars)
    return jars


def python(kafka, topic, wanted, output):
    say('peers: Python')
    return [pip('requirements.txt'), os.path.join(HERE, 'windows_in_python.py'), kafka, topic, str(wanted), output]


def streams(kafka, topic, wanted, scratch):
    say('peers: Kafka Streams')
    if not shutil.which('javac'):
        raise SystemExit('compiling the Kafka Streams peer needs javac: install openjdk-17-jdk-headless, '
                         'or leave the peers out with --no-peers')
    jars = maven('streams')
    classes = os.path.join(PEERS, 'streams', 'classes')
    quiet(['javac', '-cp', f'{jars}/*', '-d', classes,
           os.path.join(HERE, 'streams', 'src/main/java/weir/Windows.java')])
    return ['java', '-Xmx2g', f'-Djava.io.tmpdir={scratch}', '-cp', f'{classes}:{jars}/*', 'weir.Windows',
            kafka, topic, str(wanted)]


def spark(kafka, topic, wanted, scratch):
    """spark-submit, as jobs are started; the jars by name, or Spark would look for them on the net."""
    say('peers: Spark (300 MB the first time)')
    interpreter = pip('requirements-spark.txt')
    home = glob.glob(os.path.join(PEERS, 'venv', 'lib', '*', 'site-packages', 'pyspark'))[0]
    jars = sorted(glob.glob(os.path.join(maven('spark'), '*.jar')))
    settings = {
        'spark.ui.enabled': 'false',
        'spark.sql.shuffle.partitions': 8,
        'spark.sql.session.timeZone': 'UTC',
        'spark.sql.warehouse.dir': scratch,
        'spark.local.dir': scratch,
    }
    return ['env', f'SPARK_HOME={home}', f'PYSPARK_PYTHON={interpreter}', 'SPARK_LOCAL_IP=127.0.0.1',
            os.path.join(home, 'bin', 'spark-submit'), '--master', 'local[2]', '--driver-memory', '2g',
            '--jars', ','.join(jars), '--driver-java-options', f'-Djava.io.tmpdir={scratch}',
            *(part for name, value in settings.items() for part in ('--conf', f'{name}={value}')),
            os.path.join(HERE, 'windows_in_spark.py'), kafka, topic, str(wanted)]
