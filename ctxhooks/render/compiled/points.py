from ctxhooks.render.runtime import LoopContext, missing  # generated from templates/points.md.j2 by tools/compile_templates.py: do not edit
name = 'points.md.j2'

def root(context, missing=missing, environment=None):
    resolve = context.resolve_or_missing
    undefined = environment.undefined
    concat = environment.concat

    if 0: yield None
    l_0_lead = resolve('lead')
    l_0_points = resolve('points')
    pass
    yield str((undefined(name='lead') if l_0_lead is missing else l_0_lead))
    yield '\n'
    l_1_loop = missing
    for l_1_point, l_1_loop in LoopContext((undefined(name='points') if l_0_points is missing else l_0_points), undefined):
        _loop_vars = {}
        pass
        yield str(('\n' if (environment.getattr(l_1_loop, 'first') and (undefined(name='lead') if l_0_lead is missing else l_0_lead)) else ''))
        yield '- '
        yield str(l_1_point)
        yield '\n'
    l_1_loop = l_1_point = missing

blocks = {}
debug_info = '1=13&2=16&3=19'
