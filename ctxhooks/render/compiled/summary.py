from ctxhooks.render.runtime import missing  # generated from templates/summary.md.j2 by tools/compile_templates.py: do not edit
name = 'summary.md.j2'

def root(context, missing=missing, environment=None):
    resolve = context.resolve_or_missing
    undefined = environment.undefined
    concat = environment.concat

    if 0: yield None
    l_0_title = resolve('title')
    l_0_parts = resolve('parts')
    l_0_tail = resolve('tail')
    t_1 = environment.filters['enclosed']





    t_2 = environment.filters['join']





    pass
    yield '# '
    yield str((undefined(name='title') if l_0_title is missing else l_0_title))
    yield '\n'
    for l_1_part in (undefined(name='parts') if l_0_parts is missing else l_0_parts):
        _loop_vars = {}
        pass
        yield '\n'
        if environment.getattr(l_1_part, 'gap'):
            pass
            yield str(t_1(environment.getattr(l_1_part, 'name'), '', ': '))
            yield str(t_2(environment.getattr(l_1_part, 'items'), environment.getattr(l_1_part, 'gap')))
            yield '\n'
        else:
            pass
            if environment.getattr(l_1_part, 'name'):
                pass
                yield str(environment.getattr(l_1_part, 'name'))
                yield ':\n'
            for l_2_item in environment.getattr(l_1_part, 'items'):
                _loop_vars = {}
                pass
                yield '- '
                yield str(l_2_item)
                yield '\n'
            l_2_item = missing
    l_1_part = missing
    if (undefined(name='tail') if l_0_tail is missing else l_0_tail):
        pass
        yield '\n'
        yield str((undefined(name='tail') if l_0_tail is missing else l_0_tail))
        yield '\n'

blocks = {}
debug_info = '1=27&2=29&4=33&5=35&7=40&8=42&10=44&11=48&15=52&17=55'
