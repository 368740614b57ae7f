#!/usr/bin/env python3
"""install.py stage BUILD FOLDER | install FOLDER PREFIX | uninstall PREFIX

'stage' gathers what BUILD would install in FOLDER, 'install' puts that into
PREFIX, and 'uninstall' takes exactly that away. What was put there stands in
PREFIX/share/weir/installed: a line 'file PATH' or 'folder PATH' each, folders
only where they were not there before.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

MANIFEST = os.path.join('share', 'weir', 'installed')
SCHEMAS = os.path.join('share', 'glib-2.0', 'schemas')
MIME = os.path.join('share', 'mime')
APPLICATIONS = os.path.join('share', 'applications')
COMPILED = os.path.join(SCHEMAS, 'gschemas.compiled')


def fail(what, remedy):
    sys.exit(f'install: {what}\n         what to do: {remedy}')


def configured_prefix(build):
    done = subprocess.run(['meson', 'introspect', build, '--buildoptions'], stdout=subprocess.PIPE, check=True)
    return next(option['value'] for option in json.loads(done.stdout) if option['name'] == 'prefix')


def stage(build, folder):
    """What meson installs, without the prefix it was configured for."""
    with tempfile.TemporaryDirectory(prefix='weir-install-') as root:
        done = subprocess.run(['meson', 'install', '-C', build, '--no-rebuild', '--destdir', root],
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
        if done.returncode != 0:
            fail(f'meson install: {done.stdout[-2000:]}', 'build first: ./dev build')
        shutil.copytree(os.path.join(root, configured_prefix(build).lstrip('/')), folder, dirs_exist_ok=True)


def staged_files(root):
    return sorted(os.path.relpath(os.path.join(folder, name), root)
                  for folder, _, names in os.walk(root) for name in names)


# -- the manifest ------------------------------------------------------------

def read_manifest(prefix):
    """(files, folders) that an earlier install put there."""
    try:
        with open(os.path.join(prefix, MANIFEST), encoding='utf-8', errors='surrogateescape') as file:
            lines = [line.rstrip('\n').split(' ', 1) for line in file]
    except FileNotFoundError:
        return [], []
    return [path for kind, path in lines if kind == 'file'], [path for kind, path in lines if kind == 'folder']


def write_manifest(prefix, files, folders):
    path = os.path.join(prefix, MANIFEST)
    with open(path + '.new', 'w', encoding='utf-8', errors='surrogateescape') as file:
        file.writelines(f'file {each}\n' for each in sorted(files))
        file.writelines(f'folder {each}\n' for each in sorted(folders))
    os.replace(path + '.new', path)


def make_folder(prefix, path):
    """Makes PATH of PREFIX; those it made, above PREFIX too, relative to it."""
    made = []
    folder = os.path.normpath(os.path.join(prefix, path))
    while not os.path.isdir(folder):
        made.append(folder)
        folder = os.path.dirname(folder)
    for each in reversed(made):
        os.mkdir(each)
    return [os.path.relpath(each, prefix) for each in made]


# -- putting in place --------------------------------------------------------

def desktop_word(path):
    """PATH as a word of a desktop file's Exec."""
    escaped = re.sub(r'(["`$\\])', r'\\\1', path).replace('%', '%%')
    return f'"{escaped}"'.replace('\\', '\\\\') if re.search(r'[^\w/.+-]', path) else path


def point_to_prefix(entry, prefix):
    """A desktop file that starts the program of PREFIX, wherever PATH leads."""
    program = desktop_word(os.path.join(prefix, 'bin', 'weir'))
    return re.sub(r'^Exec=weir\b', lambda _: f'Exec={program}', entry, flags=re.MULTILINE)


def put(root, path, prefix):
    """Whole or not at all: a program that runs keeps its old file."""
    target = os.path.join(prefix, path)
    new = f'{target}.new-{os.getpid()}'
    shutil.copy2(os.path.join(root, path), new)
    if path.endswith('.desktop'):
        with open(new, encoding='utf-8') as file:
            entry = file.read()
        with open(new, 'w', encoding='utf-8') as file:
            file.write(point_to_prefix(entry, prefix))
    os.replace(new, target)


