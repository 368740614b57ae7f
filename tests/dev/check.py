#!/usr/bin/env python3
"""Checks of the tree that need no running program: form, rooms, validators.

Each check is a function that returns the problems it found, or None where
there is nothing to check yet. Prints a line a check; --json FILE keeps the
outcome for ./dev test.
"""

import ast
import collections
import concurrent.futures
import fnmatch
import glob
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

import documentation
import potfiles

HERE = os.path.dirname(os.path.abspath(__file__))
ROOMS = ('data', 'widgets', 'app', 'tests')
# A record's way through data/, behind what all of it uses: a station imports only from itself and
# earlier ones.
STATIONS = ('base', 'source', 'decode', 'window', 'series', 'alert', 'lag', 'store', 'workspace',
            'stream', 'screen', 'view')
# What the program is made of: a room imports only from itself and earlier ones.
APP_ROOMS = ('common', 'panels', 'pages', 'dialogs', 'shell')
MAX_FILE_LINES = 650
MAX_FUNCTION_LINES = 50
# Texts without a German one: those of changes that are not translated yet.
UNTRANSLATED_MAX = 150
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.M)
TOOLKIT = re.compile(r'^(gtk|gdk|adwaita|cairo|epoxy|gsk|pango|graphene)')
# Images that once stood here. Only words that have no other meaning in this tree.
IMAGES = re.compile(r'\b(newborns?|pok(?:e|ed|es|ing)|bites?|let(?:s|ting)? go|gravest|supper|fraud desk|beforehand how|nobody|judg(?:e|ed|es|ing))\b', re.I)


class Tree:
    """The files of the work tree, ignored ones left out."""

    def __init__(self):
        listed = run(['git', 'ls-files', '-z', '--cached', '--others', '--exclude-standard'])
        self.paths = sorted(path for path in listed.stdout.split('\0') if os.path.isfile(path))
        self.texts = {}

    def matching(self, pattern):
        return [path for path in self.paths if re.search(pattern, path)]

    def code(self):
        return [path for path in self.matching(r'\.[ch]$') if path.split('/')[0] in ROOMS]

    def text(self, path):
        if path not in self.texts:
            with open(path, encoding='utf-8', errors='replace') as file:
                self.texts[path] = file.read()
        return self.texts[path]


def run(command, **options):
    if shutil.which(command[0]) is None:
        return subprocess.CompletedProcess(command, 127,
                                           f'{command[0]} is missing: run ./dev setup')
    return subprocess.run(command, text=True, stdout=subprocess.PIPE, check=False,
                          stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, **options)


def problems_of(done):
    if done.returncode == 0:
        return []
    return done.stdout.strip().split('\n') or [f'{done.args[0]}: exit {done.returncode}']


def each(paths, command):
    """Problems of COMMAND run once for each of PATHS."""
    if not paths:
        return None
    return [line for path in paths for line in problems_of(run(command + [path]))]


def without_suffix(paths, folder):
    """Copies of PATHS under their installed names: validators go by the name."""
    copies = []
    for path in paths:
        copy = os.path.join(folder, os.path.basename(path).removesuffix('.in'))
        shutil.copyfile(path, copy)
        copies.append(copy)
    return copies


# -- code --------------------------------------------------------------------

def check_format(tree):
    if not tree.code():
        return None
    if shutil.which('clang-format') is None:
        return ['clang-format is missing: run ./dev setup']
    return problems_of(run([sys.executable, os.path.join(HERE, 'format.py'), *tree.code()]))


def check_cppcheck(tree):
    sources = [path for path in tree.code() if path.endswith('.c')]
    if not sources:
        return None
    cache = os.path.join('build', 'cppcheck')
    # Wrong here: g_assert_* of tests is never compiled out, and a caller's
    # uninitialised result is what a callee is given to fill.
    wrong = ('assertWithSideEffect', 'ctuuninitvar', 'missingIncludeSystem', 'unknownMacro')
    os.makedirs(cache, exist_ok=True)
    with tempfile.NamedTemporaryFile('w', suffix='.txt') as listed:
        listed.write('\n'.join(sources))
        listed.flush()
        return problems_of(run([
            'cppcheck', '--quiet', '--std=c11', '--library=gtk', '--library=posix',
            '--enable=warning,performance,portability', '--inline-suppr', '--error-exitcode=1',
            '--template=gcc', *(f'--suppress={name}' for name in wrong),
            f'-j{os.cpu_count()}', f'--cppcheck-build-dir={cache}', '-I.', '-Idata',
            f'--file-list={listed.name}']))


