#!/usr/bin/env python3
"""man_pages.py verbs|program|schema PROSE SOURCE: a page for scdoc on standard
output, the PROSE with @REFERENCE@ replaced by what SOURCE says of itself: the
verbs of a program, the options of one, or the members of a JSON schema."""

import json
import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import program_help  # noqa: E402

# What each reference is made of stands once, in the program or the schema.
TYPES = {'string': 'text', 'integer': 'integer', 'number': 'number', 'boolean': 'true or false', 'object': 'object'}


def escape(text):
    return re.sub(r'([^\w\s.,:;()/%\'"“”…=])', r'\\\1', text).replace('_', '\\_')


def options(command):
    for option in command.options:
        names = ', '.join(f'*{escape(name)}*' for name in option.names())
        value = f'=_{escape(option.value)}_' if option.value is not None else ''
        yield f'{names}{value}\n\t{escape(option.text)}'


def paragraphs(command):
    """Summary, options, and the description with its examples as they are typed."""
    yield f'*{escape(command.name)}* {escape(command.arguments)}'
    if command.summary:
        yield escape(command.summary)
    yield from options(command)
    for block in filter(None, command.description.split('\n\n')):
        heading, *lines = block.split('\n')
        typed = [line.strip() for line in lines if line.startswith('  ')]
        yield escape(heading)
        if typed:
            yield '```\n' + '\n'.join(typed) + '\n```'
        rest = [line for line in lines if not line.startswith('  ')]
        if rest:
            yield escape('\n'.join(rest))


def verbs(program):
    for verb, _line, command in program_help.read_verbs(program):
        yield f'## {verb}'
        yield from paragraphs(command)


class Schema:
    """The members of a JSON schema's objects, in its order."""

    def __init__(self, path):
        with open(path, encoding='utf-8') as file:
            self.root = json.load(file)

    def definition(self, schema):
        name = schema.get('$ref', '').removeprefix('#/$defs/')
        return name, self.root['$defs'].get(name, {})

    def kind(self, schema):
        """What a value is, in words."""
        name, target = self.definition(schema)
        if target.get('type') == 'object':
            return f'an object, see *{escape(name)}*'
        if name:
            return {'name': 'text', 'path': 'a dotted path'}.get(name) or self.other(name, target)
        if 'enum' in schema:
            return 'one of ' + ', '.join(f'*{escape(str(word))}*' for word in schema['enum'])
        if 'const' in schema:
            return f'*{escape(str(schema["const"]))}*'
        if 'anyOf' in schema:
            return ' or '.join(self.kind(each) for each in schema['anyOf'])
        if schema.get('type') == 'array':
            return 'a list; each element is ' + self.kind(schema.get('items', {}))
        return TYPES.get(schema.get('type'), 'any value')

    def other(self, name, target):
        if 'anyOf' in target:
            return ' or '.join(self.kind(each) for each in target['anyOf'])
        return {'duration': 'a length of time'}.get(name, escape(name.replace('_', ' ')))

    def member(self, name, schema, required):
        described = schema.get('description', '')
        limits = [f'{word} {escape(str(schema[key]))}' for key, word in (('minimum', 'at least'), ('maximum', 'at most'))
                  if key in schema]
        limits += [f'default *{escape(json.dumps(schema["default"]).strip(chr(34)))}*'] if schema.get('default') else []
        text = '; '.join([self.kind(schema), *limits]) + '.'
        yield f'*{escape(name)}*' + (' (required)' if required else '') + '\n\t' + text[0].upper() + text[1:] + \
            (' ' + escape(described) if described else '')
        if 'properties' in schema:
            for inner, each in schema['properties'].items():
                yield from self.member(f'{name}.{inner}', each, inner in schema.get('required', ()))

    def conditions(self, schema):
        """What an object needs only where a member of it has a certain value."""
        for rule in schema.get('allOf', ()):
            tests, needed = rule['if'].get('properties', {}), rule.get('then', {}).get('required', ())
            for member, test in tests.items():
                words = test.get('enum', [test['const']] if 'const' in test else [])
                if words and needed:
                    yield f'Required where *{escape(member)}* is {" or ".join(escape(str(word)) for word in words)}: ' + \
                        ', '.join(f'*{escape(name)}*' for name in needed) + '.'

    def members(self, title, schema):
        yield f'## {title}'
        if 'description' in schema:
            yield escape(schema['description'])
        for name, each in schema['properties'].items():
            yield from self.member(name, each, name in schema.get('required', ()))
        yield from self.conditions(schema)

    def reference(self):
        yield from self.members('the file', self.root)
        for name, schema in self.root['$defs'].items():
            if 'properties' in schema:
                yield from self.members(name, schema)


def main():
    kind, prose, source = sys.argv[1:]
    made = {
        'verbs': lambda: verbs(source),
        'program': lambda: options(program_help.read_program(source)),
        'schema': lambda: Schema(source).reference(),
    }[kind]()
    with open(prose, encoding='utf-8') as file:
        print(file.read().replace('@REFERENCE@', '\n\n'.join(made)), end='')


if __name__ == '__main__':
    main()
