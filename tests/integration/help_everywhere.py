#!/usr/bin/env python3
"""help_everywhere.py WEIR-CLI WEIR|- MAN COMPLETIONS: what the programs say to
--help is what their man pages say and what the shells complete, no more and no
less. Reads --help by itself, and asks each shell that is here."""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

CLI, WEIR, MAN, COMPLETIONS = (path if path == '-' else os.path.abspath(path) for path in sys.argv[1:5])
HERE = os.path.dirname(os.path.abspath(__file__))
ENVIRONMENT = dict(os.environ, LC_ALL='C.UTF-8', LANGUAGE='', TERM='dumb')


def output(*command, text=None):
    done = subprocess.run(command, input=text, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=ENVIRONMENT,
                          check=False, encoding='utf-8')
    assert done.returncode == 0, f'{command}: {done.stdout}'
    return done.stdout


def options_of(text):
    """Of a --help: in the first column of every indented line that begins with a dash."""
    columns = re.findall(r'^ +(-.*?)(?: {2,}.*)?$', text, re.MULTILINE)
    return {name for column in columns for name in re.findall(r'(?:^|, )(--?[\w-]+)', column)}


def values_of(text):
    """Of a --help: the words that may be given to an option, where it names them all."""
    found = re.findall(r'--([\w-]+)=([a-z-]+(?:\|[a-z-]+)+)(?: |$)', text)
    return {name: value.split('|') for name, value in found}


def helps():
    """What each verb says to --help; '' is the desktop program."""
    said = output(CLI, '--help')
    verbs = {verb: output(CLI, verb, '--help') for verb in re.findall(r'^  (\w+) +\S', said, re.MULTILINE)}
    assert len(verbs) > 5, said
    return verbs if WEIR == '-' else {**verbs, '': output(WEIR, '--help-all')}


HELP = helps()
VERBS = [verb for verb in HELP if verb]


def program_of(verb):
    return 'weir-cli' if verb else 'weir'


def typed(verb):
    return f'weir-cli {verb}' if verb else 'weir'


class Man(unittest.TestCase):
    def read(self, name):
        path = os.path.join(MAN, name)
        if not os.path.exists(path):
            self.skipTest('no man pages without scdoc')
        with open(path, encoding='utf-8') as file:
            return file.read()

    def options(self, roff):
        lines = re.findall(r'^\\fB-.*$', roff, re.MULTILINE)
        return {name for line in lines for name in re.findall(r'\\fB(--?[\w-]+)\\fR', line)}

    def test_each_verb_has_its_section_with_its_options(self):
        roff = self.read('weir-cli.1').split('\n.SH VERBS\n')[1].split('\n.SH ')[0]
        sections = {part.split('\n')[0].strip(): part for part in roff.split('\n.SS ')[1:]}
        self.assertEqual(sorted(sections), sorted(VERBS))
        for verb in VERBS:
            self.assertEqual(self.options(sections[verb]), options_of(HELP[verb]), verb)

    def test_the_desktop_program_has_its_options(self):
        if WEIR == '-':
            self.skipTest('no desktop program')
        roff = self.read('weir.1').split('\n.SH OPTIONS\n')[1].split('\n.SH ')[0]
        self.assertEqual(self.options(roff), options_of(HELP['']))

    def test_usage_names_a_file_once(self):
        if WEIR != '-':
            self.assertEqual(output(WEIR, '--help').split('\n')[1].count('FILE'), 1)

    def test_the_example_of_a_workspace_is_one(self):
        with open(os.path.join(HERE, '../../ui/man/weir-workspace.5.scd.in'), encoding='utf-8') as file:
            example = file.read().split('```')[1]
        with tempfile.NamedTemporaryFile('w', suffix='.json') as workspace:
            workspace.write(example)
            workspace.flush()
            output(CLI, 'check', workspace.name)

    def test_every_member_of_the_schema_is_in_the_page_of_workspaces(self):
        roff = re.sub(r'\\(&|f[BRI])', '', self.read('weir-workspace.5'))
        with open(os.path.join(HERE, '../../data/workspace/weir-workspace.schema.json'), encoding='utf-8') as file:
            schema = json.load(file)
        for each in (schema, *schema['$defs'].values()):
            for member in each.get('properties', ()):
                self.assertRegex(roff, rf'\n{re.escape(member)}( \(required\))?\n', member)


class Shell:
    """One shell's completions, asked for in that shell."""

    shell = ''

    def setUp(self):
        if shutil.which(self.shell) is None:
            self.skipTest(f'{self.shell} is not here')

    def path(self, name):
        return os.path.join(COMPLETIONS, name)

    def test_options_are_those_of_help(self):
        offered = self.offered({verb: '-' for verb in HELP})
        for verb, text in HELP.items():
            self.assertEqual(offered[verb], options_of(text), f'{self.shell}: {typed(verb)}')

    def test_values_are_those_of_help(self):
        for verb, text in HELP.items():
            for option, words in values_of(text).items():
                self.assertEqual(self.values(verb, option), set(words), f'{self.shell}: {typed(verb)} --{option}')

    def test_verbs_are_those_of_help(self):
        self.assertEqual(self.verbs(), set(VERBS))


