#!/usr/bin/env python3
"""installed-window.py BUILD: the desktop program that ./dev install puts into a
prefix runs from there and keeps its settings, by the schema of the prefix."""

import os
import subprocess
import sys
import tempfile

BUILD = os.path.abspath(sys.argv[1])
INSTALL = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'dev', 'install.py')


def main():
    with tempfile.TemporaryDirectory(prefix='weir-installed-') as folder:
        stage, prefix, home = (os.path.join(folder, name) for name in ('stage', 'prefix', 'home'))
        os.makedirs(home)
        subprocess.run([INSTALL, 'stage', BUILD, stage], check=True)
        subprocess.run([INSTALL, 'install', stage, prefix], check=True)
        environment = dict(os.environ, HOME=home, PATH=f'{prefix}/bin:/usr/bin:/bin', GSETTINGS_BACKEND='keyfile',
                           XDG_CONFIG_HOME=home, XDG_DATA_HOME=home, XDG_CACHE_HOME=home, XDG_DATA_DIRS='/usr/share',
                           GDK_BACKEND='x11', GSK_RENDERER='cairo', GTK_A11Y='none', ADW_DISABLE_PORTAL='1')
        environment.pop('GSETTINGS_SCHEMA_DIR', None)
        # What it says is no TAP.
        subprocess.run(['weir', '--demo', '--seconds', '2'], env=environment, stdout=subprocess.DEVNULL, check=True)
        with open(os.path.join(home, 'glib-2.0', 'settings', 'keyfile'), encoding='utf-8') as file:
            kept = file.read()
    print('1..1')
    if '[io/github/weir/Weir]' not in kept:
        print(f'not ok 1 settings are kept: {kept!r}')
        return 1
    print('ok 1 settings are kept')
    return 0


if __name__ == '__main__':
    sys.exit(main())
