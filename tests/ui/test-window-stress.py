#!/usr/bin/python3
"""The program while its pages change, its dialogs open and its window is resized without a pause, its end in each state,
and what it keeps for the next run.

No critical message comes (G_DEBUG ends the program with the first), and what it holds does not grow.
Arguments: the program, weir-cli, the folder of the compiled settings schema."""

import configparser
import importlib.util
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile

spec = importlib.util.spec_from_file_location('window', pathlib.Path(__file__).with_name('test-window.py'))
window = importlib.util.module_from_spec(spec)
spec.loader.exec_module(window)

PAGES = ['Orders', 'Alerts', 'Lag', 'Messages', 'Query']
LAG_PAGES = ['Groups', 'Partitions', 'Topics', 'Cluster']
# Export, shortcuts, finder, connection, streams and rules.
DIALOGS = ['ctrl+e', 'ctrl+question', 'ctrl+k', 'ctrl+shift+k', 'ctrl+shift+s']
SWITCHES = 200
OPENINGS = 50
SIZES = [(1380, 880), (700, 500), (1000, 700), (640, 860), (1390, 460)]
# What lists and glyphs keep once they were shown is there after the first rounds.
GROWTH_MIB = 24


def resident_mib(weir):
    pages = int(pathlib.Path(f'/proc/{weir.process.pid}/statm').read_text(encoding='ascii').split()[1])
    return pages * os.sysconf('SC_PAGE_SIZE') / 2 ** 20


def show(weir, page):
    weir.key(f'alt+{PAGES.index(page) + 1}')
    window.wait_for(f'page {page}', lambda: weir.frame().get_name() == f'{page} – Weir')


def switch_pages(weir, times):
    """All pages in turn, as fast as keys go; then the program is still there and shows what was asked for last."""
    for _ in range(times // 20):
        subprocess.run(['xdotool', 'key', '--delay', '8', *(f'alt+{i % len(PAGES) + 1}' for i in range(20))], check=True)
        show(weir, PAGES[-1])
        show(weir, PAGES[0])


def has_dialog(weir):
    return len(weir.windows('--onlyvisible')) > 1


def open_dialog(weir, key):
    weir.key(key)
    window.wait_for('a dialog', lambda: has_dialog(weir))


def key_in_dialog(weir, key):
    """No window manager gives it the focus."""
    dialog = next(wid for wid in weir.windows('--onlyvisible') if wid != weir.main)
    subprocess.run(['xdotool', 'windowfocus', '--sync', dialog, 'key', key], check=True)


def open_dialogs(weir, times):
    for i in range(times):
        open_dialog(weir, DIALOGS[i % len(DIALOGS)])
        key_in_dialog(weir, 'Escape')
        window.wait_for('its end', lambda: not has_dialog(weir))


def switch_lag_pages(weir, times):
    show(weir, 'Lag')
    buttons = [window.wait_for(name, lambda name=name: next(
        (node for node in weir.nodes(weir.frame()) if node.get_name() == name and window.Atspi.Action.get_n_actions(node) > 0), None))
        for name in LAG_PAGES]
    for i in range(times):
        window.Atspi.Action.do_action(buttons[i % len(buttons)], 0)
    show(weir, PAGES[0])


def storm(weir, times):
    for i in range(times):
        width, height = SIZES[i % len(SIZES)]
        subprocess.run(['xdotool', 'windowsize', weir.main, str(width), str(height)], check=True)
        if i % len(SIZES) == 0:
            show(weir, PAGES[i // len(SIZES) % len(PAGES)])


def load(weir, work, few, many):
    work(weir, few)
    before = resident_mib(weir)
    work(weir, many)
    after = resident_mib(weir)
    print(f'# {work.__name__}: {before:.0f} MiB, then {after:.0f} MiB', flush=True)
    if weir.process.poll() is not None:
        raise window.Failed(f'the program ended with {weir.process.returncode}')
    if after > before + GROWTH_MIB:
        raise window.Failed(f'it grew from {before:.0f} to {after:.0f} MiB')


def end_with_dialog(weir):
    open_dialog(weir, 'ctrl+e')
    weir.process.terminate()


def end_paused(weir):
    weir.key('space')
    weir.need('Paused')
    weir.process.terminate()


def end_while_a_longer_range_is_read(weir):
    for _ in range(3):
        weir.key('ctrl+minus')
    weir.process.terminate()


def ends(program, schemas, workspace, action):
    weir = window.start(program, schemas, ['-w', workspace], 'Orders')
    try:
        action(weir)
        status = weir.process.wait(20)
    finally:
        weir.process.kill()
        shutil.rmtree(weir.home, ignore_errors=True)
    if status != 0:
        raise window.Failed(f'it ended with {status}')


def kept(home):
    settings = configparser.ConfigParser()
    settings.read(os.path.join(home, 'glib-2.0/settings/keyfile'))
    return settings['io/github/weir/Weir']


def quit_by_key(weir):
    """While a dialog is open, too."""
    open_dialog(weir, 'ctrl+e')
    key_in_dialog(weir, 'ctrl+q')
    if weir.process.wait(20) != 0:
        raise window.Failed(f'it ended with {weir.process.returncode}')


def page_size_and_style_are_kept(program, schemas, workspace):
    with tempfile.TemporaryDirectory(prefix='weir-ui-') as home:
        settings = {'GSETTINGS_BACKEND': 'keyfile', 'HOME': home, 'XDG_CONFIG_HOME': home}
        weir = window.start(program, schemas, ['-w', workspace], 'Orders', **settings)
        subprocess.run(['xdotool', 'windowsize', '--sync', weir.main, '1111', '777'], check=True)
        show(weir, 'Lag')
        subprocess.run(['gapplication', 'action', 'io.github.weir.Weir', 'dark'], check=True)
        quit_by_key(weir)
        before = dict(kept(home))
        if before.get('style') != "'dark'" or before.get('page') != "'lag'":
            raise window.Failed(f'it kept {before}')
        weir = window.start(program, schemas, ['-w', workspace], 'Lag', **settings)
        quit_by_key(weir)
        if dict(kept(home)) != before:
            raise window.Failed(f'it kept {before}, and then {dict(kept(home))}')


def main():
    if shutil.which('xdotool') is None:
        print('1..0 # SKIP xdotool is not installed')
        return 77
    program, weir_cli, schemas = sys.argv[1:4]
    orders = window.Orders(weir_cli)
    weir = window.start(program, schemas, ['-w', orders.workspace], 'Orders')
    cases = [('pages switched 200 times', lambda: load(weir, switch_pages, 40, SWITCHES - 40)),
             ('dialogs opened 50 times', lambda: load(weir, open_dialogs, 10, OPENINGS - 10)),
             ('lag pages switched 200 times', lambda: load(weir, switch_lag_pages, 40, SWITCHES - 40)),
             ('a storm of sizes', lambda: load(weir, storm, 20, 60)),
             ('a signal ends it', lambda: weir.stop() == 0 or sys.exit(1))]
    cases += [(action.__name__.replace('_', ' '), lambda action=action: ends(program, schemas, orders.workspace, action))
              for action in (end_with_dialog, end_paused, end_while_a_longer_range_is_read)]
    cases.append(('page, size and style are kept', lambda: page_size_and_style_are_kept(program, schemas, orders.workspace)))
    failed = 0
    print(f'1..{len(cases)}', flush=True)
    for number, (name, case) in enumerate(cases, 1):
        failed += window.run_step(number, name, case)
    orders.stop()
    return 1 if failed else 0


if __name__ == '__main__':
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    sys.exit(main())