def function_lengths(text):
    """(name, line, length) of each function: GNU style opens it in column 0."""
    lines = text.split('\n')
    start = None
    for number, line in enumerate(lines, 1):
        if line == '{' and start is None:
            start = number
        elif line.startswith('}') and start is not None:
            head = ' '.join(lines[max(0, start - 15):start - 1])
            names = re.findall(r'(\w+) \(', head.rpartition(';')[2].rpartition('}')[2])
            if line == '}' and names:
                yield names[0], start, number - start + 1
            start = None


def check_size(tree):
    if not tree.code():
        return None
    found = []
    for path in tree.code():
        text = tree.text(path)
        if text.count('\n') > MAX_FILE_LINES:
            found.append(f'{path}: {text.count(chr(10))} lines, at most {MAX_FILE_LINES}: '
                         'find the second type in it')
        found += [f'{path}:{line}: {name} has {length} lines, at most {MAX_FUNCTION_LINES}'
                  for name, line, length in function_lengths(text)
                  if length > MAX_FUNCTION_LINES]
    return found


def check_rooms(tree):
    if not tree.code():
        return None
    homes = collections.defaultdict(set)
    for path in tree.code():
        homes[os.path.basename(path)].add(path)
    return [line for path in tree.code() for line in room_problems(tree, path, homes)]


def resolve(path, name, homes):
    """The file that #include "NAME" in PATH means, where it is one of ours."""
    candidates = homes.get(os.path.basename(name), ())
    near = os.path.normpath(os.path.join(os.path.dirname(path), name))
    if near in candidates:
        return near
    return next((each for each in candidates if each.endswith('/' + name) or each == name), '')


def station(path):
    parts = path.split('/')
    known = len(parts) > 2 and parts[0] == 'data' and parts[1] in STATIONS
    return STATIONS.index(parts[1]) if known else None


def app_room(path):
    parts = path.split('/')
    return APP_ROOMS.index(parts[1]) if parts[0] == 'app' and parts[1] in APP_ROOMS else None


def room_problems(tree, path, homes):
    room = path.split('/')[0]
    for match in INCLUDE.finditer(tree.text(path)):
        kind, name = match.groups()
        target = resolve(path, name, homes) if kind == '"' else ''
        where = f'{path}:{tree.text(path).count(chr(10), 0, match.start(2)) + 1}: '
        if room == 'data' and (TOOLKIT.match(name) or target.startswith(('widgets/', 'app/'))):
            yield where + f'data/ must not know {name}'
        if room == 'widgets' and target.startswith('app/'):
            yield where + f'widgets/ must not know {name}'
        if None not in (station(path), station(target)) and station(target) > station(path):
            yield where + f'{STATIONS[station(path)]}/ comes before ' \
                f'{STATIONS[station(target)]}/ on a record\'s way and must not import {name}'
        if None not in (app_room(path), app_room(target)) and app_room(target) > app_room(path):
            yield where + f'app/{APP_ROOMS[app_room(path)]}/ must not know {name}'


def check_cli_without_gtk(_tree):
    program = os.path.join('build', 'app', 'cli', 'weir-cli')
    if not os.path.exists(program):
        return None
    linked = run(['ldd', program]).stdout
    return [f'weir-cli links {line.split()[0]}' for line in linked.split('\n')
            if re.search(r'lib(gtk|gdk|adwaita|cairo|epoxy)', line)]


def check_words(tree):
    unfinished = re.compile(r'\b(' + '|'.join(('TO' 'DO', 'FIX' 'ME', 'XX' 'X', 'HA' 'CK')) + r')\b')
    found = []
    for path in tree.matching(r'\.(c|h|ui|css|py|sh|build|md)$|^dev$'):
        for number, line in enumerate(tree.text(path).split('\n'), 1):
            if unfinished.search(line):
                found.append(f'{path}:{number}: unfinished: {line.strip()}')
    return found


# -- files that others read --------------------------------------------------

def check_desktop(tree):
    with tempfile.TemporaryDirectory() as folder:
        return each(without_suffix(tree.matching(r'\.desktop(\.in)?$'), folder),
                    ['desktop-file-validate'])


