from ctxhooks.render.runtime import missing, str_join  # generated from templates/alert.md.j2 by tools/compile_templates.py: do not edit
name = 'alert.md.j2'

def root(context, missing=missing, environment=None):
    resolve = context.resolve_or_missing
    undefined = environment.undefined
    concat = environment.concat

    if 0: yield None
    l_0_t = resolve('t')
    l_0_level = resolve('level')
    l_0_use = resolve('use')
    l_0_back = resolve('back')
    l_0_hints = resolve('hints')
    l_0_saved = resolve('saved')
    l_0_counts = resolve('counts')
    l_0_reasons = resolve('reasons')
    t_1 = environment.filters['fill']





    t_2 = environment.filters['join']





    pass
    yield str(t_1(environment.getattr((undefined(name='t') if l_0_t is missing else l_0_t), 'window_full'), level=environment.getitem((undefined(name='t') if l_0_t is missing else l_0_t), str_join(('window_level_', (undefined(name='level') if l_0_level is missing else l_0_level), ))), used=environment.getattr((undefined(name='use') if l_0_use is missing else l_0_use), 'used'), total=environment.getattr((undefined(name='use') if l_0_use is missing else l_0_use), 'total'), percent=environment.getattr((undefined(name='use') if l_0_use is missing else l_0_use), 'percent')))
    yield '\n'
    if (undefined(name='back') if l_0_back is missing else l_0_back):
        pass
        yield '- '
        yield str(t_1(environment.getattr((undefined(name='t') if l_0_t is missing else l_0_t), 'window_emergency'), used=environment.getattr((undefined(name='use') if l_0_use is missing else l_0_use), 'used'), back=(undefined(name='back') if l_0_back is missing else l_0_back)))
        yield '\n'
    for l_1_sentence in (undefined(name='hints') if l_0_hints is missing else l_0_hints):
        _loop_vars = {}
        pass
        yield '- '
        yield str(l_1_sentence)
        yield '\n'
    l_1_sentence = missing
    if (undefined(name='saved') if l_0_saved is missing else l_0_saved):
        pass
        yield '- '
        yield str(t_1(environment.getattr((undefined(name='t') if l_0_t is missing else l_0_t), 'window_saved'), id=(undefined(name='saved') if l_0_saved is missing else l_0_saved)))
        yield '\n- '
        yield str(t_1(environment.getattr((undefined(name='t') if l_0_t is missing else l_0_t), 'window_at_stake'), counts=t_2((undefined(name='counts') if l_0_counts is missing else l_0_counts), '; ')))
        yield '\n'
    if (undefined(name='reasons') if l_0_reasons is missing else l_0_reasons):
        pass
        yield '- '
        yield str(t_1(environment.getattr((undefined(name='t') if l_0_t is missing else l_0_t), 'window_why'), reasons=t_2((undefined(name='reasons') if l_0_reasons is missing else l_0_reasons), '; ')))
        yield '\n'

blocks = {}
debug_info = '1=31&2=33&3=36&5=38&6=42&8=45&9=48&10=50&12=52&13=55'