class Bash(Shell, unittest.TestCase):
    shell = 'bash'

    def complete(self, verb, *words):
        program = program_of(verb)
        line = [program, *([verb] if verb else []), *words]
        script = 'set -u; . "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); ' \
                 f'_{program.replace("-", "_")}; printf "%s\\n" "${{COMPREPLY[@]}}"'
        return set(output('bash', '--norc', '-c', script, self.path(program), *line).split())

    def offered(self, lines):
        return {verb: self.complete(verb, word) for verb, word in lines.items()}

    def values(self, verb, option):
        after_space = self.complete(verb, f'--{option}', '')
        self.assertEqual(self.complete(verb, f'--{option}', '='), after_space)
        self.assertEqual(self.complete(verb, f'--{option}', '=', min(after_space)), {min(after_space)})
        return after_space

    def verbs(self):
        return {word for word in self.complete('tail') | self.first_words() if not word.startswith('-')}

    def first_words(self):
        script = '. "$0"; COMP_WORDS=(weir-cli ""); COMP_CWORD=1; _weir_cli; printf "%s\\n" "${COMPREPLY[@]}"'
        return set(output('bash', '--norc', '-c', script, self.path('weir-cli')).split())

    def test_options_before_a_verb_are_those_that_help_names(self):
        offered = {word for word in self.first_words() if word.startswith('--')}
        self.assertEqual(offered, set(re.findall(r'--[\w-]+', output(CLI, '--help'))))

    def test_files_are_offered_where_a_file_is_meant(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, 'plant one.json')
            with open(path, 'w', encoding='utf-8'):
                pass
            script = '. "$0"; COMP_WORDS=("${@:2}"); COMP_CWORD=$(($# - 2)); compopt () { :; }; _weir_cli; ' \
                     'printf "%s\\n" "${COMPREPLY[@]}"'
            for words in (['check', path[:-8]], ['windows', '-F', path[:-8]], ['windows', '-O', path[:-8]]):
                found = output('bash', '--norc', '-c', script, self.path('weir-cli'), '', 'weir-cli', *words)
                self.assertEqual(found, path + '\n', words)


class Fish(Shell, unittest.TestCase):
    shell = 'fish'

    def complete(self, *lines):
        """The words offered for each line, in one fish."""
        script = ''.join(f'source {self.path(name)}; ' for name in ('weir-cli.fish', 'weir.fish')
                         if os.path.exists(self.path(name)))
        script += ''.join(f'echo "<"; complete -C "{line}"; ' for line in lines)
        with tempfile.TemporaryDirectory() as home:
            done = subprocess.run(['fish', '--no-config', '-c', script], cwd=home, check=True, encoding='utf-8',
                                  stdout=subprocess.PIPE, env=dict(ENVIRONMENT, HOME=home))
        return [{line.split('\t')[0] for line in part.split('\n') if line}
                for part in done.stdout.split('<\n')[1:]]

    def offered(self, lines):
        short = self.complete(*(f'{typed(verb)} {word}' for verb, word in lines.items()))
        return dict(zip(lines, short))

    def values(self, verb, option):
        return self.complete(f'{typed(verb)} --{option} ')[0]

    def verbs(self):
        return self.complete('weir-cli ')[0]


class Zsh(Shell, unittest.TestCase):
    shell = 'zsh'

    # Prints what the completion tells _arguments, which only an editor may call.
    SCRIPT = '''
      _arguments () { print -rl -- ARGUMENTS "$@"; line=($verb); state=${${(M)@:#*->verb}:+verb}; }
      _describe () { print -rl -- DESCRIBE "${(@P)4}"; }
      verb=$2
      . $1
      [[ -z $verb ]] || { state=argument; _weir_cli_argument $verb; }
    '''

    def specifications(self, verb):
        """What the last _arguments was told for VERB."""
        text = output('zsh', '-f', '-c', self.SCRIPT, 'zsh', self.path('_' + program_of(verb)), verb)
        return text.split('ARGUMENTS\n')[-1].split('\n')

    def offered(self, lines):
        return {verb: {re.sub(r'^(\*|\([^)]*\))', '', line).split('[')[0].rstrip('=+')
                       for line in self.specifications(verb) if re.match(r'(\*|\([^)]*\))-', line)}
                for verb in lines}

    def values(self, verb, option):
        line = next(each for each in self.specifications(verb) if f')--{option}=[' in each or f'*--{option}=[' in each)
        return set(line.rpartition(':(')[2].rstrip(')').split())

    def verbs(self):
        text = output('zsh', '-f', '-c', self.SCRIPT, 'zsh', self.path('_weir-cli'), 'tail')
        return {line.split(':')[0] for line in text.split('DESCRIBE\n')[1].split('ARGUMENTS\n')[0].split('\n') if line}

    def test_they_are_in_the_form_of_the_shell(self):
        for name in ('_weir-cli', '_weir'):
            if os.path.exists(self.path(name)):
                self.assertEqual(output('zsh', '-n', self.path(name)), '')

    def test_a_line_is_completed_in_an_editor(self):
        script = '''
          zmodload zsh/zpty && zpty -b editor zsh -f -i
          zpty -w editor "fpath=($1 \\$fpath); autoload -Uz compinit; compinit -D -u; print READ''Y"
          zpty -r editor shown '*READY*'
          zpty -w -n editor $'weir-cli windows --outp\\t'
          zpty -r editor shown '*--output*=*' && print completed
          zpty -d editor
        '''
        self.assertEqual(output('zsh', '-f', '-c', script, 'zsh', COMPLETIONS), 'completed\n')


if __name__ == '__main__':
    unittest.main(argv=sys.argv[:1])