def check_metainfo(tree):
    with tempfile.TemporaryDirectory() as folder:
        return each(without_suffix(tree.matching(r'\.metainfo\.xml(\.in)?$'), folder),
                    ['appstreamcli', 'validate', '--no-net', '--no-color'])


def check_ui(tree):
    """Files with only GTK's own classes: the tool knows no other."""
    plain = [path for path in tree.matching(r'\.ui$')
             if not re.search(r'class="(Adw|Weir|Gtk[A-Z]\w*Source)|<template', tree.text(path))]
    # The tool opens a display though it shows nothing.
    display = [] if os.environ.get('DISPLAY') or os.environ.get('WAYLAND_DISPLAY') else ['xvfb-run', '-a']
    return each(plain, [*display, 'gtk4-builder-tool', 'validate'])


def check_schemas(tree):
    folders = sorted({os.path.dirname(path) for path in tree.matching(r'\.gschema\.xml$')})
    return each(folders, ['glib-compile-schemas', '--strict', '--dry-run'])


def check_xml(tree):
    found = []
    for path in tree.matching(r'\.(xml|ui|svg|its|loc)(\.in)?$'):
        try:
            xml.etree.ElementTree.parse(path)
        except xml.etree.ElementTree.ParseError as problem:
            found.append(f'{path}: {problem}')
    return found


def check_json(tree):
    paths = tree.matching(r'\.json$')
    found = []
    for path in paths:
        # Files that are wrong on purpose say so in their name.
        if re.search(r'(^|[/_-])(bad|broken|invalid)', path):
            continue
        try:
            json.loads(tree.text(path))
        except ValueError as problem:
            found.append(f'{path}: {problem}')
    return found if paths else None


def examples(text):
    """What the indented blocks of TEXT show of workspaces: (definition of the schema, value)."""
    decoder = json.JSONDecoder()
    for block in re.findall(r'(?:^    .*\n)+', text, re.M):
        rest = block.strip()
        while rest.startswith('{'):
            try:
                value, end = decoder.raw_decode(rest)
            except ValueError:
                break
            if 'derived' in value or 'topics' in value:
                yield 'stream', value
            elif 'size' in value or 'gap' in value:
                yield 'window', value
            rest = rest[end:].strip()


def check_workspaces(tree):
    """The workspaces that are installed and the README's examples are what the schema says."""
    try:
        import jsonschema
    except ImportError:
        return ['python3-jsonschema is missing: run ./dev setup']
    path = 'data/workspace/weir-workspace.schema.json'
    schema = json.loads(tree.text(path))
    jsonschema.Draft202012Validator.check_schema(schema)
    cases = [(name, schema, json.loads(tree.text(name))) for name in ('data/workspace/anomaly.json', 'data/workspace/demo.json')]
    for name, value in examples(tree.text('README.md')):
        rules = {'$ref': f'#/$defs/{name}', '$defs': schema['$defs']}
        cases.append(('README.md', rules, value))
    if len(cases) < 4:
        return ['README.md: no example of a stream and of a window was found']
    return [f'{name}: {"/".join(str(part) for part in problem.absolute_path)}: {problem.message}'
            for name, rules, value in cases
            for problem in jsonschema.Draft202012Validator(rules).iter_errors(value)]


def check_translations(tree):
    found = each(tree.matching(r'^po/.*\.po$'), ['msgfmt', '-c', '-o', os.devnull]) or []
    return found + potfiles.problems() + untranslated('po/de.po')


