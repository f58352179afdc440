from ctxhooks.render.runtime import missing  # generated from templates/convention_brief.md.j2 by tools/compile_templates.py: do not edit
name = 'convention_brief.md.j2'

def root(context, missing=missing, environment=None):
    resolve = context.resolve_or_missing
    undefined = environment.undefined
    concat = environment.concat

    if 0: yield None
    l_0_convention = resolve('convention')
    l_0_rules = resolve('rules')
    pass
    if environment.getattr((undefined(name='convention') if l_0_convention is missing else l_0_convention), 'description'):
        pass
        yield str(environment.getattr((undefined(name='convention') if l_0_convention is missing else l_0_convention), 'description'))
        yield '\n'
    for l_1_rule in (undefined(name='rules') if l_0_rules is missing else l_0_rules):
        _loop_vars = {}
        pass
        yield '- '
        yield str((environment.getattr(l_1_rule, 'description') or environment.getattr(l_1_rule, 'id')))
        yield '\n'
    l_1_rule = missing

blocks = {}
debug_info = '1=13&2=15&4=17&5=21'
