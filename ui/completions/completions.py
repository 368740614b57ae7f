#!/usr/bin/env python3
"""completions.py SHELL verbs|plain PROGRAM: the completions of PROGRAM for
bash, zsh or fish on standard output, made from what it says to --help. With
'verbs' its first word is one of those that its --help lists."""

import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'man'))
import program_help  # noqa: E402

# What stands before a verb; --help lists none of them as options.
GENERAL = [program_help.Option('help', 'h', None, 'Show help'),
           program_help.Option('version', '', None, 'Show the version')]


class Program:
    """Its commands: (verb, one line, Command); of a plain one only ('', '', Command)."""

    def __init__(self, kind, path):
        self.name = os.path.basename(path)
        self.function = '_' + re.sub(r'\W', '_', self.name)
        self.has_verbs = kind == 'verbs'
        self.commands = program_help.read_verbs(path) if self.has_verbs else \
            [('', '', program_help.read_program(path))]


# -- bash --------------------------------------------------------------------

def bash_values(verb, command):
    """A case for each option with a value."""
    for option in command.options:
        takes = option.takes()
        if takes is not None:
            action = {'file': '_weir_files -f', 'folder': '_weir_files -d', 'text': ':'}.get(takes) \
                if isinstance(takes, str) else f'_weir_words "{" ".join(takes)}"'
            yield '|'.join(f'{verb}:{name}' for name in option.names()) + f') {action}; return ;;'


def bash_words(verb, command):
    names = ' '.join(name for option in command.options for name in option.names())
    yield f'{verb}:-*) _weir_words "{names}" ;;'
    if command.takes_files():
        yield f'{verb}:*) _weir_files -f ;;'


def bash(program):
    indent = '\n    '
    verb, first = '', ''
    if program.has_verbs:
        verb = '${COMP_WORDS[1]}'
        words = [name for name, _, _ in program.commands] + [n for option in GENERAL for n in option.names()]
        first = f'''
  if [ "$COMP_CWORD" = 1 ]; then
    _weir_words "{' '.join(words)}"
    return
  fi'''
    values = [line for name, _, command in program.commands for line in bash_values(name, command)]
    names = [line for name, _, command in program.commands for line in bash_words(name, command)]
    return f'''# bash completion for {program.name}, made from its --help.

_weir_words () {{
  mapfile -t COMPREPLY < <(compgen -W "$1" -- "$current")
}}

_weir_files () {{
  compopt -o filenames 2>/dev/null
  mapfile -t COMPREPLY < <(compgen "$1" -- "$current")
}}

{program.function} () {{
  local current=${{COMP_WORDS[COMP_CWORD]}} previous=${{COMP_WORDS[COMP_CWORD-1]}}
  COMPREPLY=()
  # In --option=value the equals sign is a word of its own.
  [ "$current" != = ] || current=
  [ "$previous" != = ] || previous=${{COMP_WORDS[COMP_CWORD-2]}}{first}
  case {verb}:$previous in
    {indent.join(values)}
  esac
  case {verb}:$current in
    {indent.join(names)}
  esac
}}

complete -F {program.function} {program.name}
'''


# -- zsh ---------------------------------------------------------------------

def zsh_quote(text):
    return "'" + text.replace("'", "'\\''") + "'"


def zsh_text(text):
    return re.sub(r'([\[\]:\\])', r'\\\1', text)


def zsh_option(option):
    takes = option.takes()
    value = ''
    if takes is not None:
        action = {'file': '_files', 'folder': '_files -/', 'text': ' '}.get(takes) if isinstance(takes, str) \
            else f'({" ".join(takes)})'
        value = f':{zsh_text(option.value)}:{action}'
    again = re.search(r'may be (repeated|given again)', option.text) is not None
    others = '*' if again else f'({" ".join(option.names())})'
    for name in option.names():
        sign = '' if takes is None else '=' if name.startswith('--') else '+'
        yield zsh_quote(f'{others}{name}{sign}[{zsh_text(option.text)}]{value}')


def zsh_arguments(command, indent):
    lines = [line for option in command.options for line in zsh_option(option)]
    lines += [zsh_quote('*:file:_files')] if command.takes_files() else []
    return f'_arguments -s -S \\\n{indent}' + f' \\\n{indent}'.join(lines)


def zsh(program):
    if not program.has_verbs:
        return f'#compdef {program.name}\n# Made from its --help.\n\n' + \
            zsh_arguments(program.commands[0][2], '  ') + '\n'
    verbs = '\n    '.join(zsh_quote(f'{name}:{zsh_text(line)}') for name, line, _ in program.commands)
    general = ' '.join(line for option in GENERAL for line in zsh_option(option))
    cases = '\n    '.join(f'{name})\n      {zsh_arguments(command, "        ")}\n      ;;'
                          for name, _, command in program.commands)
    return f'''#compdef {program.name}
# Made from its --help.

{program.function} () {{
  local curcontext=$curcontext state line ret=1
  local -a verbs
  local -A opt_args
  verbs=(
    {verbs}
  )
  _arguments -C {general} '1:verb:->verb' '*::argument:->argument' && ret=0
  case $state in
    verb) _describe -t verbs verb verbs && ret=0 ;;
    argument) {program.function}_argument $line[1] && ret=0 ;;
  esac
  return ret
}}

{program.function}_argument () {{
  case $1 in
    {cases}
  esac
}}

{program.function} "$@"
'''


# -- fish --------------------------------------------------------------------

def fish_quote(text):
    return "'" + text.replace('\\', '\\\\').replace("'", "\\'") + "'"


def fish_option(start, option):
    takes = option.takes()
    words = [start]
    words += [f'-s {option.short}'] if option.short else []
    words += [f'-l {option.long}']
    if takes is not None:
        words += [{'file': '-r -F', 'folder': "-x -a '(__fish_complete_directories)'", 'text': '-x'}[takes]
                  if isinstance(takes, str) else f'-x -a {fish_quote(" ".join(takes))}']
    return ' '.join(words + [f'-d {fish_quote(option.text)}'])


def fish(program):
    lines = [f'# fish completion for {program.name}, made from its --help.', '']
    function = f'_{program.function}_verb_is'
    if program.has_verbs:
        lines += [f'function {function}', '    set -l words (commandline -opc)', '    test "$words[2]" = "$argv[1]"',
                  'end', '', f'complete -c {program.name} -f']
        first = f'complete -c {program.name} -n {fish_quote(function + " " + fish_quote(""))}'
        lines += [fish_option(first, option) for option in GENERAL]
        lines += [f'{first} -a {name} -d {fish_quote(line)}' for name, line, _ in program.commands]
    elif not program.commands[0][2].takes_files():
        lines += [f'complete -c {program.name} -f']
    for name, _, command in program.commands:
        condition = f' -n {fish_quote(f"{function} {name}")}' if name else ''
        start = f'complete -c {program.name}{condition}'
        lines += [start + ' -F'] if command.takes_files() else []
        lines += [fish_option(start, option) for option in command.options]
    return '\n'.join(lines) + '\n'


def main():
    shell, kind, path = sys.argv[1:]
    print({'bash': bash, 'zsh': zsh, 'fish': fish}[shell](Program(kind, path)), end='')


if __name__ == '__main__':
    main()
