#!/usr/bin/env python3
"""Compares our C with what clang-format makes of it.

clang-format 14 cannot keep GNOME's columns (aligned parameter names, struct
members, prototypes), GLib's macros that take no space before their
parenthesis, nor an author's line breaks in long expressions. So both texts are
brought to a common form first: every run of white space inside a line, inside
parentheses or beside an operator or comma is one space. What still differs is
wrong; --fix mends just those lines.
"""

import concurrent.futures
import difflib
import os
import re
import subprocess
import sys

TOKEN = re.compile(
    r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\''
    r'|\n[ \t]*|[ \t]+|\\\n|[A-Za-z0-9_]+|.', re.S)
TIGHT_MACRO = re.compile(
    r'\b(g_auto(?:ptr|list|slist|queue)?|[NQ]?C?_|G_GNUC_\w+|G_[A-Z]+_FORMAT) \(')
BEFORE_BREAK = re.compile(r'([,=?+*/%<>|&-]|\breturn)$')
AFTER_BREAK = re.compile(r'(&&|\|\||[?:=!<>|]|[-+/] )')


def is_soft(form, text, position):
    """Whether the line break at POSITION is inside an expression or a list."""
    before = form.rstrip()
    if before.endswith('*/') or before.lstrip().startswith('#'):
        return False
    if before.endswith(':') and text.startswith('case ', position):
        return True
    return bool(BEFORE_BREAK.search(before)
                or AFTER_BREAK.match(text[position:position + 3]))


def logical_lines(text):
    """Lines of TEXT, those broken inside an expression joined: (raw, form)."""
    lines, raw, form, depth = [], '', '', 0
    for match in TOKEN.finditer(text):
        token = match.group()
        if token[0] == '\n' and depth == 0 and not is_soft(form, text, match.end()):
            lines.append((raw + '\n', form))
            raw = form = token[1:]
            continue
        raw += token
        if token in '([':
            depth += 1
        elif token in ')]':
            depth = max(0, depth - 1)
        if token[0] in ' \t\n':
            form += ' ' if form.strip() else token
        elif token.startswith('/*'):
            form += re.sub(r'\s+', ' ', token)
        else:
            form += token
    lines.append((raw, form))
    return [(raw, common_form(form)) for raw, form in lines]


def common_form(form):
    form = re.sub(r'\( | \)', lambda m: m.group().strip(), form)
    for theirs, common in (('* const', '*const'), ('){', ') {'), ('; ;', ';;')):
        form = form.replace(theirs, common)
    # Dashes of a quark's name are no minus signs.
    if form.startswith('G_DEFINE_QUARK'):
        form = form.replace(' - ', '-')
    return TIGHT_MACRO.sub(r'\1(', form)


def check(path, fix):
    with open(path, encoding='utf-8') as file:
        ours = file.read()
    theirs = subprocess.run(['clang-format', path], check=True, text=True,
                            stdout=subprocess.PIPE).stdout
    old, new = logical_lines(ours), logical_lines(theirs)
    matcher = difflib.SequenceMatcher(a=[form for _, form in old],
                                      b=[form for _, form in new], autojunk=False)
    found, merged = [], ''
    for kind, i1, i2, j1, j2 in matcher.get_opcodes():
        if kind == 'equal':
            merged += ''.join(raw for raw, _ in old[i1:i2])
            continue
        merged += ''.join(raw for raw, _ in new[j1:j2])
        number = 1 + ''.join(raw for raw, _ in old[:i1]).count('\n')
        wanted = ''.join(raw for raw, _ in new[j1:j2]).rstrip('\n') or '(nothing)'
        found.append(f'{path}:{number}: clang-format wants:\n{wanted}')
    for number, line in enumerate(ours.split('\n'), 1):
        if line != line.rstrip() or '\t' in line:
            found.append(f'{path}:{number}: a tab or white space at the end of the line')
    if fix and found:
        merged = '\n'.join(line.expandtabs().rstrip() for line in merged.split('\n'))
        with open(path, 'w', encoding='utf-8') as file:
            file.write(merged)
    return found


def main():
    fix = '--fix' in sys.argv[1:]
    paths = [arg for arg in sys.argv[1:] if arg != '--fix']
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        found = [line for lines in pool.map(lambda path: check(path, fix), paths)
                 for line in lines]
    if found:
        print('\n'.join(found))
        print(f'{len(found)} places ' + ('mended' if fix else 'differ: ./dev format mends them'))
    return 1 if found and not fix else 0


if __name__ == '__main__':
    sys.exit(main())
