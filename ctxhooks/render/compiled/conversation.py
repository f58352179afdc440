from ctxhooks.render.runtime import missing  # generated from templates/conversation.md.j2 by tools/compile_templates.py: do not edit
name = 'conversation.md.j2'

def root(context, missing=missing, environment=None):
    resolve = context.resolve_or_missing
    undefined = environment.undefined
    concat = environment.concat

    if 0: yield None
    l_0_groups = resolve('groups')
    pass
    for (l_1_heading, l_1_lines) in (undefined(name='groups') if l_0_groups is missing else l_0_groups):
        _loop_vars = {}
        pass
        yield '\n## '
        yield str(l_1_heading)
        yield '\n'
        for l_2_line in l_1_lines:
            _loop_vars = {}
            pass
            yield '- '
            yield str(l_2_line)
            yield '\n'
        l_2_line = missing
    l_1_heading = l_1_lines = missing

blocks = {}
debug_info = '1=12&3=16&4=18&5=22'
