from ctxhooks.render.runtime import missing  # generated from templates/changes.md.j2 by tools/compile_templates.py: do not edit
name = 'changes.md.j2'

def root(context, missing=missing, environment=None):
    resolve = context.resolve_or_missing
    undefined = environment.undefined
    concat = environment.concat

    if 0: yield None
    l_0_changes = resolve('changes')
    t_1 = environment.filters['enclosed']





    t_2 = environment.filters['join']





    pass
    for l_1_change in (undefined(name='changes') if l_0_changes is missing else l_0_changes):
        _loop_vars = {}
        pass
        yield '- `'
        yield str(environment.getattr(l_1_change, 'path'))
        yield '` '
        yield str(environment.getattr(l_1_change, 'action'))
        yield ' +'
        yield str(environment.getattr(l_1_change, 'added'))
        yield ' −'
        yield str(environment.getattr(l_1_change, 'removed'))
        yield str(t_1(t_2(environment.getattr(l_1_change, 'symbols'), ', '), ' '))
        yield '\n'
    l_1_change = missing

blocks = {}
debug_info = '1=24&2=28'