def untranslated(path):
    """Texts of the sources that the translation does not have yet; a few may come with each change."""
    with tempfile.TemporaryDirectory() as folder:
        template, merged = os.path.join(folder, 'weir.pot'), os.path.join(folder, 'merged.po')
        subprocess.run(['xgettext', '--from-code=UTF-8', '-k_', '-kN_', '-kC_:1c,2', '-kngettext:1,2', '-f', 'po/POTFILES.in',
                        '-o', template], check=True, stderr=subprocess.DEVNULL)
        subprocess.run(['msgmerge', '-q', '-N', path, template, '-o', merged], check=True, stderr=subprocess.DEVNULL)
        missing = subprocess.run(['msgattrib', '--untranslated', '--no-obsolete', merged], check=True, text=True,
                                 stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout.count('\nmsgid ') - 1
    missing = max(missing, 0)
    print(f'     {path}: {missing} texts are not translated')
    return [f'{path}: {missing} texts are not translated, more than {UNTRANSLATED_MAX}: ninja -C build weir-update-po, then '
            'translate them'] if missing > UNTRANSLATED_MAX else []


def check_scripts(tree):
    found = each(['dev', *tree.matching(r'\.sh$|^\.ci/run$')], ['bash', '-n'])
    for path in tree.matching(r'\.py$'):
        try:
            ast.parse(tree.text(path), path)
        except SyntaxError as problem:
            found.append(f'{path}:{problem.lineno}: {problem.msg}')
    return found


# -- documents ---------------------------------------------------------------

def means_a_path(name, tops):
    """Whether a document means a file or a folder of the tree by NAME."""
    if re.fullmatch(r'[\w.*/-]+', name) is None:
        return False
    return name.split('/')[0] in tops if '/' in name else re.search(r'\w\.(c|h|md|py|sh|ui|json|build|xml)$', name)


def is_there(tree, name, folder):
    """NAME of the top or of FOLDER, or a file's bare name; capitals stand for any name, as in test-NAME.c."""
    pattern = re.sub('[A-Z]{4,}', '*', name)
    places = [name, os.path.join(folder, name)]
    return any(os.path.exists(place) for place in places) or any(glob.glob(os.path.join(folder, pattern))) or \
        any(glob.glob(pattern)) or any(fnmatch.fnmatch(os.path.basename(path), pattern) for path in tree.paths)


def check_documents(tree):
    """Paths, links, verbs, functions and types that README and HACKING name exist."""
    tops = {path.split('/')[0] for path in tree.paths if '/' in path}
    words = {word for path in tree.code() + ['dev', *tree.matching(r'\.(py|sh)$')]
             for word in re.findall(r'\w+', tree.text(path))}
    verbs = {verb for path in tree.matching(r'^dev$|^tests/dev/.*\.sh$')
             for verb in re.findall(r'^verb_(\w+) \(\)', tree.text(path), re.M)}
    found = []
    for path in tree.matching(r'(^|/)(README|HACKING)\.md$'):
        for number, line in enumerate(tree.text(path).split('\n'), 1):
            links = [link for link in re.findall(r'\]\(([^)\s#]+)', line) if '://' not in link]
            said = re.findall(r'`([^`]+)`', line)
            found += [f'{path}:{number}: {name} is not there'
                      for name in links + [name for name in said if means_a_path(name, tops)]
                      if not is_there(tree, name, os.path.dirname(path))]
            found += [f'{path}:{number}: there is no ./dev {verb}'
                      for verb in re.findall(r'\./dev ([a-z]+)', line) if verb not in verbs]
            found += [f'{path}:{number}: no code has {name}'
                      for name in re.findall(r'`(weir_\w+|Weir[A-Z]\w+|WEIR_\w+)', line) if name not in words]
    return found


def check_images(tree):
    """Words that were images for something that has a plain word."""
    return [f'{path}:{number}: “{match.group()}” is an image; use the plain word'
            for path in tree.matching(r'\.(c|h|md)$')
            for number, line in enumerate(tree.text(path).split('\n'), 1)
            for match in IMAGES.finditer(line)]


def check_documentation(_tree):
    return documentation.problems()


CHECKS = (check_cppcheck, check_format, check_rooms, check_size, check_words,
          check_cli_without_gtk, check_desktop, check_metainfo, check_ui, check_schemas,
          check_xml, check_json, check_workspaces, check_translations, check_scripts, check_documents,
          check_images, check_documentation)


def report(name, problems):
    outcome = 'skip' if problems is None else 'FAIL' if problems else 'ok'
    print(f'{outcome:5}check {name}', flush=True)
    for line in problems or ():
        print(f'     {line}')
    return {'name': f'check {name}', 'result': outcome.upper()}


def main():
    tree = Tree()
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        running = [(check.__name__.removeprefix('check_').replace('_', ' '),
                    pool.submit(check, tree)) for check in CHECKS]
        outcomes = [report(name, future.result()) for name, future in running]
    if '--json' in sys.argv[1:]:
        with open(sys.argv[sys.argv.index('--json') + 1], 'w', encoding='utf-8') as file:
            json.dump(outcomes, file)
    return 1 if any(each['result'] == 'FAIL' for each in outcomes) else 0


if __name__ == '__main__':
    sys.exit(main())