def compile_schemas(prefix):
    """Of all programs in PREFIX; without any the compiled file goes."""
    folder = os.path.join(prefix, SCHEMAS)
    if not os.path.isdir(folder):
        return
    if any(name.endswith('.gschema.xml') for name in os.listdir(folder)):
        subprocess.run(['glib-compile-schemas', folder], check=True)
    elif os.path.exists(os.path.join(prefix, COMPILED)):
        os.remove(os.path.join(prefix, COMPILED))


def update_types(prefix):
    """What a double click asks: types of files, and programs that open them. Made of what all programs have put there."""
    mime, applications = os.path.join(prefix, MIME), os.path.join(prefix, APPLICATIONS)
    for folder, described, tool in ((mime, os.path.join(mime, 'packages'), 'update-mime-database'),
                                    (applications, applications, 'update-desktop-database')):
        if not os.path.isdir(described):
            continue
        if any(name.endswith(('.xml', '.desktop')) for name in os.listdir(described)):
            if shutil.which(tool):
                subprocess.run([tool, folder], check=True)
            continue
        for name in os.listdir(folder):
            path = os.path.join(folder, name)
            if folder == mime and os.path.isdir(path) and name != 'packages':
                shutil.rmtree(path)
            elif os.path.isfile(path) and (folder == mime or name == 'mimeinfo.cache'):
                os.remove(path)


def install(root, prefix):
    old_files, folders = read_manifest(prefix)
    files = staged_files(root)
    for path in [MANIFEST, *files]:
        folders += make_folder(prefix, os.path.dirname(path))
    # First of all, so that an install that is interrupted can be taken away.
    write_manifest(prefix, set(old_files) | set(files), set(folders))
    for path in files:
        put(root, path, prefix)
    remove_files(prefix, set(old_files) - set(files))
    write_manifest(prefix, files, set(folders))
    compile_schemas(prefix)
    update_types(prefix)
    advise(prefix)


# -- taking away -------------------------------------------------------------

def remove_files(prefix, paths):
    for path in paths:
        try:
            os.remove(os.path.join(prefix, path))
        except FileNotFoundError:
            pass


def uninstall(prefix):
    files, folders = read_manifest(prefix)
    if not files:
        fail(f'nothing of ./dev install is in {prefix}', 'name the prefix it was installed into: --prefix DIR')
    remove_files(prefix, files)
    compile_schemas(prefix)
    update_types(prefix)
    remove_files(prefix, [MANIFEST])
    # The deepest first; what others have put in meanwhile stays.
    for folder in sorted((os.path.normpath(os.path.join(prefix, path)) for path in folders), key=len, reverse=True):
        if os.path.isdir(folder) and not os.listdir(folder):
            os.rmdir(folder)
    print(f'uninstall: {len(files)} files taken away from {prefix}', file=sys.stderr)


def advise(prefix):
    """What the user's environment lacks for what was installed."""
    programs, data = os.path.join(prefix, 'bin'), os.path.join(prefix, 'share')
    print(f'install: in {prefix}; ./dev uninstall --prefix {prefix} takes it away', file=sys.stderr)
    if programs not in os.environ.get('PATH', '').split(':'):
        print(f'install: {programs} is not on PATH; add it: export PATH="{programs}:$PATH"', file=sys.stderr)
    home = os.environ.get('XDG_DATA_HOME') or os.path.expanduser('~/.local/share')
    shared = os.environ.get('XDG_DATA_DIRS') or '/usr/local/share:/usr/share'
    if data not in (home, *(each.rstrip('/') for each in shared.split(':'))):
        print(f'install: {data} is not in XDG_DATA_DIRS; without it menus and completions do not find Weir',
              file=sys.stderr)


def main():
    verbs = {'stage': (stage, 4), 'install': (install, 4), 'uninstall': (uninstall, 3)}
    verb, length = verbs.get(sys.argv[1] if len(sys.argv) > 1 else '', (None, 0))
    if len(sys.argv) != length:
        sys.exit(__doc__)
    verb(*map(os.path.abspath, sys.argv[2:]))


if __name__ == '__main__':
    try:
        main()
    except OSError as problem:
        fail(str(problem), 'choose a prefix that can be written to: --prefix DIR')
